"""The run history through open connections is the history that Dagster's own class keeps."""

from __future__ import annotations

import threading
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from orchestration.event_log import KEPT_OPEN, KeptOpenEventLog
from orchestration.instance import open_instance


@dg.asset(check_specs=[dg.AssetCheckSpec("is_there", asset="thing")])
def thing():  # type: ignore[no-untyped-def]
    return dg.MaterializeResult(
        metadata={"rows": 3}, check_results=[dg.AssetCheckResult(passed=True)]
    )


def materialize(instance: dg.DagsterInstance) -> str:
    result = dg.materialize([thing], instance=instance)
    assert result.success
    return result.run_id


def test_dagsters_own_class_reads_what_was_kept(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        assert isinstance(instance.event_log_storage, KeptOpenEventLog)
        run = materialize(instance)
        kept = [entry.message for entry in instance.all_logs(run)]
    plain = SqliteEventLogStorage(str(tmp_path / "history" / "runs"))
    assert [entry.message for entry in plain.get_logs_for_run(run)] == kept
    assert len(kept) > 5
    assert list(plain.all_asset_keys()) == [dg.AssetKey("thing")]
    plain.dispose()


def test_more_runs_than_connections_are_all_there(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        runs = [materialize(instance) for _ in range(KEPT_OPEN + 2)]
        assert all(len(instance.all_logs(run)) > 5 for run in runs)


def test_threads_and_a_second_instance_write_side_by_side(tmp_path: Path) -> None:
    with open_instance(tmp_path) as one, open_instance(tmp_path) as two:
        failures: list[BaseException] = []

        def work(instance: dg.DagsterInstance) -> None:
            try:
                for _ in range(20):
                    instance.report_runless_asset_event(dg.AssetMaterialization("thing"))
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(each,)) for each in (one, two, one)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        records = two.fetch_materializations(dg.AssetKey("thing"), limit=100).records
        assert len(records) == 60


def test_the_history_moves_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_instance(tmp_path / "old") as instance:
        run = materialize(instance)
    (tmp_path / "old").rename(tmp_path / "new")
    with open_instance(tmp_path / "new") as instance:
        assert len(instance.all_logs(run)) > 5
    assert not (tmp_path / "old").exists()
