"""The ledger's file: where it is, its schema, its lock, and the hash that each row carries."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from common.errors import ProttashaError
from common.instants import format_instant, parse_instant
from common.locks import hold_lock
from common.sqlite import (
    hold_transaction,
    open_database,
    open_existing,
    read_schema_version,
    run_script,
)

SCHEMA = Path(__file__).with_name("ledger.sql")
SCHEMA_VERSION = 2
# The history: tables that are only added to, each with the column of the instant of its rows.
HISTORY = {
    "source_file": None, "landing": "landed_at", "verdict": "judged_at",
    "bronze_file": "recorded_at", "withdrawal": "at",
}  # fmt: skip


class LedgerError(ProttashaError):
    """The ledger cannot be used. The message says why and what to do."""


class LedgerDamaged(LedgerError):
    """The ledger is not as it was written."""

    def __init__(self, path: Path, damage: str) -> None:
        super().__init__(f"the ledger {path} is damaged: {damage}. Restore it from a backup.")


def locate_ledger(home: Path) -> Path:
    """The ledger of a home, whether it exists yet or not."""
    return home / "bronze" / "ledger.sqlite"


@contextmanager
def hold_ledger_lock(ledger: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Keep other ingestions, withdrawals and repairs out; `on_wait` is called if one is busy."""
    with hold_lock(ledger.with_name(".lock"), on_wait):
        yield


def open_to_write(path: Path) -> sqlite3.Connection:
    """The ledger, made if it is not there. LedgerError if this code cannot use it."""
    connection = open_database(path)
    if not _require_known_schema(connection, path):
        with hold_transaction(connection):
            make_schema(connection)
    return connection


def open_to_read(path: Path) -> sqlite3.Connection | None:
    """The ledger, or None if nothing was ever written to it. LedgerError as in `open_to_write`."""
    if not path.exists():
        return None
    connection = open_existing(path)
    if _require_known_schema(connection, path):
        return connection
    connection.close()
    return None


def make_schema(connection: sqlite3.Connection) -> None:
    """Make the tables in a transaction of the caller. Triggers forbid changes to the history."""
    run_script(connection, SCHEMA.read_text("utf-8"))
    for table in HISTORY:
        for change in ("UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT raise(ABORT, 'the ledger is only added to'); END"
            )
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def append_row(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """Add a row to a table of HISTORY; `row` names its cells in the order of the schema."""
    (last,) = connection.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()
    cells = [last + 1, *(int(cell) if isinstance(cell, bool) else cell for cell in row.values())]
    connection.execute(
        f"INSERT INTO {table} (number, {', '.join(row)}, digest) "
        f"VALUES ({', '.join('?' * (len(cells) + 1))})",
        (*cells, _hash_row(table, cells)),
    )


def read_rows(connection: sqlite3.Connection, path: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table of HISTORY, in order. LedgerDamaged if one is not as it was written."""
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY number")
    names = [column[0] for column in cursor.description]
    rows = []
    for number, cells in enumerate(cursor, start=1):
        if cells[0] != number or cells[-1] != _hash_row(table, cells[:-1]):
            raise LedgerDamaged(path, f"row {number} of {table} is not as it was written")
        rows.append(dict(zip(names, cells, strict=True)))
    return rows


def choose_stamp(connection: sqlite3.Connection, now: datetime) -> str:
    """The instant of the next entry: now, but after every other entry even if the clock went back.

    So what was in force at an instant can never change afterwards.
    """
    latest = find_latest_stamp(connection)
    if latest is None:
        return format_instant(now)
    after = parse_instant(latest) + timedelta(microseconds=1)
    return max(format_instant(now), format_instant(after))


def find_latest_stamp(connection: sqlite3.Connection) -> str | None:
    """The instant of the latest entry; None in an empty ledger."""
    instants = [
        connection.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
        for table, column in HISTORY.items()
        if column
    ]
    return max(filter(None, instants), default=None)


@contextmanager
def report_damage(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a broken file into LedgerDamaged."""
    try:
        yield
    except sqlite3.OperationalError:  # a full disk, a lock: the file itself may be sound
        raise
    except sqlite3.DatabaseError as error:
        raise LedgerDamaged(path, str(error)) from None


def require_sound_pages(connection: sqlite3.Connection, path: Path) -> None:
    """LedgerDamaged if SQLite finds its own structures broken."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise LedgerDamaged(path, "SQLite finds broken pages in it")


def _hash_row(table: str, cells: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps([table, *cells]).encode()).hexdigest()


def _require_known_schema(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version, 0 of an empty file. Closes the connection if the ledger is unusable."""
    try:
        with report_damage(path):
            version = read_schema_version(connection)
        if version not in (0, SCHEMA_VERSION):
            raise LedgerError(
                f"the ledger {path} has schema version {version}, and this code reads version "
                f"{SCHEMA_VERSION}. Use the version of the code that wrote it."
            )
    except BaseException:
        connection.close()
        raise
    return version
