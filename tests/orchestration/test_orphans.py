"""Orphans: a run whose process is dead is reported once, a run that lives is left alone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import unittest.mock
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterEventType
from dagster import DagsterRunStatus as Status
from dagster._core.test_utils import create_run_for_test

from common.settings import Settings, load_settings
from orchestration import orphans
from orchestration.execute import RunFailed, run_job
from pipeline.alerts import ALERTED, is_first_to_tell
from pipeline.failures import Failure
from pipeline.run import AS_OF

STARTED_BY_THE_DEAD = (
    "import os, sys\n"
    "from pathlib import Path\n"
    "from orchestration.orphans import alive\n"
    "with alive(Path(sys.argv[1]), sys.argv[2]):\n"
    "    os.kill(os.getpid(), 9)\n"
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(
        orphans, "SECONDS_TO_TAKE_THE_LOCK", dict.fromkeys(orphans.SECONDS_TO_TAKE_THE_LOCK, 0)
    )
    return load_settings(home=tmp_path, alert_command=f"tee -a {tmp_path / 'alerts'}")


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
    sealed = settings.work / run.run_id / "release"
    sealed.mkdir(parents=True)
    (sealed / "x.parquet").touch(0o444)
    sealed.chmod(0o555)


def reconcile(settings: Settings, history: dg.DagsterInstance) -> list[str]:
    dead = orphans.reconcile(history, settings, settings.load_programme())
    return [run.run_id for run in dead]


def test_a_run_that_was_killed_is_reported_once_and_its_files_go(
    settings: Settings, history: dg.DagsterInstance
) -> None:
    run = started(history)
    killed(settings, run)
    assert orphans.left_over(settings.dagster_home)
    assert reconcile(settings, history) == [run.run_id]
    assert reconcile(settings, history) == []
    after = history.get_run_by_id(run.run_id)
    assert after is not None
    assert (after.status, after.tags[ALERTED]) == (Status.FAILURE, "orphan")
    assert list(settings.work.iterdir()) == []
    assert not orphans.left_over(settings.dagster_home)
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
    with orphans.alive(settings.dagster_home, run.run_id):
        assert not orphans.left_over(settings.dagster_home)
        assert reconcile(settings, history) == []
    assert reconcile(settings, history) == [run.run_id]
    after = history.get_run_by_id(run.run_id)
    assert after is not None
    assert after.status == (Status.CANCELED if status == Status.CANCELING else Status.FAILURE)


def test_a_run_that_has_just_begun_has_time_to_take_its_lock(
    settings: Settings, history: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(orphans.SECONDS_TO_TAKE_THE_LOCK, "STARTED", 30)
    started(history)
    assert reconcile(settings, history) == []


def test_a_run_that_was_killed_just_now_is_reported_by_a_later_command(
    settings: Settings, history: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(history)
    killed(settings, run)
    monkeypatch.setitem(orphans.SECONDS_TO_TAKE_THE_LOCK, "STARTED", 30)
    assert reconcile(settings, history) == []
    assert orphans.left_over(settings.dagster_home)
    monkeypatch.setitem(orphans.SECONDS_TO_TAKE_THE_LOCK, "STARTED", 0)
    assert reconcile(settings, history) == [run.run_id]
    assert not orphans.left_over(settings.dagster_home)


def test_ended_runs_are_none_of_its_business(
    settings: Settings, history: dg.DagsterInstance
) -> None:
    for status in (Status.SUCCESS, Status.FAILURE, Status.CANCELED):
        started(history, status)
    assert reconcile(settings, history) == []


def test_the_run_that_has_the_turn_clears_up_after_the_others_and_keeps_its_own(
    settings: Settings,
) -> None:
    for name in ("dead", "mine"):
        (settings.work / name / "inputs").mkdir(parents=True)
    os.symlink(settings.home, settings.work / "dead" / "link")  # noqa: PTH211
    (settings.work / ".turn").touch()
    orphans.remove_other_folders(settings.work, "mine")
    assert sorted(path.name for path in settings.work.iterdir()) == [".turn", "mine"]
    assert settings.home.is_dir()


def full_disk(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_failure_is_told_once_also_if_the_history_cannot_be_written(
    settings: Settings, history: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(history)
    settings.dagster_home.mkdir()

    def is_first() -> bool:
        return is_first_to_tell(history, settings.dagster_home, run.run_id, "failed")

    with monkeypatch.context() as patch:
        patch.setattr(history, "add_run_tags", full_disk)
        assert [is_first(), is_first()] == [True, False]
    assert not is_first()  # there is space again
    assert reconcile(settings, history) == [run.run_id]
    assert not (settings.home / "alerts").exists()


def test_a_rebuild_that_was_killed_is_to_be_repeated_as_one_and_nobody_is_alerted(
    settings: Settings, history: dg.DagsterInstance
) -> None:
    tags = {"dagster/partition": "2022-09", AS_OF: "2022-10-05T00:00:00+00:00"}
    run = create_run_for_test(history, status=Status.STARTED, tags=tags)
    assert reconcile(settings, history) == [run.run_id]
    (record,) = history.get_records_for_run(
        run.run_id, of_type=DagsterEventType.RUN_FAILURE
    ).records
    assert "--month 2022-09 --as-of 2022-10-05" in record.event_log_entry.message
    assert not (settings.home / "alerts").exists()


@pytest.mark.parametrize("has_a_step_told", [False, True])
def test_a_run_that_breaks_outside_of_its_steps_is_told_once(
    settings: Settings, has_a_step_told: bool
) -> None:
    job = unittest.mock.Mock()
    job.execute_in_process.side_effect = sqlite3.OperationalError("database or disk is full")
    told = Failure("failed", "a step broke", "mend it")
    failures = [told] if has_a_step_told else []
    with pytest.raises(RunFailed) as raised:
        run_job(job, settings, settings.load_programme(), date(2022, 9, 1), failures)
    assert (raised.value.failure == told) is has_a_step_told
    assert (settings.home / "alerts").exists() is not has_a_step_told
    if not has_a_step_told:
        assert "is full" in raised.value.failure.message
        (line,) = (settings.home / "alerts").read_text("utf-8").split("}\n")
        assert str(job.execute_in_process.call_args.kwargs["run_id"]) in line


@pytest.mark.parametrize(
    ("reason", "event"), [("UNEXPECTED_TERMINATION", "stopped"), ("RUN_EXCEPTION", "failed")]
)
def test_a_run_that_was_interrupted_was_stopped_by_hand(
    settings: Settings, reason: str, event: str
) -> None:
    job = unittest.mock.Mock()

    def ends(instance: dg.DagsterInstance, run_id: str, **_: object) -> unittest.mock.Mock:
        tags = {"dagster/failure_reason": reason}
        create_run_for_test(instance, run_id=run_id, status=Status.FAILURE, tags=tags)
        return unittest.mock.Mock(success=False)

    job.execute_in_process.side_effect = ends
    with pytest.raises(RunFailed) as raised:
        run_job(job, settings, settings.load_programme(), date(2022, 9, 1), [])
    assert raised.value.failure.event == event
    assert (settings.home / "alerts").exists() is (event == "failed")
