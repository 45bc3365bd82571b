"""What went wrong, in one message and one next step, for the command line and for alerts.

Our own errors speak for themselves and hold no value of a row. What a library says may quote a
cell, so of a foreign error only its kind is told, and what it means for the reader.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from common.errors import ProttashaError
from common.settings import Settings

if TYPE_CHECKING:
    from expectations.verdicts import CheckResult
    from pipeline.run import Run

RUN_AGAIN = "run again: what was taken in is kept, and nothing is read twice"
# How Python and Dagster say so.
STOPPED = {"KeyboardInterrupt", "DagsterExecutionInterruptedError"}
RUNBOOK = "docs/runbook.md"


@dataclass(frozen=True)
class Failure:
    """Why a run published nothing. `checks` are the ones that stopped it, if it was refused."""

    event: Literal["refused", "failed", "stopped"]
    message: str
    next_step: str
    checks: tuple[CheckResult, ...] = ()

    def __str__(self) -> str:
        return f"{self.message}\n  next: {self.next_step}"


@dataclass(frozen=True)
class _Cause:
    """What a foreign error means; `texts` are looked for in what it says, which is not shown."""

    meaning: str
    next_step: str
    numbers: frozenset[int] = frozenset()
    texts: tuple[str, ...] = ()


FULL_DISK = _Cause(
    "the disk of {place} is full ({free} free)",
    f"free space there (`prottasha releases prune` removes old releases; see {RUNBOOK}"
    f"#a-disk-that-is-full), then {RUN_AGAIN}",
    frozenset({errno.ENOSPC, errno.EDQUOT}),
    ("no space left", "database or disk is full", "disk quota exceeded"),
)
BROKEN_DISK = _Cause(
    "the disk of {place} gives errors when it is read or written",
    "have the disk looked at and make a backup before anything else: `prottasha backup FILE`",
    frozenset({errno.EIO}),
    ("disk i/o error", "input/output error"),
)
# A disk with less is full, whatever it is called: SQLite says I/O error if its log has no room.
FREE_AT_LEAST = 1_000_000
CAUSES = (
    FULL_DISK,
    BROKEN_DISK,
    _Cause(
        "{place} may not be read or written by this user",
        "give the user who runs this the right to read and write there, then run again",
        frozenset({errno.EACCES, errno.EPERM, errno.EROFS}),
        ("permission denied", "readonly database", "read-only file system"),
    ),
    _Cause(
        "{place} is in the way: it stands where something else belongs",
        "move it away, then run again",
        frozenset({errno.EEXIST, errno.ENOTDIR, errno.EISDIR}),
    ),
    _Cause(
        "there was not enough memory",
        f"close what else needs memory on this machine, then {RUN_AGAIN}",
        frozenset({errno.ENOMEM}),
        ("out of memory", "unable to allocate", "cannot allocate memory"),
    ),
    _Cause(
        "another program has a database of {place} open",
        "close it (a database viewer, or another command), then run again",
        texts=("database is locked", "could not set lock on file"),
    ),
)
NEXT_STEPS = {
    "BronzeDamaged": f"`prottasha deliveries repair`; see {RUNBOOK}#backup-and-restore",
    "BrokenPointer": "`prottasha releases verify`, then `prottasha releases rollback RELEASE`",
    "Refused": "look at `prottasha quarantine` and `prottasha deliveries`, then see "
    f"{RUNBOOK}#a-failed-check",
    "SecondCoreDied": f"close what else needs memory on this machine, then {RUN_AGAIN}",
    "HomeLocked": "wait for its end, or leave out --no-wait",
}


def explain(error: BaseException, settings: Settings, where: str = "") -> Failure:
    """The failure that an exception stands for. `where` names the step that raised it."""
    prefix = f"{where}: " if where else ""
    errors = list(_chain(error))
    of_machine = _of_machine(errors, settings, prefix)
    if of_machine:
        return of_machine
    for said in errors:
        # Dagster's Failure is raised by our own steps, with words of ours.
        if isinstance(said, ProttashaError) or type(said).__name__ == "Failure":
            return _own(said, prefix)
    return _foreign(errors[-1], settings, prefix)


def of_step(run: Run, error: BaseException, where: str) -> Failure:
    """As `explain`, for a step of a run: a run whose audit has found a blocker was refused."""
    from duckdb import Error

    from pipeline import steps

    of_machine = _of_machine(list(_chain(error)), run.settings, f"{where}: ")
    if of_machine:
        return of_machine
    # It may have broken before anything could be judged.
    with suppress(OSError, Error):
        try:
            steps.refuse_if_blocked(steps.judge(run))
        except steps.Refused as refusal:
            return _own(refusal, "")
    return explain(error, run.settings, where)


def _of_machine(errors: list[BaseException], settings: Settings, prefix: str) -> Failure | None:
    """The failure if it is not ours: a hand's, or of disk, rights, memory, another program."""
    if any(type(said).__name__ in STOPPED for said in errors):
        return Failure("stopped", f"{prefix}stopped by hand; {_unspoilt(settings)}", RUN_AGAIN)
    for cause in CAUSES:
        for said in errors:
            if _is(said, cause):
                place = _place(said, settings.home)
                if cause is BROKEN_DISK and _is_full(place):
                    cause = FULL_DISK
                meaning = cause.meaning.format(place=place, free=_free(place))
                message = f"{prefix}{meaning}; {_unspoilt(settings)}"
                return Failure("failed", message, cause.next_step)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came of, the outermost first."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _is(error: BaseException, cause: _Cause) -> bool:
    if isinstance(error, OSError) and error.errno in cause.numbers:
        return True
    if isinstance(error, MemoryError):
        return errno.ENOMEM in cause.numbers
    told = str(error).casefold()
    return any(text in told for text in cause.texts)


def _place(error: BaseException, home: Path) -> Path:
    """The folder that an error is about: of the file that it names, or the home."""
    name = getattr(error, "filename", None)
    place = Path(os.fsdecode(name)).absolute() if isinstance(name, (str, bytes)) else home
    # A permission is missing on the file itself; the parts of a path may not be there, though.
    while not place.exists() and place != place.parent:
        place = place.parent
    return place


def _is_full(place: Path) -> bool:
    try:
        return shutil.disk_usage(place).free < FREE_AT_LEAST
    except OSError:
        return False


def _free(place: Path) -> str:
    try:
        return f"{shutil.disk_usage(place).free / 1e6:,.0f} MB"
    except OSError:
        return "nobody knows how much"


def _unspoilt(settings: Settings) -> str:
    """What readers get after a failure: the release that they had."""
    pointer = settings.releases / "current"
    try:
        return f"nothing is spoilt, readers still get {pointer.readlink().name}"
    except OSError:
        return "nothing is spoilt, and there was no release before"


def _own(error: BaseException, prefix: str) -> Failure:
    kind = type(error).__name__
    text = getattr(error, "description", None) or str(error)
    checks = tuple(getattr(error, "checks", ()))
    next_step = NEXT_STEPS.get(kind, "do what the message says, then run again")
    if kind == "Refused":
        return Failure("refused", text, next_step, checks)
    return Failure("failed", f"{prefix}{text}", next_step)


def _line(error: BaseException) -> str:
    """The last line of ours that an error came through."""
    root = str(Path(__file__).parents[1])
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(root) and "site-packages" not in frame.filename
    ]
    if not ours:
        return ""
    return f" ({Path(ours[-1].filename).relative_to(root)}, line {ours[-1].lineno})"


def _foreign(error: BaseException, settings: Settings, prefix: str) -> Failure:
    if isinstance(error, OSError) and error.strerror:
        place = f" ({_place(error, settings.home)})" if error.filename else ""
        told = f"{error.strerror}{place}"
    else:
        told = f"{type(error).__name__} (what else it says is withheld, it may quote a cell)"
    if isinstance(error, sqlite3.Error):
        told += f" {getattr(error, 'sqlite_errorname', '')}".rstrip()
    return Failure(
        "failed",
        f"{prefix}{told}; {_unspoilt(settings)}",
        f"run again; if it breaks there again{_line(error)}, report it with this line",
    )
