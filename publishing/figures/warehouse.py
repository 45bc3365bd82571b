"""Reading a warehouse file: that of a release, or a candidate before it is promoted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishing.figures.cells import UnknownFigure

if TYPE_CHECKING:
    import duckdb

FILE_NAME = "warehouse.duckdb"


@contextmanager
def open_warehouse(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection. There may be any number of readers."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def read_records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def require_month(connection: duckdb.DuckDBPyConnection, month: str) -> date:
    """The first day of the month `YYYY-MM`; UnknownFigure if the warehouse does not hold it."""
    held = connection.execute(
        "select distinct strftime(reporting_month, '%Y-%m'), reporting_month "
        "from marts.fct_indicator_values order by 2"
    ).fetchall()
    months: dict[str, date] = dict(held)
    if month in months:
        return months[month]
    span = f"{held[0][0]} to {held[-1][0]}" if held else "no month at all"
    raise UnknownFigure(f"there are no figures for {month!r}; there are figures for {span}")


def require_indicator(connection: duckdb.DuckDBPyConnection, code: str) -> dict[str, Any]:
    """The registry's row of an indicator; UnknownFigure, listing all codes, if there is none."""
    registry = read_records(connection, "from marts.dim_indicators order by print_order")
    for indicator in registry:
        if indicator["indicator_code"] == code:
            return indicator
    codes = ", ".join(indicator["indicator_code"] for indicator in registry)
    raise UnknownFigure(f"there is no indicator {code!r}; there are: {codes}")
