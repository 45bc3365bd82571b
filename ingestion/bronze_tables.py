"""Where bronze and quarantine are, which tables they have, and which columns those have."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow as pa

from ingestion.contract import load_contracts

PROVENANCE = ("extra", "source_file_id", "row_number")
QUARANTINE = "quarantine"
UNCOUNTED = "uncounted"
QUARANTINE_COLUMNS = (
    "source_file_id", "path", "sheet", "row_number", "column_name", "rule", "reason", "scope",
    "cells",
)  # fmt: skip


@cache
def list_table_columns() -> dict[str, tuple[str, ...]]:
    """Bronze table → its columns, from the contracts; `uncounted` keeps whole rows as JSON."""
    tables = {
        layout.table: (*layout.columns, *PROVENANCE)
        for layout in load_contracts().layouts
        if not layout.uncounted
    }
    return {**tables, UNCOUNTED: ("reason", *PROVENANCE)}


@cache
def build_schema(table: str) -> pa.Schema:
    """The Parquet schema of a table: all columns are text but the number of the row."""
    columns = QUARANTINE_COLUMNS if table == QUARANTINE else list_table_columns()[table]
    number = pa.int32()
    return pa.schema([(name, number if name == "row_number" else pa.string()) for name in columns])


def locate_folder(home: Path, table: str) -> Path:
    """The folder of a bronze table or of the quarantine."""
    return home / QUARANTINE if table == QUARANTINE else home / "bronze" / table


def locate_parquet(home: Path, table: str, source_file_id: str) -> Path:
    """The Parquet of a source file in a table."""
    return locate_folder(home, table) / f"{source_file_id}.parquet"
