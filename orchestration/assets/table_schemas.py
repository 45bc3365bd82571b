"""The columns of a model that a run has built, with types where the project gives none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

SCHEMA, UNKNOWN = "dagster/column_schema", "?"
Types = Mapping[str, Mapping[str, str]]


def read_types(warehouse: Path) -> Types:
    """The type of each column of the candidate, by `schema.table` and by name."""
    import duckdb

    types: dict[str, dict[str, str]] = {}
    query = "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table, column, kind in connection.execute(query).fetchall():
            types.setdefault(table, {})[column] = kind.lower()
    return types


def complete_schema(spec: dg.AssetSpec, types: Types) -> dict[str, Any]:
    """The columns of an asset with their types; nothing if the project gives every type."""
    declared = spec.metadata.get(SCHEMA)
    if declared is None or all(column.type != UNKNOWN for column in declared.columns):
        return {}
    found = types.get(".".join(spec.key.path), {})
    columns = [
        dg.TableColumn(
            name=column.name,
            type=found.get(column.name, column.type) if column.type == UNKNOWN else column.type,
            description=column.description,
        )
        for column in declared.columns
    ]
    return {SCHEMA: dg.TableSchema(columns)}
