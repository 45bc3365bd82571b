"""From two warehouses to the parts of every difference between them.

States lead from the published release to the present one. The first is the published records
counted by today's rules; each next one adds the changes of one cause, in the order of
`dim_restatement_causes`. A cause's part of a difference is what its state counts less what the one
before it counts, so the parts add up. Only subjects that some change could touch are counted again,
by the models of dbt themselves (see `common.counting`). That the last state counts what the present
warehouse says is not taken for granted: what is left is `unexplained`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from common.counting import create_models, render_sql

if TYPE_CHECKING:
    import duckdb
    import pyarrow

QUERIES = Path(__file__).with_name("sql")
SIDES = ("published", "present")
# What records count for by themselves, and what they count for as the persons of a state.
MODELS_OF_RECORDS = ("int_indicator_wholes", "int_case_dates")
MODELS_OF_A_STATE = ("int_case_dates", "int_persons", "int_person_dates", "fct_qualifications")
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
        connection.execute("set variable is_same_code = ?", [is_same_code])
        connection.execute("set variable first_month = ?::date", [first_month])
        connection.execute("set variable last_month = ?::date", [last_month])
        if _find_differences(connection):
            _count_sides(connection)
            _count_states(connection)
            _execute(connection, "effects", "parts", "rows_behind")
        return Restatement(
            connection.sql(f"select {PARTS} from parts order by all").to_arrow_table(),
            connection.sql(f"select {ROWS} from rows_behind order by all").to_arrow_table(),
        )


def _find_differences(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make all tables and fill `differences`: whether there are any."""
    _execute(connection, "tables")
    for side in SIDES:
        with _reading_side(connection, side):
            _execute(connection, "figures")
    _execute(connection, "differences", "results")
    return bool(connection.execute("from differences limit 1").fetchall())


def _count_sides(connection: duckdb.DuckDBPyConnection) -> None:
    """Read both warehouses: records, what each counts for by itself, and what was counted."""
    _execute(connection, "inputs_of_side")
    ((last,),) = connection.execute("select max(turn) from causes").fetchall()
    for side, state in zip(SIDES, (0, last), strict=True):
        connection.execute("set variable state = ?", [state])
        with _reading_side(connection, side):
            _execute(connection, "records", "activities", "counted")
            create_models(connection, MODELS_OF_RECORDS)
            _execute(connection, "dates")


def _count_states(connection: duckdb.DuckDBPyConnection) -> None:
    """Count what some change could touch in each state on the way."""
    _execute(connection, "said", "changes", "people", "subjects", "states", "inputs_of_state")
    create_models(connection, MODELS_OF_A_STATE)
    states = connection.execute("select state from states order by state").fetchall()
    with _searching(connection, "memory.counting", "present.marts"):
        for (state,) in states:
            connection.execute("set variable state = ?", [state])
            _execute(connection, "counted")


@contextmanager
def _reading_side(connection: duckdb.DuckDBPyConnection, side: str) -> Iterator[None]:
    """Let scripts read the marts of one side by their names."""
    connection.execute("set variable side = ?", [side])
    with _searching(connection, f"{side}.marts"):
        yield


@contextmanager
def _searching(connection: duckdb.DuckDBPyConnection, *schemas: str) -> Iterator[None]:
    connection.execute(f"set search_path = '{','.join((*schemas, 'memory.main'))}'")
    yield
    connection.execute("set search_path = 'memory.main'")


def _execute(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    for name in names:
        connection.execute(render_sql(QUERIES / f"{name}.sql"))
