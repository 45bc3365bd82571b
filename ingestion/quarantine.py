"""Reading the quarantine: which cell of which row of which file broke which rule.

Most rows are quarantined when their file is read. The rows that a run holds, because their case or
their month has not arrived, are listed here too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from common.sql import quote_text
from ingestion.bronze_tables import QUARANTINE
from ingestion.parquet import TableFile, publish_parquet

if TYPE_CHECKING:
    import pandas

HELD = "_held"
COLUMNS = ("path", "sheet", "row_number", "column_name", "rule", "reason", "scope")


def replace_held_rows(home: Path, rows: pandas.DataFrame) -> None:
    """List the rows that a run holds, in place of those of the run before.

    `rows`: source_file_id, path, sheet, row_number, column_name, rule, reason. Their cells stay in
    bronze. NotWritten or OSError if the disk is at fault.
    """
    parquet = TableFile(home, QUARANTINE, HELD)
    parquet.write_chunk(
        {**{str(name): rows[name].tolist() for name in rows}, "scope": ["row"] * len(rows)}
    )
    parquet.close()
    publish_parquet([parquet])


def list_quarantine(home: Path) -> list[tuple[object, ...]]:
    """COLUMNS of everything in quarantine, sorted by file, sheet and row. No cell is shown."""
    import duckdb

    folder = home / QUARANTINE
    if not any(folder.glob("*.parquet")):
        return []
    source = quote_text(folder / "*.parquet")
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {', '.join(COLUMNS)} from read_parquet({source}) order by all"
        ).fetchall()
