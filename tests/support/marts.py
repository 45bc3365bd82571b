"""Empty marts, made from the contracts in the YAML files of the dbt project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import yaml

import dbt_project

MARTS = Path(dbt_project.__file__).parent / "models" / "marts"
# What a required column holds when a row leaves it out, by the type that its contract gives it.
EMPTY_VALUES: Mapping[str, str] = {
    "string": "''",
    "boolean": "false",
    "integer": "0",
    "bigint": "0",
    "double": "0",
    "date": "date '1970-01-01'",
    "timestamp": "timestamp '1970-01-01'",
}


@cache
def read_contracts() -> Mapping[str, list[dict[str, Any]]]:
    """The columns of every mart, in their order: name, data_type, constraints."""
    documents = [yaml.safe_load(path.read_text("utf-8")) for path in MARTS.rglob("*.yml")]
    return {
        model["name"]: model["columns"]
        for document in documents
        for model in document.get("models", [])
    }


def create_marts(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Create the named marts without rows, in the schema `marts`.

    A test may insert the columns that it is about: a required column that it leaves out holds an
    empty value.
    """
    connection.execute("create schema if not exists marts")
    for name in names:
        columns = ", ".join(map(_declare_column, read_contracts()[name]))
        connection.execute(f"create table marts.{name} ({columns})")


def fill_mart(connection: duckdb.DuckDBPyConnection, mart: str, *rows: Mapping[str, Any]) -> None:
    """Make a mart from its contract, with these rows; every other column holds an empty value."""
    create_marts(connection, [mart])
    for row in rows:
        insert_rows(connection, f"marts.{mart}", ", ".join(row), [[*row.values()]])


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    rows: Iterable[Sequence[Any]],
) -> None:
    """Insert rows of these columns, whose names are parted by commas, in one statement."""
    given = [list(row) for row in rows]
    if given:
        places = ", ".join(f"({', '.join('?' * len(row))})" for row in given)
        values = list(chain(*given))
        connection.execute(f"insert into {table} ({columns}) values {places}", values)


def _declare_column(column: Mapping[str, Any]) -> str:
    declaration = f"{column['name']} {column['data_type']}"
    if {"type": "not_null"} in column.get("constraints", []):
        return f"{declaration} not null default {EMPTY_VALUES[column['data_type']]}"
    return declaration
