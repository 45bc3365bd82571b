"""A run of which nothing has changed: Dagster itself knows, and no check is amber for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import dagster as dg
import pytest
from dagster._core.definitions.data_version import (
    CachingStaleStatusResolver,
    StaleStatus,
    extract_data_version_from_entry,
)
from dagster._core.loader import LoadingContextForTest

from common import settings as settings_module
from orchestration.definitions import build_defs
from orchestration.instance import open_instance
from orchestration.jobs import MONTH_JOB
from tests.support.home import A_DAY_LATER, MONTH, Home, Published

# What says how the deliveries were judged: the first time, or again after their publication.
ABOUT_THE_RUN = {
    "checks/verdicts", "staging/stg_check_results", "marts/fct_check_results",
    "publication/bulletin",
}  # fmt: skip


class Repeated(NamedTuple):
    """A home whose month was run again by Dagster, and what Dagster has of both runs."""

    home: Home
    defs: dg.Definitions
    instance: dg.DagsterInstance
    result: dg.ExecuteInProcessResult


@pytest.fixture(scope="module")
def repeated(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repeated]:
    home = published.copy(tmp_path_factory.mktemp("repeated") / "home")
    settings = settings_module.load_settings(home=home.folder, now=A_DAY_LATER)
    # Copies are files that were not seen before, of known bytes.
    assert home.call("ingest").returncode == 0
    defs = build_defs(settings)
    with open_instance(settings.dagster_home) as instance:
        result = defs.resolve_job_def(MONTH_JOB).execute_in_process(
            instance=instance, partition_key=MONTH
        )
        yield Repeated(home, defs, instance, result)


def test_no_check_fails_because_it_had_nothing_to_look_at(repeated: Repeated) -> None:
    found = repeated.result.get_asset_check_evaluations()
    keys = repeated.defs.resolve_asset_graph().asset_check_keys
    assert 30 < len(found) < len(keys)
    assert [each.check_name for each in found if not each.metadata["evaluated"].value] == []
    # What has been published already is not judged again.
    assert {each.asset_key.path[0] for each in found} >= {"inputs", "staging", "marts"}


def test_a_result_lists_the_rules_it_judged_and_no_value(repeated: Repeated) -> None:
    (rules,) = (
        each.metadata["rules"].value
        for each in repeated.result.get_asset_check_evaluations()
        if each.asset_key.path[-1] == "fct_screenings"
    )
    records = [record.data for record in rules.records]  # type: ignore[union-attr]
    assert {"unique_key:centre_code,case_id", "accepted_values:sex"} <= {
        record["rule"] for record in records
    }
    assert all(record.keys() == {"rule", "evaluated", "failed"} for record in records)


def test_the_data_of_an_unchanged_run_have_the_versions_that_they_had(repeated: Repeated) -> None:
    graph = repeated.defs.resolve_asset_graph()
    moved = set()
    for key in graph.materializable_asset_keys:
        wanted = dg.AssetRecordsFilter(asset_key=key, asset_partitions=[MONTH])
        again, before = repeated.instance.fetch_materializations(wanted, limit=2).records
        versions = {
            extract_data_version_from_entry(record.event_log_entry) for record in (again, before)
        }
        assert None not in versions, key
        if len(versions) > 1:
            moved.add(key.to_user_string())
    assert moved <= ABOUT_THE_RUN


def test_nothing_is_stale_after_a_run(repeated: Repeated) -> None:
    graph = repeated.defs.resolve_asset_graph()
    resolver = CachingStaleStatusResolver(
        repeated.instance, graph, LoadingContextForTest(repeated.instance)
    )
    stale = [
        key for key in graph.materializable_asset_keys
        if resolver.get_status(key, MONTH) != StaleStatus.FRESH
    ]  # fmt: skip
    assert stale == []


def test_the_release_shows_its_figures_and_its_bulletin(repeated: Repeated) -> None:
    event = repeated.instance.get_latest_materialization_event(
        dg.AssetKey(["publication", "release"])
    )
    assert event
    assert event.asset_materialization
    metadata = event.asset_materialization.metadata
    bulletin = Path(str(metadata["bulletin"].value).removeprefix("file://"))
    assert bulletin.is_file()
    assert bulletin.is_relative_to(repeated.home.folder)
    figures = {
        str(record.data["figure"]): record.data["cumulative"]
        for record in metadata["main figures"].value.records  # type: ignore[union-attr]
    }
    ((persons,),) = repeated.home.sql(
        "select value from marts.fct_indicator_values where indicator_code = 'unique_beneficiaries'"
        " and dimension = 'total' and period = 'cumulative' order by reporting_month desc limit 1"
    )
    assert figures["unique beneficiaries"] == persons
    assert metadata["readers get"].value == metadata["release"].value == repeated.home.release.name
    assert metadata["published by this run"].value is False


def test_tables_show_how_many_rows_they_have(repeated: Repeated) -> None:
    event = repeated.instance.get_latest_materialization_event(dg.AssetKey(["bronze", "returnees"]))
    assert event
    assert event.asset_materialization
    ((rows,),) = repeated.home.sql(
        "select sum(rows_loaded) from marts.dim_source_files "
        "where table_name = 'returnees' and is_in_force"
    )
    assert event.asset_materialization.metadata["dagster/row_count"].value == rows
