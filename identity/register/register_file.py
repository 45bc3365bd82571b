"""The register's file: its schema, opening it, and the person ids in it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from common.files import make_private_folder
from common.instants import parse_instant
from common.sql import read_sql
from common.sqlite import hold_transaction, open_database, read_schema_version, run_script
from identity.identity_error import IdentityError

SQL = Path(__file__).with_name("sql")
FILE_NAME = "register.sqlite"
SCHEMA_VERSION = 1
# A million random ids go into an index many times faster if the index stays in memory.
CACHE_KIB = 400_000


@contextmanager
def open_register(vault: Path) -> Iterator[sqlite3.Connection]:
    """The register in `vault`, made if it is missing. Raises IdentityError if it cannot be used.

    Every write is durable when its transaction ends. One transaction at a time writes; another one
    waits for half a minute.
    """
    path = vault / FILE_NAME
    try:
        # SQLite gives its journal the mode of the file, and temporary tables stay in memory.
        make_private_folder(vault)
        with closing(open_database(path)) as connection:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            _make_schema(connection, path)
            yield connection
    except (sqlite3.Error, OSError) as error:
        raise IdentityError(f"the register {path} cannot be used: {error}") from None


@contextmanager
def open_existing_register(vault: Path) -> Iterator[sqlite3.Connection | None]:
    """The register, or None if there is none yet: reading makes no file."""
    if not (vault / FILE_NAME).exists():
        yield None
        return
    with open_register(vault) as connection:
        yield connection


@contextmanager
def hold_register(vault: Path) -> Iterator[None]:
    """Nothing is assigned or decided within the block; a process that does so now is awaited."""
    with open_existing_register(vault) as connection:
        if connection is None:
            yield
        else:
            with hold_transaction(connection):
                yield


def find_latest_instant(vault: Path) -> datetime | None:
    """The instant of the latest assignment or decision; None if there was none."""
    with open_existing_register(vault) as connection:
        if connection is None:
            return None
        written = connection.execute("SELECT max(at) FROM run UNION SELECT max(at) FROM decision")
        return max((parse_instant(at) for (at,) in written if at), default=None)


def read_person_ids(vault: Path, records: Iterable[str] | None = None) -> dict[str, str]:
    """Source record id → person id of the last linking, of all its records or of some of them."""
    people = "SELECT source_record_id, person_id FROM record JOIN person USING (person) "
    with open_existing_register(vault) as connection:
        if connection is None:
            return {}
        if records is None:
            return dict(connection.execute(people + "WHERE is_present ORDER BY 1").fetchall())
        connection.execute("CREATE TEMP TABLE wanted (source_record_id TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO wanted VALUES (?)", ((name,) for name in records))
        rows = connection.execute(people + "JOIN wanted USING (source_record_id) WHERE is_present")
        return dict(rows.fetchall())


def _make_schema(connection: sqlite3.Connection, path: Path) -> None:
    if read_schema_version(connection) == SCHEMA_VERSION:
        return
    with hold_transaction(connection):
        version = read_schema_version(connection)  # another process may have been quicker
        if version > SCHEMA_VERSION:
            raise IdentityError(
                f"the register {path} has schema {version}, newer than this code; update the code"
            )
        if version == 0:
            run_script(connection, read_sql(SQL, "schema"))
            connection.execute(
                "INSERT INTO origin VALUES (?, ?)", (secrets.token_hex(8), secrets.token_bytes(32))
            )
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
