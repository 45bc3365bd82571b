"""A home of the first version: its ledger is brought up, all or nothing, and a copy is kept."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from ingestion.ledger import ledger_state, seen_files
from ingestion.scan import unread_files
from ingestion.soundness import BronzeDamaged, bronze_hashes, require_sound
from tests import faults
from tests.ingestion.faulty import furnished, outcome
from tests.ingestion.house import House, returnees_csv

SCHEMA_1 = Path(__file__).with_name("ledger_schema_1.sql")
SOURCE_1 = (
    "SELECT source_file_id, slot, table_name, sheet, source, delivery, centre_code, delivery_month,"
    " is_baseline, is_versioned, sha256, verdict, reason, contracts, rows_read, rows_loaded,"
    " rows_quarantined, rows_ignored FROM source_file JOIN verdict USING (source_file_id)"
)
LANDING_1 = "SELECT source_file_id, version, landed_at, path FROM landing"


def aged(house: House) -> House:
    """The same home as the first version would have left it."""
    new = house.ledger.rename(house.ledger.with_suffix(".new"))
    with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(house.ledger)) as old:
        old.executescript(SCHEMA_1.read_text("utf-8"))
        for table, query in (
            ("source_file", SOURCE_1),
            ("landing", LANDING_1),
            ("seen_file", "SELECT * FROM seen_file"),
        ):
            rows = source.execute(query).fetchall()
            marks = ", ".join("?" * len(rows[0]))
            old.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        old.execute("PRAGMA user_version = 1")
        old.commit()
    new.unlink()
    return house


@pytest.fixture
def old_house(tmp_path: Path) -> House:
    return aged_house(tmp_path / "old")


def aged_house(root: Path) -> House:
    house = furnished(root)
    house.ingest()
    house.put("cases/returnees_SYL_2022-08_v3.csv", returnees_csv())
    house.ingest()
    return aged(house)


def schema(house: House) -> int:
    with closing(sqlite3.connect(house.ledger)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def copies(house: House) -> list[Path]:
    return sorted(house.ledger.parent.glob("ledger.schema-1.*.sqlite"))


@pytest.mark.parametrize(
    "open_it",
    [
        House.ingest,
        House.sources,
        lambda house: unread_files(house.landing, house.ledger),
        lambda house: house.withdraw("cases/returnees_SYL_2022-08.csv"),
        lambda house: ledger_state(house.ledger),
    ],
    ids=["ingest", "sources", "unread", "withdraw", "state"],
)
def test_whatever_opens_it_brings_it_up(tmp_path: Path, open_it: Callable[[House], Any]) -> None:
    house = aged_house(tmp_path / "old")
    before = house.ledger.read_bytes()
    open_it(house)
    assert schema(house) == 2
    (copy,) = copies(house)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as one, closing(sqlite3.connect(":memory:")) as other:
        other.deserialize(before)
        assert list(one.iterdump()) == list(other.iterdump())
    open_it(house)
    assert copies(house) == [copy]


def test_nothing_changes_but_the_form(tmp_path: Path) -> None:
    new = furnished(tmp_path / "new")
    new.ingest()
    expected, hashes = outcome(new), bronze_hashes(new.ledger, ids(new))
    was_seen, landed = seen_files(new.ledger), [row["landed_at"] for row in new.sources()]
    house = aged(new)
    assert outcome(house) == expected
    assert [row["landed_at"] for row in house.sources()] == landed
    assert seen_files(house.ledger) == was_seen
    assert bronze_hashes(house.ledger, ids(house)) == hashes
    require_sound(house.home, ids(house))
    assert house.ingest().files_new == 0


def ids(house: House) -> set[str]:
    return {row["source_file_id"] for row in house.sources()}


def test_bronze_that_was_gone_before_is_missed(old_house: House) -> None:
    next((old_house.home / "bronze" / "assistance").glob("assistance-*.parquet")).unlink()
    with pytest.raises(BronzeDamaged, match="written: bronze/assistance/assistance-SYL"):
        require_sound(old_house.home, ids(old_house))


@pytest.mark.parametrize("kind", faults.KINDS)
def test_it_is_all_or_nothing(kind: str, tmp_path: Path) -> None:
    sound = aged_house(tmp_path / "sound")
    copy = sound.ledger.read_bytes()
    expected = outcome(sound)
    at = 1
    while True:
        sound.ledger.write_bytes(copy)
        with (
            suppress(faults.Killed, OSError, sqlite3.Error),
            faults.planted(sound.home, at, kind) as calls,
        ):
            sound.sources()
        if at > len(calls.made):
            break
        assert outcome(sound) == expected
        assert schema(sound) == 2
        assert list(sound.ledger.parent.glob("*.partial*")) == []
        at += 13
    assert at > 60


KILLED = """
import os, signal, sys
from pathlib import Path
from ingestion import ledger, migration

left = int(sys.argv[2])
append = migration.append

def dying(*args):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    append(*args)

migration.append = dying
ledger.source_files(Path(sys.argv[1]))
"""


def test_it_is_killed_half_way(old_house: House) -> None:
    arguments = [str(old_house.ledger), "9"]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -9
    with closing(sqlite3.connect(old_house.ledger)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM source_file").fetchone() == (6,)
    assert len(old_house.sources()) == 6
    assert len(copies(old_house)) == 2
