"""Dead runs: their process has ended though Dagster's history says that they go on.

A run holds a lock of its own while it works, and the kernel frees it however the run ends. So a
run that the history calls started and whose lock is free is dead. Nobody else would ever say so:
it would keep its place in the queue, and no other run would begin.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from common.instants import read_clock
from common.locks import try_lock
from orchestration.workspace import Workspace
from pipeline.alerts import report_failure
from pipeline.causes import RUN_AGAIN
from pipeline.failures import RunFailed
from pipeline.run_locks import find_run_lock, remove_free_locks

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

# A run is called started a moment before it can take its lock, starting for as long as its process
# needs to load, and not started until it is queued or begins: whoever dies just then leaves that.
SECONDS_TO_TAKE_THE_LOCK = {"NOT_STARTED": 60, "STARTING": 30, "STARTED": 10, "CANCELING": 10}
MESSAGE = (
    "The process of this run is gone: it was killed, or the machine was restarted. "
    "Nothing of it was published."
)


def report_dead_runs(instance: DagsterInstance, workspace: Workspace) -> list[str]:
    """Report every dead run as failed and alert; returns their ids.

    Its candidate stays: whoever continues it does again what was not complete.
    """
    from dagster import DagsterRunStatus, RunsFilter

    dagster_home = workspace.settings.dagster_home
    under_way = [DagsterRunStatus(status) for status in SECONDS_TO_TAKE_THE_LOCK]
    dead: list[str] = []
    undecided = set()
    for record in instance.get_run_records(RunsFilter(statuses=under_way)):
        run = record.dagster_run
        grace = timedelta(seconds=SECONDS_TO_TAKE_THE_LOCK[run.status.value])
        if read_clock() - record.update_timestamp < grace:
            undecided.add(run.run_id)
            continue
        lock = find_run_lock(dagster_home, run.run_id)
        lock.parent.mkdir(parents=True, exist_ok=True)
        # Whoever holds the lock of a dead run is the one who reports it.
        with try_lock(lock) as is_free:
            fresh = instance.get_run_by_id(run.run_id) if is_free else None
            if fresh and fresh.status in under_way:
                _report_dead_run(instance, workspace, fresh)
                dead.append(fresh.run_id)
    # The lock of a run that may be dead stays: it has the next command look again.
    remove_free_locks(dagster_home, but=undecided)
    return dead


def _report_dead_run(
    instance: DagsterInstance, workspace: Workspace, dagster_run: DagsterRun
) -> None:
    if dagster_run.status.value == "CANCELING":
        instance.report_run_canceled(dagster_run, message=MESSAGE)
    else:
        run = workspace.build_run(dagster_run)
        failure = RunFailed(MESSAGE, f"`{run.command}`, or launch it again; {RUN_AGAIN}")
        report_failure(run, failure)
        instance.report_run_failed(dagster_run, message=f"{MESSAGE} Next: {failure.next_step}")
