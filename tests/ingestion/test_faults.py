"""A disk that fails during an ingestion: the error is reported, nothing is lost or doubled.

A sample of the moments; all of them are in tests/chaos.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from ingestion.exceptions import NotWritten
from tests.ingestion.disk_faults import (
    break_call,
    describe_home,
    limit_file_size,
    make_bronze,
    require_whole,
    use_small_batches,
)
from tests.support import fault_injection
from tests.support.bronze import Bronze
from tests.support.rows import returnees_csv


@pytest.mark.parametrize("kind", fault_injection.KINDS)
def test_an_ingestion_survives(kind: str, tmp_path: Path) -> None:
    with use_small_batches():
        sound = make_bronze(tmp_path / "sound")
        sound.ingest()
        expected = describe_home(sound)
        for at in (9, 150, *range(105, 400, 43)):
            bronze = make_bronze(tmp_path / f"{at}")
            if not break_call(bronze, at, kind, bronze.ingest):
                break
            require_whole(bronze, expected)
        assert at > 200


@pytest.mark.parametrize("kind", fault_injection.KINDS)
def test_a_withdrawal_happens_or_it_does_not(kind: str, tmp_path: Path) -> None:
    bronze = make_bronze(tmp_path / "bronze")
    bronze.ingest()
    first = "cases/returnees_SYL_2022-08.csv"
    second = "cases/returnees_SYL_2022-08_v2.csv"
    at = 1
    while break_call(bronze, at, kind, lambda: bronze.withdraw(second)):
        force = bronze.list_in_force()
        assert (first in force) != (second in force)
        bronze.reinstate(second)
        assert second in bronze.list_in_force()
        at += 3
    assert at > 10


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    sound = make_bronze(tmp_path / "sound")
    sound.ingest()
    felt: set[object] = set()
    for size in (0, 2_000, 5_000, 30_000, 60_000, 100_000):
        bronze = make_bronze(tmp_path / str(size))
        try:
            with limit_file_size(size):
                bronze.ingest()
        except (NotWritten, OSError) as error:
            cause = error.__cause__ if isinstance(error, NotWritten) else error
            felt.add(cause.errno)
        except sqlite3.OperationalError:
            felt.add("ledger")
        require_whole(bronze, describe_home(sound))
    assert felt == {errno.EFBIG, "ledger"}


def test_a_full_disk_is_no_fault_of_the_file(bronze: Bronze, tmp_path: Path) -> None:
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv())
    bronze.ingest()
    bronze.put("cases/returnees_SYL_2022-09.csv", returnees_csv())
    twin = make_bronze(tmp_path / "twin", is_new=False)
    with fault_injection.planted(twin.home) as calls:
        twin.ingest()
    at = next(n for n, call in enumerate(calls.made, start=1) if call.endswith(".partial"))
    with (
        fault_injection.planted(bronze.home, at, "full"),
        pytest.raises(NotWritten, match="No space") as told,
    ):
        bronze.ingest()
    cause = told.value.__cause__
    assert cause.errno == errno.ENOSPC
    assert cause.filename.endswith(".partial")
    assert [row["verdict"] for row in bronze.list_sources()] == ["loaded"]
    assert list(bronze.home.rglob("*.partial")) == []


def test_a_delivery_that_goes_while_it_is_read_is_no_error(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingestion import file

    path = bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv())
    load = file.load_part
    monkeypatch.setattr(file, "load_part", lambda *a: (load(*a), os.unlink(path))[0])  # noqa: PTH108
    (rejected,) = bronze.ingest().files_rejected
    assert "changed while it was read" in rejected.reason
    assert bronze.list_sources() == []
