"""Quarantine, read back: which cell of which row of which file broke which rule.

Most rows are quarantined when their file is read. A few are held in each run, because whether they
count depends on other deliveries (a service whose case has not arrived); they lie here, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from common.sql import quote_text
from ingestion.bronze import QUARANTINE, TableFile, publish

if TYPE_CHECKING:
    import pandas

HELD = "_held"
COLUMNS = ("path", "sheet", "row_number", "column_name", "rule", "reason", "scope")


def hold(home: Path, rows: pandas.DataFrame) -> None:
    """Replace the rows held in the last run. Their cells stay where they are, in bronze.

    `rows`: source_file_id, path, sheet, row_number, column_name, rule, reason.
    """
    parquet = TableFile(home, QUARANTINE, HELD)
    parquet.write(
        {**{str(name): rows[name].tolist() for name in rows}, "scope": ["row"] * len(rows)}
    )
    parquet.close()
    publish([parquet])


def listing(home: Path) -> list[tuple[object, ...]]:
    """COLUMNS of everything in quarantine, without a cell, by file, sheet and row."""
    import duckdb

    folder = home / QUARANTINE
    if not any(folder.glob("*.parquet")):
        return []
    source = quote_text(folder / "*.parquet")
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {', '.join(COLUMNS)} from read_parquet({source}) order by all"
        ).fetchall()
