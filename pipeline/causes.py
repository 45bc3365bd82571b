"""The causes of errors that libraries raise: disk, rights, memory, another program.

They are recognised by error number or by a phrase. What the error says is never shown.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RUN_AGAIN = "run again: what was ingested is kept, and nothing is read twice"
RUNBOOK = "docs/runbook.md"


@dataclass(frozen=True)
class Cause:
    """What a foreign error means; `phrases` are looked for in its text, which is not shown."""

    meaning: str
    next_step: str
    numbers: frozenset[int] = frozenset()
    phrases: tuple[str, ...] = ()


FULL_DISK = Cause(
    "the disk of {place} is full ({free} free)",
    f"free space there (`prottasha releases prune` removes old releases; see {RUNBOOK}"
    f"#a-disk-that-is-full), then {RUN_AGAIN}",
    frozenset({errno.ENOSPC, errno.EDQUOT}),
    ("no space left", "database or disk is full", "disk quota exceeded"),
)
BROKEN_DISK = Cause(
    "the disk of {place} gives errors when it is read or written",
    "have the disk examined and make a backup before anything else: `prottasha backup FILE`",
    frozenset({errno.EIO}),
    ("disk i/o error", "input/output error"),
)
# A disk with less is full, whatever it is called: SQLite says I/O error if its log has no room.
FREE_AT_LEAST = 1_000_000
CAUSES = (
    FULL_DISK,
    BROKEN_DISK,
    Cause(
        "{place} may not be read or written by this user",
        "give the user who runs this the right to read and write there, then run again",
        frozenset({errno.EACCES, errno.EPERM, errno.EROFS}),
        ("permission denied", "readonly database", "read-only file system"),
    ),
    Cause(
        "{place} is in the way: it stands where something else belongs",
        "move it away, then run again",
        frozenset({errno.EEXIST, errno.ENOTDIR, errno.EISDIR}),
    ),
    Cause(
        "there was not enough memory",
        f"close what else needs memory on this machine, then {RUN_AGAIN}",
        frozenset({errno.ENOMEM}),
        ("out of memory", "unable to allocate", "cannot allocate memory"),
    ),
    Cause(
        "another program has a database of {place} open",
        "close it (a database viewer, or another command), then run again",
        phrases=("database is locked", "could not set lock on file"),
    ),
)


def find_cause(errors: Sequence[BaseException], home: Path) -> tuple[str, str] | None:
    """Meaning and next step of the first cause that one of the errors has; None if none has."""
    for cause in CAUSES:
        for error in errors:
            if _has_cause(error, cause):
                place = find_place(error, home)
                found = FULL_DISK if cause is BROKEN_DISK and _is_full(place) else cause
                return found.meaning.format(place=place, free=_format_free(place)), found.next_step
    return None


def find_place(error: BaseException, home: Path) -> Path:
    """The folder that an error is about: of the file that it names, or the home."""
    name = getattr(error, "filename", None)
    place = Path(os.fsdecode(name)).absolute() if isinstance(name, (str, bytes)) else home
    # A permission is missing on the file itself; the parts of a path may be absent, though.
    while not place.exists() and place != place.parent:
        place = place.parent
    return place


def is_full_disk(error: OSError) -> bool:
    """Whether the error says so itself: trying again does not help."""
    return error.errno in FULL_DISK.numbers


def _has_cause(error: BaseException, cause: Cause) -> bool:
    if isinstance(error, OSError) and error.errno in cause.numbers:
        return True
    if isinstance(error, MemoryError):
        return errno.ENOMEM in cause.numbers
    text = str(error).casefold()
    return any(phrase in text for phrase in cause.phrases)


def _is_full(place: Path) -> bool:
    try:
        return shutil.disk_usage(place).free < FREE_AT_LEAST
    except OSError:
        return False


def _format_free(place: Path) -> str:
    try:
        return f"{shutil.disk_usage(place).free / 1e6:,.0f} MB"
    except OSError:
        return "an unknown amount"
