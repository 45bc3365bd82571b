"""What Dagster is given: assets, checks, partitions, schedule, sensor; and what it remembers."""

from __future__ import annotations

import json
import unittest.mock
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from common import settings as settings_module
from common.locks import hold_home_lock
from common.settings import find_last_complete_month
from orchestration.dead_runs import SECONDS_TO_TAKE_THE_LOCK
from orchestration.definitions import build_defs
from orchestration.instance import open_instance
from orchestration.jobs import MONTH_JOB
from pipeline.job import STEPS
from tests.support.home import CLOCK, Published

GROUPS = {"bronze", "gate", "reference", "staging", "intermediate", "identity", "marts",
          "reconciliation", "audit", "publication"}  # fmt: skip


# Files written in these tests, however long they take, have come to rest then.
SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def defs(published: Published) -> dg.Definitions:
    return build_defs(settings_module.load_settings(home=published.folder, now=CLOCK))


def test_every_asset_is_described_owned_grouped_and_of_a_month(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    made = [graph.get(key) for key in graph.materializable_asset_keys]
    assert len(made) > 40
    assert {node.group_name for node in made} == GROUPS
    for node in made:
        assert node.description, node.key
        assert node.owners, node.key
        assert node.kinds, node.key
        assert isinstance(node.partitions_def, dg.MonthlyPartitionsDefinition), node.key


def test_every_dbt_test_and_every_check_at_the_gate_is_an_asset_check(
    defs: dg.Definitions,
) -> None:
    from expectations import dictionary
    from pipeline import dbt_runner

    names = {key.name for key in defs.resolve_asset_graph().asset_check_keys}
    elsewhere = {
        check.id for check in dictionary.load_checks().values() if check.engine != "dbt"
    }  # fmt: skip
    nodes = dbt_runner.load_manifest()["nodes"].values()
    # The test `rules` of a model stands for all that the model declares.
    tests = {
        node["name"] for node in nodes
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {"name": "rules"})["name"] == "rules"
    }  # fmt: skip
    assert elsewhere <= names
    assert tests
    assert tests <= names


def test_one_graph_leads_from_bronze_to_the_release(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    release = dg.AssetKey(["publication", "release"])
    upstream = graph.get_ancestor_asset_keys(release)
    assert dg.AssetKey(["bronze", "returnees"]) in upstream
    assert dg.AssetKey(["checks", "gate"]) in upstream
    assert dg.AssetKey(["identity", "person_links"]) in upstream


def test_the_schedule_asks_on_the_fifth_for_the_month_before(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("monthly_bulletin")
    assert schedule.cron_schedule == "0 6 5 * *"
    assert schedule.execution_timezone == "Asia/Dhaka"
    at = datetime(2022, 10, 5, 6, tzinfo=ZoneInfo("Asia/Dhaka"))
    with dg.build_schedule_context(scheduled_execution_time=at) as context:
        (request,) = schedule.evaluate_tick(context).run_requests or []
    assert request.partition_key == "2022-09"


def ticks(defs: dg.Definitions, cursor: str | None = None) -> dg.SensorExecutionData:
    with dg.build_sensor_context(
        cursor=cursor, resources=defs.resources, repository_def=defs.get_repository_def()
    ) as context:
        return defs.resolve_sensor_def("landing_folder").evaluate_tick(context)


def test_the_sensor_asks_once_for_each_state_of_the_landing_folder(
    published: Published, tmp_path: Path
) -> None:
    home = published.copy(tmp_path / "home")
    assert home.call("ingest").returncode == 0  # copies are files not seen before, of known bytes
    later = settings_module.load_settings(home=home.folder, now=SOON)
    defs = build_defs(later)
    assert not ticks(defs).run_requests
    product = next(home.landing.rglob("products_2022-09*.csv"))
    product.write_bytes(product.read_bytes() + b"\n")
    first = ticks(defs)
    (request,) = first.run_requests or []
    assert request.run_key is None
    assert (
        request.partition_key == f"{find_last_complete_month(later, later.load_programme()):%Y-%m}"
    )
    assert not ticks(defs, first.cursor).run_requests
    product.write_bytes(product.read_bytes() + b"\n")
    assert ticks(defs, first.cursor).run_requests


def test_all_sensors_work_as_soon_as_the_daemon_does(defs: dg.Definitions) -> None:
    sensors = {sensor.name: sensor.default_status for sensor in defs.sensors or []}  # type: ignore[union-attr]
    assert sensors == dict.fromkeys(
        ("landing_folder", "dead_runs", "unreported_failures"), dg.DefaultSensorStatus.RUNNING
    )


def test_dagster_has_the_steps_of_the_job_in_their_order(defs: dg.Definitions) -> None:
    job = defs.resolve_job_def(MONTH_JOB)
    assert [node.name for node in job.nodes_in_topological_order] == [step.name for step in STEPS]


def test_a_sensor_does_not_hold_the_home_and_reports_dead_runs(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    settings = settings_module.load_settings(home=tmp_path, now=CLOCK)
    defs = build_defs(settings)
    with dg.DagsterInstance.ephemeral() as instance, hold_home_lock(settings.work, "run", None):
        tags = {"dagster/partition": "2022-09"}
        run = create_run_for_test(instance, status=dg.DagsterRunStatus.STARTED, tags=tags)
        with dg.build_sensor_context(instance=instance, resources=defs.resources) as context:
            sensor = defs.resolve_sensor_def("dead_runs")
            assert "alive" in (sensor.evaluate_tick(context).skip_message or "")
            with unittest.mock.patch.dict(SECONDS_TO_TAKE_THE_LOCK, STARTED=0):
                assert run.run_id in (sensor.evaluate_tick(context).skip_message or "")


def test_a_failure_outside_of_the_steps_is_reported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    monkeypatch.setenv("PROTTASHA_ALERT_COMMAND", f"tee {told}")
    defs = build_defs(settings_module.load_settings(home=tmp_path, now=CLOCK))
    sensor = defs.resolve_sensor_def("unreported_failures")
    with dg.DagsterInstance.ephemeral() as instance:
        tags = {"dagster/partition": "2022-09"}
        run = create_run_for_test(
            instance, job_name=MONTH_JOB, status=dg.DagsterRunStatus.STARTED, tags=tags
        )
        event = instance.report_run_failed(run, "out of the blue")
        tick = dg.build_run_status_sensor_context(
            sensor.name, event, instance, run, resources=defs.resources
        ).for_run_failure()
        with tick as context:
            sensor(context)
            assert json.loads(told.read_text("utf-8"))["run_id"] == run.run_id
            told.unlink()
            sensor(context)
    assert not told.exists()


@pytest.fixture(scope="module")
def history(published: Published) -> Iterator[dg.DagsterInstance]:
    with open_instance(published.folder / "dagster") as instance:
        yield instance


def test_the_command_line_leaves_its_run_in_the_history(history: dg.DagsterInstance) -> None:
    (run,) = history.get_runs()
    assert run.job_name == MONTH_JOB
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert run.tags["dagster/partition"] == "2022-09"
    event = history.get_latest_materialization_event(dg.AssetKey(["marts", "fct_qualifications"]))
    assert event is not None
    materialization = event.asset_materialization
    assert materialization is not None
    assert materialization.metadata["dagster/row_count"].value > 10_000  # type: ignore[operator]
