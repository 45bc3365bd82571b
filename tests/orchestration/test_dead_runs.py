"""Dead runs: each is reported once, and a run that lives is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterEventType
from dagster import DagsterRunStatus as Status
from dagster._core.test_utils import create_run_for_test

from common.settings import Settings, load_settings
from orchestration import dead_runs
from orchestration.tags import AS_OF
from orchestration.workspace import Workspace
from pipeline.run_locks import has_dead_runs, hold_run_lock, remove_other_folders

STARTED_BY_THE_DEAD = (
    "import os, sys\n"
    "from pathlib import Path\n"
    "from pipeline.run_locks import hold_run_lock\n"
    "with hold_run_lock(Path(sys.argv[1]), sys.argv[2]):\n"
    "    os.kill(os.getpid(), 9)\n"
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(
        dead_runs,
        "SECONDS_TO_TAKE_THE_LOCK",
        dict.fromkeys(dead_runs.SECONDS_TO_TAKE_THE_LOCK, 0),
    )
    monkeypatch.setenv("PROTTASHA_ALERT_COMMAND", f"tee -a {tmp_path / 'alerts'}")
    return load_settings(home=tmp_path)


@pytest.fixture
def history() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def started(history: dg.DagsterInstance, status: Status = Status.STARTED) -> dg.DagsterRun:
    return create_run_for_test(
        history, job_name="reporting_month", status=status, tags={"dagster/partition": "2022-09"}
    )


def killed(settings: Settings, run: dg.DagsterRun) -> None:
    """A process that had the run's lock dies, and leaves its files sealed."""
    arguments = [str(settings.dagster_home), run.run_id]
    subprocess.run([sys.executable, "-c", STARTED_BY_THE_DEAD, *arguments], check=False)
    sealed = settings.work / "2022-09" / "release"
    sealed.mkdir(parents=True)
    (sealed / "x.parquet").touch(0o444)
    sealed.chmod(0o555)


def report(settings: Settings, history: dg.DagsterInstance) -> list[str]:
    return dead_runs.report_dead_runs(history, Workspace.from_settings(settings))


def test_a_run_that_was_killed_is_reported_once_and_its_candidate_stays(
    settings: Settings, history: dg.DagsterInstance
) -> None:
    run = started(history)
    killed(settings, run)
    assert has_dead_runs(settings.dagster_home)
    assert report(settings, history) == [run.run_id]
    assert report(settings, history) == []
    after = history.get_run_by_id(run.run_id)
    assert after is not None
    assert after.status == Status.FAILURE
    assert [path.name for path in settings.work.iterdir()] == ["2022-09"]
    assert not has_dead_runs(settings.dagster_home)
    (told,) = (settings.home / "alerts").read_text("utf-8").split("}\n")
    assert "prottasha run --month 2022-09" in told
    assert run.run_id in told


@pytest.mark.parametrize(
    "status", [Status.NOT_STARTED, Status.STARTING, Status.STARTED, Status.CANCELING]
)
def test_a_run_that_lives_is_left_alone_whatever_its_state(
    settings: Settings, history: dg.DagsterInstance, status: Status
) -> None:
    run = started(history, status)
    with hold_run_lock(settings.dagster_home, run.run_id):
        assert not has_dead_runs(settings.dagster_home)
        assert report(settings, history) == []
    assert report(settings, history) == [run.run_id]
    after = history.get_run_by_id(run.run_id)
    assert after is not None
    assert after.status == (Status.CANCELED if status == Status.CANCELING else Status.FAILURE)


def test_a_run_that_has_just_begun_has_time_to_take_its_lock(
    settings: Settings, history: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dead_runs.SECONDS_TO_TAKE_THE_LOCK, "STARTED", 30)
    started(history)
    assert report(settings, history) == []


def test_a_run_that_was_killed_just_now_is_reported_by_a_later_command(
    settings: Settings, history: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(history)
    killed(settings, run)
    monkeypatch.setitem(dead_runs.SECONDS_TO_TAKE_THE_LOCK, "STARTED", 30)
    assert report(settings, history) == []
    assert has_dead_runs(settings.dagster_home)
    monkeypatch.setitem(dead_runs.SECONDS_TO_TAKE_THE_LOCK, "STARTED", 0)
    assert report(settings, history) == [run.run_id]
    assert not has_dead_runs(settings.dagster_home)


def test_ended_runs_are_not_reported(settings: Settings, history: dg.DagsterInstance) -> None:
    for status in (Status.SUCCESS, Status.FAILURE, Status.CANCELED):
        started(history, status)
    assert report(settings, history) == []


def test_a_run_removes_the_folders_of_others_and_keeps_its_own(
    settings: Settings,
) -> None:
    for name in ("dead", "mine"):
        (settings.work / name / "inputs").mkdir(parents=True)
    os.symlink(settings.home, settings.work / "dead" / "link")  # noqa: PTH211
    (settings.work / ".turn").touch()
    remove_other_folders(settings.work, "mine")
    assert sorted(path.name for path in settings.work.iterdir()) == [".turn", "mine"]
    assert settings.home.is_dir()


def test_a_rebuild_leaves_the_candidate_of_a_month(settings: Settings) -> None:
    for name in ("2022-09", "a-rebuild-that-was-killed"):
        (settings.work / name).mkdir(parents=True)
    remove_other_folders(settings.work, "mine", keep_months=True)
    assert [path.name for path in settings.work.iterdir()] == ["2022-09"]
    remove_other_folders(settings.work, "2022-08")
    assert list(settings.work.iterdir()) == []


def test_a_rebuild_that_was_killed_is_to_be_repeated_and_nobody_is_alerted(
    settings: Settings, history: dg.DagsterInstance
) -> None:
    tags = {"dagster/partition": "2022-09", AS_OF: "2022-10-05T00:00:00+00:00"}
    run = create_run_for_test(history, status=Status.STARTED, tags=tags)
    assert report(settings, history) == [run.run_id]
    (record,) = history.get_records_for_run(
        run.run_id, of_type=DagsterEventType.RUN_FAILURE
    ).records
    assert "--month 2022-09 --as-of 2022-10-05" in record.event_log_entry.message
    assert not (settings.home / "alerts").exists()
