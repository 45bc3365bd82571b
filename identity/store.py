"""The register's file: opening it, its schema, its transactions. Its contents belong elsewhere."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from common.files import make_private_folder
from common.sqlite import hold_transaction, open_database, read_schema_version, run_script
from identity.errors import IdentityError

FILE_NAME = "register.sqlite"
SCHEMA = Path(__file__).with_name("register.sql")
SCHEMA_VERSION = 1
# A million random ids go into an index many times faster if the index stays in memory.
CACHE_KIB = 400_000


@contextmanager
def opened(vault: Path) -> Iterator[sqlite3.Connection]:
    """The register in `vault`, made if it is not there. Raises IdentityError for any fault of it.

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
            _bring_up(connection, path)
            yield connection
    except (sqlite3.Error, OSError) as error:
        raise IdentityError(f"the register {path} cannot be used: {error}") from None


@contextmanager
def reading(vault: Path) -> Iterator[sqlite3.Connection | None]:
    """The register as `opened`, or None where there is none yet: reading makes no file."""
    if not (vault / FILE_NAME).exists():
        yield None
        return
    with opened(vault) as connection:
        yield connection


@contextmanager
def at_rest(vault: Path) -> Iterator[None]:
    """Nothing is assigned or decided within the block; whoever does so now is waited for."""
    with reading(vault) as connection:
        if connection is None:
            yield
        else:
            with hold_transaction(connection):
                yield


def latest_instant(vault: Path) -> datetime | None:
    """When something was last assigned or decided, None if nothing ever was."""
    with reading(vault) as connection:
        if connection is None:
            return None
        written = connection.execute("SELECT max(at) FROM run UNION SELECT max(at) FROM decision")
        return max((datetime.fromisoformat(at) for (at,) in written if at), default=None)


def _bring_up(connection: sqlite3.Connection, path: Path) -> None:
    if read_schema_version(connection) == SCHEMA_VERSION:
        return
    with hold_transaction(connection):
        version = read_schema_version(connection)  # another process may have been quicker
        if version > SCHEMA_VERSION:
            raise IdentityError(
                f"the register {path} has schema {version}, newer than this code; update the code"
            )
        if version == 0:
            run_script(connection, SCHEMA.read_text("utf-8"))
            connection.execute(
                "INSERT INTO origin VALUES (?, ?)", (secrets.token_hex(8), secrets.token_bytes(32))
            )
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
