"""An ingestion that meets a fault of the disk, and what must be true afterwards."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ingestion.exceptions import NotWritten
from ingestion.soundness import find_damage
from tests.support import fault_injection
from tests.support.bronze import Bronze, put_four_deliveries

TABLES = ("returnees", "assistance", "uncounted", "quarantine")


def make_bronze(root: Path, *, is_new: bool = True) -> Bronze:
    """A bronze whose landing folder holds four deliveries; one ingestion came before if not new."""
    bronze = Bronze(root)
    if not is_new:
        bronze.ingest()
    return put_four_deliveries(bronze)


def describe_home(bronze: Bronze) -> Any:
    """All that a home holds, but for when it landed."""
    sources = [{k: v for k, v in row.items() if k != "landed_at"} for row in bronze.list_sources()]
    return sources, [bronze.read_table(name) for name in TABLES]


def break_call(
    bronze: Bronze, at: int, kind: str, act: Callable[[], object]
) -> fault_injection.Calls | None:
    """Do something in which call number `at` fails; None if there are not so many calls.

    The fault must be reported as what it is, or have no effect.
    """
    reported: object = None
    with fault_injection.planted(bronze.home, at, kind) as calls:
        try:
            act()
        except (fault_injection.Killed, NotWritten, OSError, sqlite3.OperationalError) as error:
            cause = error.__cause__ if isinstance(error, NotWritten) else error
            reported = cause.errno if isinstance(cause, OSError) else str(cause)
    expected = {"short": [], "killed": calls.made}.get(
        kind, [fault_injection.ERRNO.get(kind), fault_injection.SQLITE_SAYS.get(kind)]
    )
    assert reported in (None, *expected), calls.struck
    return calls if at <= len(calls.made) else None


def require_whole(bronze: Bronze, expected: Any) -> None:
    """What the ledger names is sound at once; the next ingestion ends as if nothing had been."""
    assert find_damage(bronze.home) == {}
    bronze.ingest()
    assert describe_home(bronze) == expected
    assert find_damage(bronze.home) == {}
    assert list(bronze.home.rglob("*.partial*")) == []
    assert bronze.ingest().files_new == 0


@contextmanager
def use_small_batches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.ingest.BATCH_FILES", 3)
        yield


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """No file of this process can grow beyond `size` bytes, C libraries included."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
