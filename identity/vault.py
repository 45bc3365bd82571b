"""The vault: the one folder where names and documents may be worked on.

Folder mode 0700, files 0600. A database in it is built as a draft and moved into place whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import make_private_folder, private_umask
from common.locks import hold_lock
from common.sql import quote_text

if TYPE_CHECKING:
    import duckdb


def connect_vault(database: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection in whose search path the schema `vault` is that of the database.

    The database is attached to one in memory, so that temporary tables stay there. What does not
    fit into memory spills into the vault.
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
def open_draft(
    vault: Path, name: str, *, from_current: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A draft of the database `<vault>/<name>.duckdb`, which replaces it at the end of the block.

    The draft begins empty, or as a copy of the current database. If the block raises, the current
    database stays; readers keep what they have opened. A second writer waits for the first.
    """
    make_private_folder(vault)
    final = vault / f"{name}.duckdb"
    with private_umask(), hold_lock(vault / f".{name}.lock"):
        draft = vault / f"{name}.draft.duckdb"
        for leftover in vault.glob(f"{draft.name}*"):
            leftover.unlink()
        if from_current and final.exists():
            shutil.copyfile(final, draft)
        connection = connect_vault(draft)
        try:
            yield connection
            connection.execute("checkpoint identity")
        finally:
            connection.close()
        draft.replace(final)


def fill_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    rows: Iterable[tuple[object, ...]],
) -> None:
    """Make a temporary table with the `columns` of a create statement, and fill it with `rows`."""
    connection.execute(f"create or replace temp table {table} ({columns})")
    append_rows(connection, table, list(rows))


def append_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Append rows to a table through Arrow, thousands of times faster than one by one."""
    import pyarrow

    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    arrow = pyarrow.table(columns, names=[str(number) for number in range(len(columns))])
    connection.register("appended", arrow)
    connection.execute(f"insert into {table} from appended")
    connection.unregister("appended")
