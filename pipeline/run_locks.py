"""What a run holds while it works: its own lock, the lock of the home, and the work folder.

The kernel frees a run's own lock however the run ends. So a lock file that no process holds is
that of a run that was killed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from common.files import remove_tree
from common.locks import hold_home_lock, hold_lock, is_lock_free, try_lock
from pipeline.run_context import Run

MONTH = re.compile(r"\d{4}-\d{2}")


def find_run_lock(dagster_home: Path, run_id: str) -> Path:
    """The lock file of a run."""
    return dagster_home / "alive" / run_id


@contextmanager
def hold_run(run: Run, announce: Callable[[str], None]) -> Iterator[None]:
    """Hold all that a run needs to itself; what earlier runs left is removed first.

    The candidate of the run's month stays, and beside a rebuild that of any month.
    """
    from identity.register.past_register import remove_past_vaults

    settings = run.settings
    with (
        hold_run_lock(settings.dagster_home, run.run_id),
        hold_home_lock(settings.work, run.purpose, announce),
    ):
        remove_other_folders(settings.work, run.folder.name, keep_months=run.as_of is not None)
        try:
            yield
        finally:
            remove_past_vaults(settings.vault)


@contextmanager
def hold_run_lock(dagster_home: Path, run_id: str) -> Iterator[None]:
    """Hold a run's own lock for as long as it works."""
    path = find_run_lock(dagster_home, run_id)
    with hold_lock(path):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def has_dead_runs(dagster_home: Path) -> bool:
    """Whether some run was killed, found out without loading Dagster."""
    return any(map(is_lock_free, _list_run_locks(dagster_home)))


def remove_free_locks(dagster_home: Path, but: set[str]) -> None:
    """Remove the locks that no run holds, except those of the runs `but`."""
    for path in _list_run_locks(dagster_home):
        if path.name not in but:
            # While it is held: a run that has just opened it must not lock a file that is gone.
            with try_lock(path) as is_free:
                if is_free:
                    path.unlink(missing_ok=True)


def remove_other_folders(work: Path, name: str, *, keep_months: bool = False) -> None:
    """Remove from `work` all folders but `name`, and with `keep_months` but those of months.

    Only for who holds the home, so none is in use.
    """
    for folder in work.iterdir() if work.is_dir() else ():
        is_kept = folder.name == name or (keep_months and MONTH.fullmatch(folder.name))
        if folder.is_dir() and not is_kept and not folder.name.startswith("."):
            remove_tree(folder)


def _list_run_locks(dagster_home: Path) -> list[Path]:
    folder = dagster_home / "alive"
    return list(folder.iterdir()) if folder.is_dir() else []
