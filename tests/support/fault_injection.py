"""Faults of the file system for tests: the k-th call below a folder fails, or is the last one.

What Python calls is seen: `os`, `open` and what is written through it, SQLite statement by
statement. What a C library writes by itself is not: for that, `subprocess` and a limit or a kill.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

# full: no byte and no name fits any more, from the k-th call on; half of a write still does.
# io: the k-th call fails, as a disk does. short: the k-th call writes half and says so.
# killed: the k-th call and all that follow it are never made, whatever tidies up.
KINDS = ("full", "io", "short", "killed")
ERRNO = {"full": errno.ENOSPC, "io": errno.EIO}
SQLITE_SAYS = {"full": "database or disk is full", "io": "disk I/O error"}
TAKES_SPACE = {"open", "write", "mkdir", "rename", "replace", "link", "symlink", "sendfile", "sql"}
WRITES = {"write", "sendfile"}
# Name → the positions of its arguments that are paths or descriptors.
OS_CALLS = {
    "open": (0,), "write": (0,), "sendfile": (0,), "fsync": (0,), "fdatasync": (0,),
    "rename": (0, 1), "replace": (0, 1), "link": (0, 1), "symlink": (1,), "unlink": (0,),
    "remove": (0,), "mkdir": (0,), "rmdir": (0,), "chmod": (0,), "fchmod": (0,),
    "truncate": (0,), "ftruncate": (0,),
}  # fmt: skip


class Killed(BaseException):
    """The process ends here: nothing that a handler does after it reaches the disk."""


@dataclass
class Calls:
    """The calls that were made below the folder, in order: `rename releases/x`."""

    below: Path
    at: int | None
    kind: str
    made: list[str] = field(default_factory=list)
    struck: str | None = None

    def concerns(self, place: object) -> bool:
        path = _path(place)
        return path is not None and path.is_relative_to(self.below)

    def fails(self, name: str, place: object) -> bool:
        """Count a call; whether it is to fail."""
        path = _path(place)
        self.made.append(f"{name} {path.relative_to(self.below) if path else place}")
        number = len(self.made)
        if self.at is None or number < self.at:
            return False
        lasts = self.kind == "killed" or (self.kind == "full" and name in TAKES_SPACE)
        if number > self.at and not lasts:
            return False
        if (self.kind == "full" and name not in TAKES_SPACE) or (
            self.kind == "short" and name not in WRITES
        ):
            return False
        self.struck = self.struck or self.made[-1]
        if self.kind == "killed":
            raise Killed(self.made[-1])
        return True

    def error(self, place: object) -> OSError:
        number = ERRNO[self.kind]
        return OSError(number, os.strerror(number), str(_path(place) or place))


@contextmanager
def planted(below: Path, at: int | None = None, kind: str = "io") -> Iterator[Calls]:
    """Make the call number `at` (from 1) below a folder fail; without `at`, only count."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of fault; choose one of {', '.join(KINDS)}")
    calls = Calls(below.resolve(), at, kind)
    with mock.patch.multiple(os, **{n: _os_call(calls, n, p) for n, p in OS_CALLS.items()}):
        opening = _opening(calls)
        with (
            mock.patch.object(builtins, "open", opening),
            mock.patch.object(io, "open", opening),
            mock.patch.object(sqlite3, "connect", _connecting(calls)),
        ):
            try:
                yield calls
            finally:
                if kind == "killed" and calls.struck:
                    _free_locks(calls.below)


def _free_locks(below: Path) -> None:
    """Unlock what this process has locked, as the kernel does when a process is killed."""
    for link in Path("/proc/self/fd").iterdir():
        place = Path(_readlink(link)) if os.path.lexists(link) else Path()
        if place.is_relative_to(below) and place.name.endswith(".lock"):
            fcntl.flock(int(link.name), fcntl.LOCK_UN)


def _path(place: object) -> Path | None:
    """Where a path, or an open descriptor, is; None if it cannot be told."""
    if isinstance(place, int):
        link = f"/proc/self/fd/{place}"
        return Path(_readlink(link)) if os.path.lexists(link) else None
    if isinstance(place, str | bytes | os.PathLike):
        return Path(os.path.abspath(os.fsdecode(place)))  # noqa: PTH100
    return None


_readlink = os.readlink


def _os_call(calls: Calls, name: str, positions: tuple[int, ...]) -> Callable[..., Any]:
    real = getattr(os, name)

    def call(*args: Any, **named: Any) -> Any:
        folder = named.get("dir_fd") or named.get("src_dir_fd")
        places = [args[i] for i in positions if i < len(args)]
        if folder is not None and (base := _path(folder)):
            places = [base / os.fsdecode(place) for place in places]
        mine = next((place for place in places if calls.concerns(place)), None)
        is_look = name == "open" and not args[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if mine is None or not calls.fails("look" if is_look else name, mine):
            return real(*args, **named)
        half = max(1, len(args[1]) // 2) if name == "write" and len(args[1]) else 0
        if calls.kind == "short":
            return real(args[0], bytes(args[1])[:half]) if half else real(*args, **named)
        if calls.kind == "full" and half:
            real(args[0], bytes(args[1])[:half])
        raise calls.error(mine)

    return call


def _opening(calls: Calls) -> Callable[..., Any]:
    real = io.open

    class Raw(io.FileIO):
        def write(self, data: Any, /) -> int:
            view = memoryview(data).cast("B")
            if not calls.fails("write", self.fileno()):
                return super().write(view)
            written = super().write(view[: max(1, len(view) // 2)]) if calls.kind != "io" else 0
            if calls.kind == "short":
                return written
            raise calls.error(self.fileno())

    def opening(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        if not calls.concerns(file):
            return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
        is_look = not set(mode) & set("wax+")
        if not isinstance(file, int) and calls.fails("look" if is_look else "open", file):
            raise calls.error(file)
        if is_look:
            return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline)

    return opening


def _connecting(calls: Calls) -> Callable[..., sqlite3.Connection]:
    real = sqlite3.connect

    def connect(database: Any, *args: Any, **named: Any) -> sqlite3.Connection:
        text = os.fsdecode(database).removeprefix("file://").split("?")[0]
        if text == ":memory:" or not calls.concerns(text):
            return real(database, *args, **named)

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if not sql.startswith("ROLLBACK"):
                    self._call(sql)
                return super().execute(sql, *values)

            def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
                self._call(sql)
                return super().executemany(sql, *values)

            def _call(self, sql: str) -> None:
                name = (
                    "sql" if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "COMMIT") else "ask"
                )
                if calls.fails(name, text):
                    raise sqlite3.OperationalError(SQLITE_SAYS[calls.kind])

        return real(database, *args, **{"factory": Connection} | named)

    return connect
