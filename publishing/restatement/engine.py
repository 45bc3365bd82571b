"""From two warehouses to the parts of every difference between them.

Seven states lead from the published release to the present one. State 0 is the published records
counted by today's rules; each next one adds the changes of one cause (see `causes`). A cause's part
of a difference is what its state counts less what the one before it counts, so the parts add up.
Only subjects that some change could touch are counted again. That the last state counts what the
present warehouse says is not taken for granted: what is left is `unexplained`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from publishing.restatement.causes import STATES

if TYPE_CHECKING:
    import duckdb
    import pyarrow

QUERIES = Path(__file__).with_name("sql")
# What a release must hold so that its records can be compared; others are compared by figures.
NEEDED = {
    ("bridge_beneficiary_cases", "origin"),
    ("dim_source_files", "withdrawn_at"),
    ("fct_identity_decisions", "verdict"),
}
AFTER_BOTH_SIDES = (
    "said", "changes", "people", "subjects", "states", "counted", "effects", "parts",
)  # fmt: skip
PARTS = (
    "reporting_month, indicator_code, dimension, member, period, cause, as_published, "
    "as_now_known, difference, part"
)
ROWS = (
    "cause, subject_type, subject_id, indicator_code, counting_month, sex, origin, platform, "
    "new_effect, served_effect, source_file_id, table_name, row_number"
)


@dataclass(frozen=True)
class Restatement:
    """`parts`: a row a differing cell and cause. `rows`: one a subject, indicator, month and cause.

    The part of a cell is the sum of the effects of the rows that are filtered like the cell: up to
    its month for cumulative, in its month for month_new (both: new_effect) and month_served.
    """

    parts: pyarrow.Table
    rows: pyarrow.Table


def compare(
    published: Path,
    present: Path,
    *,
    first_month: date = date.min,
    last_month: date = date.max,
    is_same_code: bool = False,
) -> Restatement:
    """Why `present` gives figures of these months otherwise than `published` did (warehouse files).

    Months that one of them does not hold are left out. `is_same_code`: both were made by one code
    and configuration, so that no difference may come from there.
    """
    import duckdb

    with duckdb.connect() as connection:
        for name, warehouse in (("published", published), ("present", present)):
            escaped = str(warehouse).replace("'", "''")
            connection.execute(f"attach '{escaped}' as {name} (read_only)")
        connection.execute("set variable causes = ?", [list(STATES)])
        connection.execute("set variable is_same_code = ?", [is_same_code])
        connection.execute("set variable first_month = ?::date", [first_month])
        connection.execute("set variable last_month = ?::date", [last_month])
        _compare(connection)
        return Restatement(
            connection.sql(f"select {PARTS} from parts order by all").to_arrow_table(),
            connection.sql(f"select {ROWS} from rows_behind order by all").to_arrow_table(),
        )


def _compare(connection: duckdb.DuckDBPyConnection) -> None:
    _execute(connection, "tables")
    _execute(connection, "shared")
    _on_both_sides(connection, "figures")
    _execute(connection, "differences")
    ((differences,),) = connection.execute("select count(*) from differences").fetchall()
    if differences:
        _on_both_sides(connection, "side")
        if _holds_records(connection):
            _on_both_sides(connection, "records")
            _on_both_sides(connection, "activities")
        else:
            # Their pseudonyms are not those of today, so nobody can be followed.
            connection.execute(
                "update qualified set subject_id = subject_type, source_file_id = null, "
                "table_name = null, row_number = null"
            )
    for name in AFTER_BOTH_SIDES:
        _execute(connection, name)


def _holds_records(connection: duckdb.DuckDBPyConnection) -> bool:
    held = connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'published' and schema_name = 'marts'"
    ).fetchall()
    return set(held) >= NEEDED


def _on_both_sides(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    for side in ("published", "present"):
        connection.execute(f"set variable side = '{side}'")
        connection.execute(f"set search_path = '{side}.marts,memory.main'")
        _execute(connection, name)
    connection.execute("set search_path = 'memory.main'")


def _execute(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute((QUERIES / f"{name}.sql").read_text("utf-8"))
