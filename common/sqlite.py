"""SQLite files of ours: durable, one writer at a time, one schema version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# How long a command waits for another one that is writing.
PATIENCE_SECONDS = 30.0


def open_database(path: Path) -> sqlite3.Connection:
    """A connection to a private file, made if it is not there, whose commits are durable.

    Transactions are explicit: see `hold_transaction`. Text that is not UTF-8 (damage) is escaped,
    so that no decoder quotes it.
    """
    if not path.exists():
        path.touch(mode=0o600)
    connection = _connect(str(path), is_uri=False)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_existing(path: Path) -> sqlite3.Connection:
    """A connection to read from; sqlite3.OperationalError if the file is not there.

    The mode is `rw`: what a crashed writer left must be rolled back before it can be read.
    """
    return _connect(f"{path.absolute().as_uri()}?mode=rw", is_uri=True)


@contextmanager
def hold_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all that happens in the block, or nothing of it; only one process at a time."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # On a full disk SQLite has rolled back already; its error is the one to report.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Execute the statements of a script in the caller's transaction, as `executescript` cannot."""
    for statement in split_statements(script):
        connection.execute(statement)


def split_statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, one by one."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def read_schema_version(connection: sqlite3.Connection) -> int:
    """The schema version of the file; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _connect(place: str, *, is_uri: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(place, isolation_level=None, timeout=PATIENCE_SECONDS, uri=is_uri)
    connection.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    return connection
