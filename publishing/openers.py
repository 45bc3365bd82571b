"""Which processes of this machine are using files below some folders, as far as Linux tells."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from common.errors import ProttashaError

PROCESSES = Path("/proc")
DELETED = " (deleted)"


class CannotTell(ProttashaError):
    """This machine does not tell which files its processes have open."""


class Openers(NamedTuple):
    """Process ids by folder, and how many processes could not be looked into."""

    using: dict[Path, set[int]]
    hidden: int


def openers(folders: list[Path]) -> Openers:
    """Who has a file of these folders open or mapped, or is in one of them. Raises CannotTell.

    Processes of other users are hidden from anybody but the superuser, except for the lock that
    DuckDB holds on a warehouse that it reads. Those in another container, or on another machine,
    are never seen.
    """
    using: dict[Path, set[int]] = {folder: set() for folder in folders}
    wanted = {folder.resolve(): folder for folder in folders}
    numbers = [int(path.name) for path in PROCESSES.glob("[0-9]*")]
    if os.getpid() not in numbers:
        raise CannotTell(f"{PROCESSES} does not show who has a release open")
    hidden = 0
    for number in numbers:
        try:
            used = {top for path in _used(PROCESSES / str(number)) for top in (path, *path.parents)}
        except PermissionError:
            hidden += 1
            continue
        for folder in wanted.keys() & used:
            using[wanted[folder]].add(number)
    for folder, locking in _locking(folders).items():
        using[folder] |= locking
    return Openers(using, hidden)


def _locking(folders: list[Path]) -> dict[Path, set[int]]:
    """The processes of all users that hold a lock on a file of these folders."""
    holders: dict[str, set[int]] = {}
    for line in (PROCESSES / "locks").read_text("ascii").splitlines():
        number, file = line.split()[-4:-2]
        holders.setdefault(file.rpartition(":")[2], set()).add(int(number))
    return {
        folder: set().union(
            *(holders.get(str(path.stat().st_ino), ()) for path in folder.rglob("*"))
        )
        for folder in folders
    }


def _used(process: Path) -> Iterator[Path]:
    """The paths that a process uses; none of one that has ended meanwhile."""
    try:
        for link in [process / "cwd", *(process / "fd").iterdir()]:
            if link.is_symlink():
                yield Path(str(link.readlink()).removesuffix(DELETED))
        for line in (process / "maps").read_text("utf-8", errors="replace").splitlines():
            if "/" in line:
                yield Path(line[line.index("/") :].removesuffix(DELETED))
    except (FileNotFoundError, ProcessLookupError):
        return
