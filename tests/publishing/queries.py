"""Marts of a few rows, for one query of the bulletin each."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from publishing.bulletin.page import run_query

JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2022, month, 1) for month in (7, 8, 9, 10))
Connection = duckdb.DuckDBPyConnection


def read_columns(connection: Connection, query: str, *columns: str) -> list[Any]:
    """These columns of a query's rows for September; plain values if it is one column."""
    rows = run_query(connection, query, SEPTEMBER)
    return [
        tuple(row[name] for name in columns) if columns[1:] else row[columns[0]] for row in rows
    ]
