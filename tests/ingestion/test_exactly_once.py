"""Nothing is read twice, nothing is lost in a crash, and two ingestions never write at once."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
import threading
import time
from pathlib import Path

import pytest

from ingestion import bronze, ledger
from ingestion.scan import scan, unread_files
from tests.ingestion.house import House, assistance_csv, case, returnees_csv, service

FILE = "cases/returnees_SYL_2022-08.csv"


def aged(path: Path, seconds: int = 10) -> Path:
    """Older than the time in which a change could go unseen."""
    then = time.time() - seconds
    os.utime(path, (then, then))
    time.sleep(0.06)  # longer than a tick of the clock that stamps files
    return path


def test_a_second_scan_opens_nothing(house: House) -> None:
    aged(house.put(FILE, returnees_csv()))
    aged(house.put("cases/bad.csv", "x"))
    first = house.ingest()
    assert (first.files_read, first.files_new, len(first.files_rejected)) == (2, 2, 1)
    second = house.ingest()
    assert (second.files_seen, second.files_read, second.files_new) == (2, 0, 0)
    assert second.files_rejected == ()


def test_a_young_file_is_read_again_and_is_not_new(house: House) -> None:
    house.put(FILE, returnees_csv())
    house.ingest()
    report = house.ingest()
    assert (report.files_read, report.files_new, report.rows_read) == (1, 0, 0)


def test_files_that_wait_to_be_read(house: House) -> None:
    ledger_file = house.home / "bronze" / "ledger.sqlite"
    house.put(FILE, returnees_csv())
    house.put("cases/bad.csv", "x")
    waiting = unread_files(scan(house.landing), ledger_file)
    assert [file.path for file in waiting] == ["cases/bad.csv", FILE]
    house.ingest()
    assert unread_files(scan(house.landing), ledger_file) == []
    aged(house.landing / FILE)
    (file,) = unread_files(scan(house.landing), ledger_file)
    assert file.mtime_ns == (house.landing / FILE).stat().st_mtime_ns


def test_a_change_of_the_same_size_and_time_is_seen(house: House) -> None:
    file = aged(house.put(FILE, returnees_csv(case(1))))
    house.ingest()
    before = file.stat()
    file.write_text(returnees_csv(case(2)), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert house.ingest().files_new == 1


def test_rejected_files_wait_for_other_terms(house: House) -> None:
    aged(house.put("cases/returnees_KHL_2022-08.csv", returnees_csv()))
    assert len(house.ingest().files_rejected) == 1
    assert house.ingest().files_read == 0
    house.centres = ("SYL", "KHL")
    report = house.ingest()
    assert (report.files_new, report.rows_loaded) == (1, 1)
    assert house.in_force() == {"cases/returnees_KHL_2022-08.csv"}


def test_a_file_that_changes_while_it_is_read_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingestion import file

    path = house.put(FILE, returnees_csv())
    load = file.load_part

    def slow(*args: object) -> object:
        with path.open("a", encoding="utf-8") as stream:
            stream.write("more")
        return load(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(file, "load_part", slow)
    (rejected,) = house.ingest().files_rejected
    assert "changed while it was read" in rejected.reason
    assert house.sources() == []
    assert list((house.home / "bronze").glob("*/*.partial")) == []


def test_the_ledger_speaks_only_of_durable_files(
    house: House, monkeypatch: pytest.MonkeyPatch, synced: list[str]
) -> None:
    house.put(FILE, returnees_csv())
    house.put("cases/assistance_SYL_2022-08.csv", assistance_csv(service(Status="x")))
    record = ledger.Ledger.record
    checked = []

    def recording(self: ledger.Ledger, sources: list[ledger.SourceFile], *rest: object) -> None:
        for source in sources:
            folder = house.home / "bronze" / source.table_name
            final = folder / f"{source.source_file_id}.parquet"
            assert bronze.pq.read_metadata(final).num_rows == source.rows_loaded
            assert str(final.with_suffix(".partial")) in synced
            assert str(folder) in synced
            checked.append(final)
        record(self, sources, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger.Ledger, "record", recording)
    house.ingest()
    assert len(checked) == 2


@pytest.mark.parametrize("where", ["record", "publish"])
def test_a_crash_before_the_commit_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    house.ingest()
    house.put(FILE, returnees_csv())

    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    target = ledger.Ledger if where == "record" else bronze
    monkeypatch.setattr(target, where, crash)
    with pytest.raises(KeyboardInterrupt):
        house.ingest()
    monkeypatch.undo()
    assert house.sources() == []
    report = house.ingest()
    assert (report.files_new, report.rows_loaded) == (1, 1)
    assert len(house.table("returnees")) == 1
    assert list((house.home / "bronze").rglob("*.partial")) == []


def test_many_files_are_one_transaction(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    record = ledger.Ledger.record
    monkeypatch.setattr(
        ledger.Ledger, "record", lambda self, *a: (calls.append(1), record(self, *a))
    )
    monkeypatch.setattr("ingestion.ingest.BATCH_FILES", 10)
    for number in range(25):
        house.put(f"cases/{number}/returnees_SYL_2022-08.csv", returnees_csv(case(number)))
    house.ingest()
    assert 3 <= len(calls) <= 6


def test_a_second_ingestion_waits(house: House) -> None:
    house.put(FILE, returnees_csv())
    house.ingest()
    lock = (house.home / "bronze" / ".lock").open("r+")
    fcntl.flock(lock, fcntl.LOCK_EX)
    house.progress.clear()
    waiting = threading.Thread(target=house.ingest)
    waiting.start()
    deadline = time.time() + 5
    while not house.progress and time.time() < deadline:
        time.sleep(0.01)
    assert house.progress == [(0, 0, "waiting for another ingestion to end")]
    lock.close()
    waiting.join(5)
    assert house.progress[-1][:2] == (1, 1)


def test_progress_counts_files(house: House) -> None:
    house.put(FILE, returnees_csv())
    house.ingest()
    assert house.progress == [(0, 1, FILE), (1, 1, "")]


def test_personal_data_is_for_its_owner_alone(house: House) -> None:
    house.put(FILE, returnees_csv(case(), case(2, Full_Name="")))
    house.ingest()
    for place in [house.home / "bronze", house.home / "quarantine"]:
        for path in [place, *place.rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_newer_ledger_is_refused(house: House) -> None:
    house.ingest()
    with sqlite3.connect(house.home / "bronze" / "ledger.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ledger.LedgerError, match="newer than this code"):
        house.ingest()


def test_no_landing_folder_is_an_error(house: House) -> None:
    house.landing.rmdir()
    with pytest.raises(FileNotFoundError, match="create it"):
        house.ingest()
