"""Nothing is read twice, nothing is lost in a crash, and two ingestions never write at once."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
import threading
import time
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from ingestion import ingest
from ingestion.ledger.entries import SourceFile
from ingestion.ledger.store import LedgerError
from ingestion.ledger.writer import Ledger
from ingestion.scan import list_unread_files, scan_landing
from tests.support.bronze import Bronze
from tests.support.rows import assistance_csv, case, returnees_csv, service

FILE = "cases/returnees_SYL_2022-08.csv"
SECOND = 1_000_000_000


@pytest.fixture
def old_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files seem to be read long after they last changed."""
    later = SimpleNamespace(time_ns=lambda: time.time_ns() + 10 * SECOND)
    monkeypatch.setattr(ingest, "time", later)


@pytest.fixture
def young_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files seem to be read at once after they last changed, however slow the machine is."""
    monkeypatch.setattr(ingest, "time", SimpleNamespace(time_ns=lambda: 0))


@pytest.mark.usefixtures("old_files")
def test_a_second_scan_opens_nothing(bronze: Bronze) -> None:
    bronze.put(FILE, returnees_csv())
    bronze.put("cases/bad.csv", "x")
    first = bronze.ingest()
    assert (first.files_read, first.files_new, len(first.files_rejected)) == (2, 2, 1)
    second = bronze.ingest()
    assert (second.files_seen, second.files_read, second.files_new) == (2, 0, 0)
    assert second.files_rejected == ()


@pytest.mark.usefixtures("young_files")
def test_a_young_file_is_read_again_and_is_not_new(bronze: Bronze) -> None:
    bronze.put(FILE, returnees_csv())
    bronze.ingest()
    report = bronze.ingest()
    assert (report.files_read, report.files_new, report.rows_read) == (1, 0, 0)


@pytest.mark.parametrize(
    ("changed", "delay", "is_settled"),
    [
        (SECOND + 1, 49_999_999, False),
        (SECOND + 1, 50_000_000, True),
        # A whole second: the file system may count no finer.
        (SECOND, 2 * SECOND - 1, False),
        (SECOND, 2 * SECOND, True),
        # The clock of the file system is ahead.
        (SECOND + 1, -1, False),
    ],
)
def test_a_file_is_settled_one_tick_after_its_change(
    changed: int, delay: int, is_settled: bool
) -> None:
    assert ingest.is_settled_at(changed + delay, changed) is is_settled


def test_files_that_wait_to_be_read(bronze: Bronze) -> None:
    bronze.put(FILE, returnees_csv())
    bronze.put("cases/bad.csv", "x")
    waiting = list_unread_files(scan_landing(bronze.landing), bronze.ledger)
    assert [file.path for file in waiting] == ["cases/bad.csv", FILE]
    bronze.ingest()
    assert list_unread_files(scan_landing(bronze.landing), bronze.ledger) == []
    os.utime(bronze.landing / FILE, (0, 0))
    (file,) = list_unread_files(scan_landing(bronze.landing), bronze.ledger)
    assert file.mtime_ns == (bronze.landing / FILE).stat().st_mtime_ns


@pytest.mark.usefixtures("old_files")
def test_a_change_of_the_same_size_and_time_is_seen(bronze: Bronze) -> None:
    file = bronze.put(FILE, returnees_csv(case(1)))
    bronze.ingest()
    before = file.stat()
    file.write_text(returnees_csv(case(2)), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert bronze.ingest().files_new == 1


@pytest.mark.usefixtures("old_files")
def test_rejected_files_wait_for_other_terms(bronze: Bronze) -> None:
    bronze.put("cases/returnees_KHL_2022-08.csv", returnees_csv())
    assert len(bronze.ingest().files_rejected) == 1
    assert bronze.ingest().files_read == 0
    bronze.centres = ("SYL", "KHL")
    report = bronze.ingest()
    assert (report.files_new, report.rows_loaded) == (1, 1)
    assert bronze.list_in_force() == {"cases/returnees_KHL_2022-08.csv"}


def test_a_file_that_changes_while_it_is_read_waits(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingestion import file

    path = bronze.put(FILE, returnees_csv())
    load = file.load_part

    def slow(*args: object) -> object:
        with path.open("a", encoding="utf-8") as stream:
            stream.write("more")
        return load(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(file, "load_part", slow)
    (rejected,) = bronze.ingest().files_rejected
    assert "changed while it was read" in rejected.reason
    assert bronze.list_sources() == []
    assert list((bronze.home / "bronze").glob("*/*.partial")) == []


def test_the_ledger_speaks_only_of_durable_files(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch, synced: list[str]
) -> None:
    bronze.put(FILE, returnees_csv())
    bronze.put("cases/assistance_SYL_2022-08.csv", assistance_csv(service(Status="x")))
    record = Ledger.record_batch
    checked = []

    def recording(self: Ledger, sources: list[SourceFile], *rest: object) -> None:
        for source in sources:
            folder = bronze.home / "bronze" / source.table_name
            final = folder / f"{source.source_file_id}.parquet"
            assert pq.read_metadata(final).num_rows == source.rows_loaded
            assert str(final.with_suffix(".partial")) in synced
            assert str(folder) in synced
            checked.append(final)
        record(self, sources, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "record_batch", recording)
    bronze.ingest()
    assert len(checked) == 2


@pytest.mark.parametrize("where", ["record_batch", "publish_parquet"])
def test_a_crash_before_the_commit_loses_nothing(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    bronze.ingest()
    bronze.put(FILE, returnees_csv())

    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    target = Ledger if where == "record_batch" else ingest
    monkeypatch.setattr(target, where, crash)
    with pytest.raises(KeyboardInterrupt):
        bronze.ingest()
    monkeypatch.undo()
    assert bronze.list_sources() == []
    report = bronze.ingest()
    assert (report.files_new, report.rows_loaded) == (1, 1)
    assert len(bronze.read_table("returnees")) == 1
    assert list((bronze.home / "bronze").rglob("*.partial")) == []


def test_many_files_are_one_transaction(bronze: Bronze, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    record = Ledger.record_batch
    monkeypatch.setattr(
        Ledger, "record_batch", lambda self, *a: (calls.append(1), record(self, *a))
    )
    monkeypatch.setattr("ingestion.ingest.BATCH_FILES", 10)
    for number in range(25):
        bronze.put(f"cases/{number}/returnees_SYL_2022-08.csv", returnees_csv(case(number)))
    bronze.ingest()
    assert 3 <= len(calls) <= 6


def test_a_second_ingestion_waits(bronze: Bronze) -> None:
    bronze.put(FILE, returnees_csv())
    bronze.ingest()
    lock = (bronze.home / "bronze" / ".lock").open("r+")
    fcntl.flock(lock, fcntl.LOCK_EX)
    bronze.progress.clear()
    waiting = threading.Thread(target=bronze.ingest)
    waiting.start()
    deadline = time.time() + 60
    while not bronze.progress and time.time() < deadline:
        time.sleep(0.01)
    assert bronze.progress == [(0, 0, "waiting for another ingestion to end")]
    lock.close()
    waiting.join(60)
    assert bronze.progress[-1][:2] == (1, 1)


def test_progress_counts_files(bronze: Bronze) -> None:
    bronze.put(FILE, returnees_csv())
    bronze.ingest()
    assert bronze.progress == [(0, 1, FILE), (1, 1, "")]


def test_personal_data_is_for_its_owner_alone(bronze: Bronze) -> None:
    bronze.put(FILE, returnees_csv(case(), case(2, Full_Name="")))
    bronze.ingest()
    paths = [bronze.home / "bronze", bronze.home / "quarantine", *bronze.home.glob("*/**/*")]
    assert {path.suffix for path in paths} >= {"", ".parquet", ".sqlite"}
    for path in paths:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("version", [1, 99])
def test_a_ledger_of_another_schema_is_refused(bronze: Bronze, version: int) -> None:
    bronze.ingest()
    with sqlite3.connect(bronze.ledger) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(LedgerError, match=f"schema version {version}"):
        bronze.ingest()


def test_no_landing_folder_is_an_error(bronze: Bronze) -> None:
    bronze.landing.rmdir()
    with pytest.raises(FileNotFoundError, match="create it"):
        bronze.ingest()
