"""Which processes of this machine use files below some folders, as far as the system shows it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from common.errors import ProttashaError

if TYPE_CHECKING:
    import psutil

# The kernel lists the locks of all users here, also of processes that it hides otherwise.
LOCKS = Path("/proc/locks")
DELETED = " (deleted)"


class CannotTell(ProttashaError):
    """This machine does not show which files its processes have open."""

    next_step = "if nobody reads the older releases, prune them with --force"


class Openers(NamedTuple):
    """Process ids by folder, and how many processes could not be looked into."""

    using: dict[Path, set[int]]
    hidden: int


def find_openers(folders: list[Path]) -> Openers:
    """Who has a file of these folders open, mapped or locked, or works in one of them.

    Only the superuser sees into the processes of others. Their DuckDB readers are seen all
    the same, by the lock on the warehouse. Processes in another container or on another machine
    are never seen. Raises CannotTell if the system shows no processes.
    """
    import psutil

    try:
        processes, locks = list(psutil.process_iter()), LOCKS.read_text("ascii")
    except OSError:
        processes = []
    if os.getpid() not in {process.pid for process in processes}:
        raise CannotTell("this machine does not show which processes have a release open")
    using = {folder: _find_lock_holders(folder, locks) for folder in folders}
    wanted = {folder.resolve(): folder for folder in folders}
    hidden = 0
    for process in processes:
        try:
            for folder in wanted.keys() & set(_list_used_paths(process)):
                using[wanted[folder]].add(process.pid)
        except psutil.AccessDenied:
            hidden += 1
        except (psutil.NoSuchProcess, FileNotFoundError):  # it has ended
            continue
    return Openers(using, hidden)


def _list_used_paths(process: psutil.Process) -> Iterator[Path]:
    """What a process has open or mapped, and where it works, with all folders above."""
    names = [file.path for file in process.open_files()]
    names += [mapped.path for mapped in process.memory_maps()]
    for name in {process.cwd(), *names}:
        if name.startswith("/"):
            path = Path(name.removesuffix(DELETED))
            yield from (path, *path.parents)


def _find_lock_holders(folder: Path, locks: str) -> set[int]:
    """The processes that hold a lock on a file of a folder, by the lines of LOCKS."""
    inodes = {str(path.stat().st_ino) for path in folder.rglob("*")}
    holders = [line.split()[-4:-2] for line in locks.splitlines()]
    return {int(pid) for pid, file in holders if file.rpartition(":")[2] in inodes}
