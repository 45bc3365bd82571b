"""From a figure to the rows and files that it was counted from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.counting import render_sql
from common.errors import ProttashaError
from common.tables import Table
from publishing.figures.cells import UnknownFigure, order_cell, resolve_period
from publishing.figures.warehouse import FILE_NAME, open_warehouse, require_indicator, require_month

if TYPE_CHECKING:
    import duckdb

COLUMNS = ("subject", "date", "value", "file", "sheet", "row")

_QUERY = Path(__file__).with_suffix(".sql")


class TraceMismatch(ProttashaError):
    """The rows behind a figure do not add up to it: the release contradicts itself."""


def trace(
    release: Path,
    indicator: str,
    month: str,
    dimension: str = "total",
    member: str = "all",
    period: str = "cumulative",
) -> Table:
    """The rows behind one figure: subject, date, value, file, sheet, row; by date, then subject.

    `period` is cumulative, month_new, month_served, or `month` for the one that the bulletin
    prints. Subjects are pseudonymous; `file` is a path in the landing folder and `row` a row as a
    spreadsheet shows it. Raises UnknownFigure if the release holds no such figure, TraceMismatch
    if the values of the rows do not add up to it.
    """
    with open_warehouse(release / FILE_NAME) as connection:
        first_day = require_month(connection, month)
        registered = require_indicator(connection, indicator)
        period = resolve_period(period, registered["month_basis"])
        cell = (dimension, member, period)
        figure = _read_figure(connection, indicator, first_day, cell)
        rows = _read_rows(connection, indicator, first_day, cell)
    total = sum(row[2] for row in rows)
    if total != figure:
        raise TraceMismatch(
            f"{indicator} {'/'.join(cell)} of {month} is {figure:,} in the release {release.name}, "
            f"but the {len(rows):,} rows behind it add up to {total:,}; do not use this release, "
            "run the month again and report the defect"
        )
    return Table(COLUMNS, rows, counts=("value",))


def _read_rows(
    connection: duckdb.DuckDBPyConnection, indicator: str, month: date, cell: tuple[str, str, str]
) -> list[tuple[Any, ...]]:
    dimension, member, period = cell
    asked = {"indicator": indicator, "month": month, "dimension": dimension, "member": member}
    for name, value in (asked | {"period": period}).items():
        connection.execute(f"set variable {name} = ?", [value])
    return connection.execute(render_sql(_QUERY)).fetchall()


def _read_figure(
    connection: duckdb.DuckDBPyConnection, indicator: str, month: date, cell: tuple[str, str, str]
) -> int:
    """The figure's value, or UnknownFigure with the cells that there are of this indicator."""
    held: dict[tuple[str, str, str], int] = {
        (dimension, member, period): value
        for dimension, member, period, value in connection.execute(
            "select dimension, member, period, value from marts.fct_indicator_values "
            "where indicator_code = ? and reporting_month = ?",
            [indicator, month],
        ).fetchall()
    }
    if cell in held:
        return held[cell]
    there = sorted(held, key=lambda key: order_cell(*key))
    members = ", ".join(dict.fromkeys(f"{dimension}/{member}" for dimension, member, _ in there))
    periods = ", ".join(dict.fromkeys(period for _, _, period in there))
    raise UnknownFigure(
        f"{indicator} has no figure {'/'.join(cell)}; it has the members {members} "
        f"in the periods {periods}"
    )
