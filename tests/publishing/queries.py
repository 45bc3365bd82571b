"""Marts of a few rows, for one query of the bulletin each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb

from publishing.bulletin.page import run_query
from tests.support.marts import create_marts

JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2022, month, 1) for month in (7, 8, 9, 10))
Connection = duckdb.DuckDBPyConnection


def fill_mart(connection: Connection, mart: str, *rows: Mapping[str, Any]) -> None:
    """Make a mart from its contract, with these rows; every other column holds an empty value."""
    create_marts(connection, [mart])
    for row in rows:
        names, places = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"insert into marts.{mart} ({names}) values ({places})", [*row.values()])


def read_columns(connection: Connection, query: str, *columns: str) -> list[Any]:
    """These columns of a query's rows for September; plain values if it is one column."""
    rows = run_query(connection, query, SEPTEMBER)
    return [
        tuple(row[name] for name in columns) if columns[1:] else row[columns[0]] for row in rows
    ]
