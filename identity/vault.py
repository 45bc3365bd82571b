"""The vault: the one folder where names and documents may be worked on.

Folder mode 0700, files 0600. A database in it is written apart and moved into place whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import make_private_folder, private_umask
from common.locks import hold_lock
from common.sql import quote_text

if TYPE_CHECKING:
    import duckdb


def connect(database: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection in whose search path the schema `vault` is that of the database.

    The database is attached to one in memory, so that what a computation leaves behind stays
    there; what does not fit spills into the vault.
    """
    import duckdb

    connection = duckdb.connect(config={"temp_directory": str(database.parent / "spill")})
    try:
        mode = "(read_only)" if read_only else ""
        connection.execute(f"attach {quote_text(database)} as identity {mode}")
        if not read_only:
            connection.execute("create schema if not exists identity.vault")
        connection.execute("set search_path = 'memory.main,identity.vault'")
    except duckdb.Error:
        connection.close()
        raise
    return connection


@contextmanager
def draft_database(
    vault: Path, name: str, *, go_on: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A draft of the database `<vault>/<name>.duckdb`; at the end it replaces the old.

    The draft is empty, or, to `go_on`, a copy of the old one. If the block raises, the old database
    stays as it was; readers keep what they have opened. A second writer waits for the first.
    """
    make_private_folder(vault)
    final = vault / f"{name}.duckdb"
    with private_umask(), hold_lock(vault / f".{name}.lock"):
        draft = vault / f"{name}.draft.duckdb"
        for leftover in vault.glob(f"{draft.name}*"):
            leftover.unlink()
        if go_on and final.exists():
            shutil.copyfile(final, draft)
        connection = connect(draft)
        try:
            yield connection
            connection.execute("checkpoint identity")
        finally:
            connection.close()
        draft.replace(final)
