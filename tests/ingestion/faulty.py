"""An ingestion that meets a fault of the disk, and what must be true afterwards."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from ingestion.soundness import find_damage
from tests import faults
from tests.ingestion.house import (
    ASSISTANCE,
    RETURNEES,
    House,
    case,
    returnees_csv,
    service,
    workbook,
)

TABLES = ("returnees", "assistance", "uncounted", "quarantine")


def furnished(root: Path, *, is_new: bool = True) -> House:
    """A house with four deliveries that have not been taken in: all tables, several batches."""
    root.mkdir()
    house = House(root)
    if not is_new:
        house.ingest()
    house.put("cases/cases_SYL_2022-07.xlsx", _book())
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv(case(2), case(3, Full_Name="")))
    house.put("cases/returnees_SYL_2022-08_v2.csv", returnees_csv(case(2)) + "," * 14 + "\r\n")
    house.put("cases/returnees_DHK_2022-08.csv", "nonsense")
    return house


@cache
def _book() -> bytes:
    """A workbook says when it was written: made twice it would be two deliveries."""
    with TemporaryDirectory() as folder:
        sheets = {"Returnees": [RETURNEES, case(1)], "Assistance": [ASSISTANCE, service()]}
        return workbook(Path(folder) / "book.xlsx", sheets).read_bytes()


def outcome(house: House) -> Any:
    """All that a home holds, but for when it landed."""
    sources = [{k: v for k, v in row.items() if k != "landed_at"} for row in house.sources()]
    return sources, [house.table(name) for name in TABLES]


def struck(house: House, at: int, kind: str, act: Callable[[], object]) -> faults.Calls | None:
    """Do something in which call number `at` fails; None if there are not so many calls.

    The fault must be told as what it is, or not be felt at all.
    """
    told: object = None
    with faults.planted(house.home, at, kind) as calls:
        try:
            act()
        except (faults.Killed, OSError, sqlite3.OperationalError) as error:
            told = error.errno if isinstance(error, OSError) else str(error)
    spoken = {"short": [], "killed": calls.made}.get(
        kind, [faults.ERRNO.get(kind), faults.SQLITE_SAYS.get(kind)]
    )
    assert told in (None, *spoken), calls.struck
    return calls if at <= len(calls.made) else None


def require_whole(house: House, expected: Any) -> None:
    """What the ledger names is sound at once; the next ingestion ends as if nothing had been."""
    assert find_damage(house.home) == {}
    house.ingest()
    assert outcome(house) == expected
    assert find_damage(house.home) == {}
    assert list(house.home.rglob("*.partial*")) == []
    assert house.ingest().files_new == 0


@contextmanager
def small_batches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.ingest.BATCH_FILES", 3)
        yield


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """No file of this process can grow beyond `size` bytes: C libraries feel it, too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
