"""Empty marts, made from the contracts in the YAML files of the dbt project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
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


def _declare_column(column: Mapping[str, Any]) -> str:
    declaration = f"{column['name']} {column['data_type']}"
    if {"type": "not_null"} in column.get("constraints", []):
        return f"{declaration} not null default {EMPTY_VALUES[column['data_type']]}"
    return declaration
