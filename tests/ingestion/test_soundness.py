"""Bronze and ledger that are not as they were written are noticed; bronze is read again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from ingestion.bronze_tables import list_table_columns
from ingestion.ledger.queries import summarise_ledger
from ingestion.ledger.store import HISTORY, LedgerDamaged
from ingestion.repair import Repair, repair_bronze
from ingestion.soundness import BronzeDamaged, list_bronze_hashes, require_sound_bronze
from tests.ingestion.disk_faults import describe_home, make_bronze
from tests.support.bronze import Bronze
from tests.support.rows import returnees_csv


@pytest.fixture
def full(tmp_path: Path) -> Bronze:
    bronze = make_bronze(tmp_path / "full")
    bronze.ingest()
    bronze.withdraw("cases/returnees_SYL_2022-08_v2.csv")
    return bronze


def ids(bronze: Bronze) -> set[str]:
    return {row["source_file_id"] for row in bronze.list_sources()}


def parquets(bronze: Bronze) -> list[Path]:
    folders = [bronze.home / "bronze", bronze.home / "quarantine"]
    found = [path for folder in folders for path in folder.rglob("*-*.parquet")]
    assert len(found) >= 6
    return sorted(found)


def mend(bronze: Bronze) -> Repair:
    return repair_bronze(
        bronze.home,
        bronze.landing,
        centres=bronze.centres,
        first_date=date(2017, 4, 1),
        time_zone="Asia/Dhaka",
    )


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1
    path.write_bytes(bytes(content))


def test_what_is_sound_passes(full: Bronze) -> None:
    require_sound_bronze(full.home, ids(full))
    hashes = list_bronze_hashes(full.ledger, ids(full))
    assert hashes == {
        path.relative_to(full.home).as_posix().removeprefix("bronze/"): sha256(
            path.read_bytes()
        ).hexdigest()
        for path in parquets(full)
    }
    assert mend(full) == Repair((), ())


@pytest.mark.parametrize("harm", ["flip", "cut", "unlink"])
def test_every_damaged_file_is_named_and_read_again(full: Bronze, harm: str) -> None:
    expected = describe_home(full)
    for number, path in enumerate(parquets(full)):
        if harm == "flip":
            flip(path, 7 * number)
        elif harm == "cut":
            path.write_bytes(path.read_bytes()[:-1])
        else:
            path.unlink()
        place = path.relative_to(full.home).as_posix()
        with pytest.raises(BronzeDamaged, match=place) as told:
            require_sound_bronze(full.home, ids(full))
        assert told.value.files == (place,)
        assert "prottasha deliveries repair" in told.value.next_step
        assert mend(full) == Repair((place,), ())
        require_sound_bronze(full.home, ids(full))
    assert describe_home(full) == expected


def test_only_the_same_bytes_mend(full: Bronze) -> None:
    path = next((full.home / "bronze" / "returnees").glob("returnees-SYL-2022-08-*.parquet"))
    flip(path, 100)
    for file in full.landing.rglob("*.csv"):
        file.write_text(returnees_csv(), "utf-8")
    place = path.relative_to(full.home).as_posix()
    before = path.read_bytes()
    assert mend(full) == Repair((), (place,))
    assert path.read_bytes() == before
    assert list(full.home.rglob("*.partial")) == []


def test_a_file_that_moved_in_the_landing_folder_mends(full: Bronze) -> None:
    path = next((full.home / "quarantine").glob("returnees-SYL-2022-08-*.parquet"))
    path.unlink()
    moved = full.landing / "cases" / "elsewhere.csv"
    (full.landing / "cases/returnees_SYL_2022-08.csv").rename(moved)
    assert mend(full).left == ()
    require_sound_bronze(full.home, ids(full))


def test_other_source_files_do_not_matter(full: Bronze) -> None:
    flip(parquets(full)[0], 50)
    broken = parquets(full)[0].stem
    require_sound_bronze(full.home, ids(full) - {broken})
    with pytest.raises(BronzeDamaged):
        require_sound_bronze(full.home, {broken})


def test_a_source_file_of_which_the_ledger_knows_nothing_is_damage(full: Bronze) -> None:
    with pytest.raises(BronzeDamaged, match=r"lost-1 \(not in the ledger"):
        require_sound_bronze(full.home, {"lost-1"})


@pytest.mark.parametrize("table", HISTORY)
def test_a_changed_row_of_the_ledger_is_found(full: Bronze, table: str) -> None:
    with closing(sqlite3.connect(full.ledger)) as connection:
        for change in (f"UPDATE {table} SET digest = digest", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                connection.execute(change)
        connection.execute(f"DROP TRIGGER {table}_no_update")
        connection.execute(f"UPDATE {table} SET source_file_id = source_file_id || '?'")
        connection.commit()
    for act in (full.list_sources, full.ingest, lambda: summarise_ledger(full.ledger)):
        with pytest.raises(LedgerDamaged, match=f"row 1 of {table}.*from a backup"):
            act()


@pytest.mark.parametrize("number", ["2", "(SELECT max(number) FROM landing)"])
@pytest.mark.parametrize("table", ["landing", "verdict"])
def test_a_row_that_is_gone_is_found(full: Bronze, table: str, number: str) -> None:
    with closing(sqlite3.connect(full.ledger)) as connection:
        connection.execute(f"DROP TRIGGER {table}_no_delete")
        connection.execute(f"DELETE FROM {table} WHERE number = {number}")
        connection.commit()
    with pytest.raises(LedgerDamaged, match=f"row (2 )?of {table}"):
        full.list_sources()


def test_a_flipped_bit_anywhere_in_the_ledger_is_found_or_does_no_harm(full: Bronze) -> None:
    sound, expected = full.ledger.read_bytes(), (full.list_sources(), summarise_ledger(full.ledger))
    found = 0
    for at in range(100, len(sound), 997):
        full.ledger.write_bytes(sound)
        flip(full.ledger, at)
        try:
            assert (full.list_sources(), summarise_ledger(full.ledger)) == expected
        except LedgerDamaged:
            found += 1
    assert found >= 5


def test_the_file_that_no_row_names_is_written_anew_if_it_is_damaged(bronze: Bronze) -> None:
    bronze.ingest()
    empties = sorted((bronze.home / "bronze").glob("*/_empty.parquet"))
    assert len(empties) == len(list_table_columns())
    for empty in empties:
        before = empty.read_bytes()
        flipped = bytearray(before)
        flipped[len(flipped) // 2] ^= 4
        empty.write_bytes(flipped)
        bronze.ingest()
        assert empty.read_bytes() == before
