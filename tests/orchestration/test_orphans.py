"""Orphans: a run whose process is dead is reported once, a run that lives is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus as Status
from dagster._core.test_utils import create_run_for_test

from orchestration import orphans
from orchestration.alerts import ALERTED
from orchestration.settings import Settings, load

STARTED_BY_THE_DEAD = (
    "import os, sys\n"
    "from pathlib import Path\n"
    "from orchestration.orphans import alive\n"
    "with alive(Path(sys.argv[1]), sys.argv[2]):\n"
    "    os.kill(os.getpid(), 9)\n"
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(orphans, "SECONDS_TO_TAKE_THE_LOCK", dict.fromkeys(
        ("STARTING", "STARTED", "CANCELING"), 0))  # fmt: skip
    return load(home=tmp_path, alert_command=f"tee -a {tmp_path / 'alerts'}")


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


@pytest.mark.parametrize("status", [Status.STARTING, Status.STARTED, Status.CANCELING])
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


def test_waiting_and_ended_runs_are_none_of_its_business(
    settings: Settings, history: dg.DagsterInstance
) -> None:
    for status in (Status.NOT_STARTED, Status.SUCCESS, Status.FAILURE, Status.CANCELED):
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
