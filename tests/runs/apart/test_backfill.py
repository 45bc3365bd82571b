"""A backfill of several months, by Dagster's own machinery: a run and a release for each month."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.backfill import execute_backfill_iteration

from orchestration import definitions
from orchestration.instance import prepare_dagster_home
from publishing.releases.verification import verify_releases
from tests.runs.apart.launchpad import land_little

YEAR = [f"2021-{month:02}" for month in (10, 11, 12)] + [f"2022-{n:02}" for n in range(1, 10)]
RELEASE = dg.AssetKey(["publication", "release"])
# Runs are made in this process, as soon as the backfill submits them.
IN_THIS_PROCESS = """
run_coordinator: {module: dagster._core.run_coordinator, class: DefaultRunCoordinator}
run_launcher:
  module: dagster._core.launcher.sync_in_memory_run_launcher
  class: SyncInMemoryRunLauncher
"""


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    for name, value in land_little(tmp_path, start_month=YEAR[0]).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAGSTER_HOME", "")
    # Each run loads the definitions, as a worker does; they are built once.
    monkeypatch.setattr(definitions, "build_defs", cache(definitions.build_defs))
    configuration = prepare_dagster_home(tmp_path / "home" / "dagster")
    whole = configuration.read_text("utf-8")
    configuration.write_text(whole.partition("# Two runs")[0] + IN_THIS_PROCESS, "utf-8")
    with dg.DagsterInstance.from_config(str(configuration.parent)) as instance:
        yield instance


@pytest.mark.chaos
@pytest.mark.parametrize("months", [YEAR[-3:], YEAR], ids=["a quarter", "a year"])
def test_a_backfill_publishes_each_month_and_readers_get_the_last(
    months: list[str], instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    releases = tmp_path / "home" / "releases"
    target = ModuleTarget("orchestration.definitions", None, str(Path.cwd()), "ours")
    with create_test_daemon_workspace_context(target, instance) as context:
        graph = context.create_request_context().asset_graph
        backfill = PartitionBackfill.from_asset_partitions(
            "backfill",
            graph,
            partition_names=months,
            asset_selection=sorted(graph.materializable_asset_keys),
            backfill_timestamp=time.time(),
            tags={},
            dynamic_partitions_store=instance,
            all_partitions=False,
            title=None,
            description=None,
            run_config=None,
        )
        instance.add_backfill(backfill)
        for _ in range(10):
            errors = [*execute_backfill_iteration(context, logging.getLogger("backfill"))]
            assert not any(errors), errors
            done = instance.get_backfill("backfill")
            assert done is not None
            if done.status != BulkActionStatus.REQUESTED:
                break
    assert done.status == BulkActionStatus.COMPLETED_SUCCESS
    assert sorted(path.name for path in releases.glob("20*")) == [f"{month}.1" for month in months]
    assert instance.get_materialized_partitions(RELEASE) == set(months)
    assert (releases / "current").readlink() == Path(f"{months[-1]}.1")
    assert verify_releases(releases) == []
    assert len(instance.get_runs()) == len(months)
