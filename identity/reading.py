"""Reading the last linking: the vault's database, opened read-only, with its errors kept inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import private_umask
from identity.errors import IdentityError
from identity.vault import connect

if TYPE_CHECKING:
    import duckdb

FILE_NAME = "identity.duckdb"
PERSON_ID = re.compile(r"P[0-9A-F]{15}")
RECORD_ID = re.compile(r"[^:\s]+:[^\s]+")


@contextmanager
def last_linking(vault: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the tables of the last linking.

    Raises IdentityError if there is none, and in place of any other error in the block: what
    DuckDB says, or Splink of it, may quote a cell.
    """
    path = vault / FILE_NAME
    if not path.is_file():
        raise IdentityError("nothing has been linked yet; run first: prottasha run")
    try:
        with private_umask(), connect(path, read_only=True) as connection:
            yield connection
    except IdentityError:
        raise
    except Exception as error:
        raise IdentityError(
            f"the last linking cannot be read ({type(error).__name__}; its message is "
            "withheld because it may hold personal data); run again: prottasha run"
        ) from None


def record_id(text: str, name: str) -> str:
    """A `<CENTRE>:<Case ID>` as it was typed. What is none may be a name, so it is not repeated."""
    if not RECORD_ID.fullmatch(text):
        raise IdentityError(
            f"{name} is not a record; write <CENTRE>:<Case ID>, like SYL:SYL-2021-00042"
        )
    return text


def person_id(text: str, name: str) -> str:
    """A person id as it was typed; what is none is not repeated either."""
    if not PERSON_ID.fullmatch(text):
        raise IdentityError(f"{name} is no person id; it is like P0123456789ABCDE")
    return text


def record_numbers(vault: Path, pair: tuple[str, str]) -> tuple[int, int]:
    """The numbers of two records in the last linking. Raises IdentityError if one is not in it."""
    with last_linking(vault) as connection:
        rows = connection.execute(
            "select source_record_id, record from vault.records where source_record_id in (?, ?)",
            list(pair),
        ).fetchall()
    found: dict[str, int] = dict(rows)
    for name, record in zip("AB", pair, strict=True):
        if record not in found:
            raise IdentityError(f"record {name} is not in the last linking: {record}")
    if pair[0] == pair[1]:
        raise IdentityError(f"{pair[0]} is one record; name two")
    return found[pair[0]], found[pair[1]]


def fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    rows: Iterable[tuple[object, ...]],
) -> None:
    """A temporary table, made as `columns` say and filled with `rows`."""
    connection.execute(f"create or replace temp table {table} ({columns})")
    append(connection, table, list(rows))


def append(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Rows onto a table, thousands of times faster than one by one."""
    import pyarrow

    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    arrow = pyarrow.table(columns, names=[str(number) for number in range(len(columns))])
    connection.register("appended", arrow)
    connection.execute(f"insert into {table} from appended")
    connection.unregister("appended")
