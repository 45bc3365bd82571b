"""Orphans: runs whose process is dead though Dagster's history says that they go on.

A run holds a lock of its own while it lives, and the kernel frees it however the run ends. So a
run that the history calls started and whose lock is free is dead, and nobody else would ever say
so: it would keep its place in the queue, and no other run would get to work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import remove_tree
from common.programme import Programme, parse_month
from common.settings import Settings
from pipeline.alerts import alert, is_first_to_tell
from pipeline.failures import RUN_AGAIN, Failure
from pipeline.run import AS_OF, reporting_month

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

# A run is called started a moment before it can take its lock, starting for as long as its process
# needs to load, and not started until it is queued or begins: whoever dies just then leaves that.
SECONDS_TO_TAKE_THE_LOCK = {"NOT_STARTED": 60, "STARTING": 30, "STARTED": 10, "CANCELING": 10}
MESSAGE = (
    "The process of this run is gone: it was killed, or the machine was restarted. "
    "Nothing of it was published."
)


def _locks(dagster_home: Path) -> Path:
    return dagster_home / "alive"


@contextmanager
def alive(dagster_home: Path, run_id: str) -> Iterator[None]:
    """Hold a run's own lock for as long as it lives."""
    from filelock import FileLock

    path = _locks(dagster_home) / run_id
    with FileLock(path, thread_local=False):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def left_over(dagster_home: Path) -> bool:
    """Whether some run did not come to its own end, told without loading Dagster."""
    folder = _locks(dagster_home)
    return folder.is_dir() and any(map(_is_free, folder.iterdir()))


def _is_free(path: Path) -> bool:
    from filelock import FileLock, Timeout

    try:
        with FileLock(path, thread_local=False).acquire(blocking=False):
            return True
    except Timeout:
        return False


def _remove_if_free(path: Path) -> None:
    """While its lock is held: a run that has just opened it gets none on a file that is gone."""
    from filelock import FileLock, Timeout

    with suppress(Timeout), FileLock(path, thread_local=False).acquire(blocking=False):
        path.unlink(missing_ok=True)


def reconcile(
    instance: DagsterInstance, settings: Settings, programme: Programme
) -> list[DagsterRun]:
    """Report every run that is dead as failed, alert, and clear up after it; returns those."""
    from dagster import DagsterRunStatus, RunsFilter
    from filelock import FileLock, Timeout

    locks = _locks(settings.dagster_home)
    under_way = [DagsterRunStatus(status) for status in SECONDS_TO_TAKE_THE_LOCK]
    dead: list[DagsterRun] = []
    undecided = set()
    for record in instance.get_run_records(RunsFilter(statuses=under_way)):
        run = record.dagster_run
        grace = timedelta(seconds=SECONDS_TO_TAKE_THE_LOCK[run.status.value])
        if datetime.now(UTC) - record.update_timestamp < grace:
            undecided.add(run.run_id)
            continue
        # Whoever holds the lock of a dead run is the one who reports it.
        with (
            suppress(Timeout),
            FileLock(locks / run.run_id, thread_local=False).acquire(blocking=False),
        ):
            fresh = instance.get_run_by_id(run.run_id)
            if fresh and fresh.status in under_way:
                _report(instance, settings, programme, fresh)
                dead.append(fresh)
    if locks.is_dir():
        for path in locks.iterdir():
            # The lock of a run that may be dead stays: it has the next command look again.
            if path.name not in undecided:
                _remove_if_free(path)
    return dead


def _report(
    instance: DagsterInstance, settings: Settings, programme: Programme, run: DagsterRun
) -> None:
    is_first = is_first_to_tell(instance, settings.dagster_home, run.run_id, "orphan")
    if run.status.value == "CANCELING":
        instance.report_run_canceled(run, message=MESSAGE)
    else:
        month, as_of = reporting_month(run.tags), run.tags.get(AS_OF)
        command = f"prottasha run --month {month}" + (f" --as-of {as_of}" if as_of else "")
        failure = Failure("failed", MESSAGE, f"`{command}`, or launch it again; {RUN_AGAIN}")
        if is_first and not as_of:
            alert(settings, programme, parse_month(month), run.run_id, failure)
        instance.report_run_failed(run, message=f"{MESSAGE} Next: {failure.next_step}")
    folder = settings.work / run.run_id
    if folder.is_dir():
        remove_tree(folder)


def remove_other_folders(work: Path, run_id: str) -> None:
    """Remove what earlier runs left in `work`; only for who holds the turn, so none is in use."""
    for folder in work.iterdir() if work.is_dir() else ():
        if folder.is_dir() and folder.name != run_id and not folder.name.startswith("."):
            remove_tree(folder)
