"""The executor of commands: why a job failed, also where Dagster cannot say so."""

from __future__ import annotations

import sqlite3
import unittest.mock
from datetime import date
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest
from dagster import DagsterRunStatus as Status
from dagster._core.test_utils import create_run_for_test

from common.settings import Settings, load_settings
from orchestration.executor import DagsterExecutor
from orchestration.tags import STARTED_BY_COMMAND
from orchestration.workspace import CommandRun
from pipeline.failures import RunFailed
from pipeline.job import Job
from pipeline.run_context import Run

RUN_ID = str(uuid4())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path)


@pytest.fixture
def executor(settings: Settings) -> DagsterExecutor:
    """An executor with a job that does what a test says."""
    executor = DagsterExecutor(settings)
    executor.command, executor.job = CommandRun(), unittest.mock.Mock()
    return executor


@pytest.fixture
def job(settings: Settings) -> Job:
    return Job(Run(RUN_ID, date(2022, 9, 1), settings, settings.load_programme()))


def fail(executor: DagsterExecutor, job: Job) -> RunFailed:
    with pytest.raises(RunFailed) as raised:
        executor.run_job(job)
    return raised.value


def test_a_step_that_said_why_is_believed(executor: DagsterExecutor, job: Job) -> None:
    executor.job.execute_in_process.side_effect = sqlite3.OperationalError("disk is full")
    executor.command.failure = RunFailed("a step broke", "mend it")
    assert fail(executor, job) is executor.command.failure


def test_a_full_disk_is_named_also_if_the_history_cannot_be_written(
    executor: DagsterExecutor, job: Job
) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    executor.job.execute_in_process.side_effect = full
    assert "is full" in str(fail(executor, job))


@pytest.mark.parametrize(
    ("reason", "event"), [("UNEXPECTED_TERMINATION", "stopped"), ("RUN_EXCEPTION", "failed")]
)
def test_a_run_that_was_interrupted_was_stopped_by_hand(
    executor: DagsterExecutor, job: Job, reason: str, event: str
) -> None:
    def end_silently(instance: dg.DagsterInstance, run_id: str, **_: object) -> unittest.mock.Mock:
        tags = {"dagster/failure_reason": reason}
        create_run_for_test(instance, run_id=run_id, status=Status.FAILURE, tags=tags)
        return unittest.mock.Mock(success=False)

    executor.job.execute_in_process.side_effect = end_silently
    assert fail(executor, job).event == event


def test_the_run_says_that_a_command_started_it(executor: DagsterExecutor, job: Job) -> None:
    executor.job.execute_in_process.return_value = unittest.mock.Mock(success=True)
    executor.run_job(job)
    asked = executor.job.execute_in_process.call_args.kwargs
    assert (asked["run_id"], asked["partition_key"]) == (RUN_ID, "2022-09")
    assert asked["tags"] == {STARTED_BY_COMMAND: "true"}
