"""Promotion: schema `marts` of a candidate becomes a release's warehouse and Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from common.errors import ProttashaError
from common.sql import quote_name, quote_text

if TYPE_CHECKING:
    import duckdb

# The oldest storage that DuckDB writes: clients of the 1.x line open it too.
STORAGE_VERSION = "v1.0.0"


class ForeignTables(ProttashaError):
    """Something outside schema `marts` got into a release."""

    next_step = "publish nothing from this version of the code, and report the defect"


def promote_marts(candidate: Path, warehouse: Path, parquet: Path) -> dict[str, int]:
    """Copy each mart into `warehouse` and to `parquet/<mart>.parquet`, rows in one fixed order.

    `candidate` is opened read-only. Descriptions go along. Returns the rows of each mart; raises
    ForeignTables if `warehouse` then holds anything but schema `marts`.
    """
    import duckdb

    parquet.mkdir()
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {quote_text(candidate)} as candidate (read_only)")
        connection.execute(
            f"attach {quote_text(warehouse)} as release (storage_version '{STORAGE_VERSION}')"
        )
        # One transaction: there are hundreds of statements, and each commit waits for the disk.
        connection.begin()
        connection.execute("create schema release.marts")
        marts = _list_marts(connection)
        rows = {
            mart: _promote_mart(connection, mart, parquet / f"{mart}.parquet") for mart in marts
        }
        for statement in _list_comments(connection):
            connection.execute(statement)
        _refuse_foreign_tables(connection)
        connection.commit()
        connection.execute("checkpoint release")
        connection.execute("detach release")
    return rows


def _list_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables "
        "where table_catalog = 'candidate' and table_schema = 'marts' order by 1"
    ).fetchall()
    return [name for (name,) in found]


def _promote_mart(connection: duckdb.DuckDBPyConnection, mart: str, parquet: Path) -> int:
    # Ordered by all columns, so that the same rows make the same file.
    connection.execute(
        f"create table release.marts.{quote_name(mart)} as "
        f"from candidate.marts.{quote_name(mart)} order by all"
    )
    connection.execute(
        f"copy (from release.marts.{quote_name(mart)}) to {quote_text(parquet)} "
        "(format parquet, compression zstd)"
    )
    ((rows,),) = connection.execute(
        f"select count(*) from release.marts.{quote_name(mart)}"
    ).fetchall()
    return int(rows)


def _list_comments(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that give the release the comments of the candidate's marts and columns."""
    tables = connection.execute(
        "select table_name, null, comment from duckdb_tables() "
        "where database_name = 'candidate' and schema_name = 'marts' and comment is not null "
        "union all "
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'candidate' and schema_name = 'marts' and comment is not null"
    ).fetchall()
    return [
        f"comment on {'table' if column is None else 'column'} release.marts.{quote_name(mart)}"
        f"{'' if column is None else '.' + quote_name(column)} is {quote_text(comment)}"
        for mart, column, comment in tables
    ]


def _refuse_foreign_tables(connection: duckdb.DuckDBPyConnection) -> None:
    foreign = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables "
        "where table_catalog = 'release' and table_schema <> 'marts' order by 1"
    ).fetchall()
    if foreign:
        names = ", ".join(name for (name,) in foreign)
        raise ForeignTables(
            f"only the schema marts may be published; the release also holds {names}"
        )
