"""The ledger's file: opening it, its schema, its transactions, the hash that each row carries."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from common.errors import ProttashaError
from common.instants import format_instant
from common.sqlite import hold_transaction, open_database, open_existing, read_schema_version

SCHEMA = Path(__file__).with_name("ledger.sql")
SCHEMA_VERSION = 2
# The tables of what has happened; a row names the instant of it in this column.
HISTORY = {
    "source_file": None, "landing": "landed_at", "verdict": "judged_at",
    "bronze_file": "recorded_at", "withdrawal": "at",
}  # fmt: skip


class LedgerError(ProttashaError):
    """The ledger cannot be used; the message says why and what to do."""


class LedgerDamaged(LedgerError):
    """The ledger is not as it was written."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"the ledger {path} is damaged ({what}); put a sound copy from your backup in its place"
        )


def stamp(connection: sqlite3.Connection, now: datetime) -> str:
    """The instant of an entry: now, but after every other entry even if the clock went back.

    So what was in force at an instant can never change afterwards.
    """
    latest = latest_text(connection)
    if latest is None:
        return format_instant(now)
    after = datetime.fromisoformat(latest) + timedelta(microseconds=1)
    return max(format_instant(now), format_instant(after))


def latest_text(connection: sqlite3.Connection) -> str | None:
    """The instant of the latest entry, None in an empty ledger."""
    instants = [
        connection.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
        for table, column in HISTORY.items()
        if column
    ]
    return max(filter(None, instants), default=None)


def open_to_write(path: Path) -> sqlite3.Connection:
    """The ledger, made or brought up to this code's schema. LedgerError if it is newer."""
    connection = open_database(path)
    _bring_up(connection, path)
    if not read_schema_version(connection):
        with hold_transaction(connection):
            make_schema(connection)
    return connection


def open_to_read(path: Path) -> sqlite3.Connection | None:
    """The ledger, of this code's schema; None if nothing was ever written into it."""
    if not path.exists():
        return None
    connection = open_existing(path)
    _bring_up(connection, path)
    if read_schema_version(connection):
        return connection
    connection.close()
    return None


def make_schema(connection: sqlite3.Connection) -> None:
    """Make the tables, in a transaction of the caller; history can only be added to."""
    for statement in SCHEMA.read_text("utf-8").split(";\n"):
        connection.execute(statement)
    for table in HISTORY:
        for change in ("UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT raise(ABORT, 'the ledger is only added to'); END"
            )
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def append(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """Add a row to a table of HISTORY; `row` names its cells in the order of the schema."""
    (last,) = connection.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()
    cells = [last + 1, *(int(cell) if isinstance(cell, bool) else cell for cell in row.values())]
    connection.execute(
        f"INSERT INTO {table} (number, {', '.join(row)}, digest) "
        f"VALUES ({', '.join('?' * (len(cells) + 1))})",
        (*cells, _digest(table, cells)),
    )


def rows_of(connection: sqlite3.Connection, path: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table of HISTORY, in order. LedgerDamaged if one is not as it was written."""
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY number")
    names = [column[0] for column in cursor.description]
    rows = []
    for number, cells in enumerate(cursor, start=1):
        if cells[0] != number or cells[-1] != _digest(table, cells[:-1]):
            raise LedgerDamaged(path, f"row {number} of {table} is not as it was written")
        rows.append(dict(zip(names, cells, strict=True)))
    return rows


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """LedgerDamaged for what SQLite says of a file that it cannot make sense of."""
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
        raise LedgerDamaged(path, "SQLite finds its pages broken")


def _digest(table: str, cells: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps([table, *cells]).encode()).hexdigest()


def _bring_up(connection: sqlite3.Connection, path: Path) -> None:
    try:
        with damage_told(path):
            version = read_schema_version(connection)
        if version > SCHEMA_VERSION:
            raise LedgerError(f"{path} has schema {version}, newer than this code; update the code")
    except BaseException:
        connection.close()
        raise
