"""A disk that fails during an ingestion: its error is told, nothing is lost, nothing doubled.

A sample of the moments; all of them are in tests/chaos.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from tests import faults
from tests.ingestion.faulty import (
    furnished,
    no_file_beyond,
    outcome,
    require_whole,
    small_batches,
    struck,
)
from tests.ingestion.house import House, returnees_csv


@pytest.mark.parametrize("kind", faults.KINDS)
def test_an_ingestion_survives(kind: str, tmp_path: Path) -> None:
    with small_batches():
        sound = furnished(tmp_path / "sound")
        sound.ingest()
        expected = outcome(sound)
        for at in (9, 150, *range(105, 400, 43)):
            house = furnished(tmp_path / f"{at}")
            if not struck(house, at, kind, house.ingest):
                break
            require_whole(house, expected)
        assert at > 200


@pytest.mark.parametrize("kind", faults.KINDS)
def test_a_withdrawal_happens_or_it_does_not(kind: str, tmp_path: Path) -> None:
    house = furnished(tmp_path / "house")
    house.ingest()
    first = "cases/returnees_SYL_2022-08.csv"
    second = "cases/returnees_SYL_2022-08_v2.csv"
    at = 1
    while struck(house, at, kind, lambda: house.withdraw(second)):
        force = house.in_force()
        assert (first in force) != (second in force)
        house.reinstate(second)
        assert second in house.in_force()
        at += 3
    assert at > 10


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    sound = furnished(tmp_path / "sound")
    sound.ingest()
    felt: set[object] = set()
    for size in (0, 2_000, 5_000, 30_000, 60_000, 100_000):
        house = furnished(tmp_path / str(size))
        try:
            with no_file_beyond(size):
                house.ingest()
        except OSError as error:
            felt.add(error.errno)
        except sqlite3.OperationalError:
            felt.add("ledger")
        require_whole(house, outcome(sound))
    assert felt == {errno.EFBIG, "ledger"}


def test_a_full_disk_is_no_fault_of_the_file(house: House, tmp_path: Path) -> None:
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv())
    house.ingest()
    house.put("cases/returnees_SYL_2022-09.csv", returnees_csv())
    twin = furnished(tmp_path / "twin", is_new=False)
    with faults.planted(twin.home) as calls:
        twin.ingest()
    at = next(n for n, call in enumerate(calls.made, start=1) if call.endswith(".partial"))
    with faults.planted(house.home, at, "full"), pytest.raises(OSError, match="No space") as told:
        house.ingest()
    assert (told.value.errno, type(told.value)) == (errno.ENOSPC, parquet.NotWritten)
    assert told.value.filename.endswith(".partial")
    assert [row["verdict"] for row in house.sources()] == ["loaded"]
    assert list(house.home.rglob("*.partial")) == []


def test_a_delivery_that_goes_while_it_is_read_is_no_error(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingestion import file

    path = house.put("cases/returnees_SYL_2022-08.csv", returnees_csv())
    load = file.load_part
    monkeypatch.setattr(file, "load_part", lambda *a: (load(*a), os.unlink(path))[0])  # noqa: PTH108
    (rejected,) = house.ingest().files_rejected
    assert "changed while it was read" in rejected.reason
    assert house.sources() == []
