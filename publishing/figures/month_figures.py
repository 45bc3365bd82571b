"""The figures of a month, read from a release."""

from __future__ import annotations

from pathlib import Path

from common.tables import Table
from publishing.figures.cells import order_cell
from publishing.figures.warehouse import FILE_NAME, open_warehouse, require_indicator, require_month

COLUMNS = ("indicator_code", "dimension", "member", "period", "value")


def list_figures(release: Path, month: str, indicator: str | None = None) -> Table:
    """Every figure of `month` (`YYYY-MM`, any that the release holds), or those of one indicator.

    The rows are in the order of the registry, then by dimension, member and period.
    Raises UnknownFigure for a month or an indicator that the release does not hold.
    """
    with open_warehouse(release / FILE_NAME) as connection:
        first_day = require_month(connection, month)
        if indicator is not None:
            require_indicator(connection, indicator)
        rows = connection.execute(
            "select print_order, indicator_code, dimension, member, period, value "
            "from marts.fct_indicator_values join marts.dim_indicators using (indicator_code) "
            "where reporting_month = $1 and ($2 is null or indicator_code = $2)",
            [first_day, indicator],
        ).fetchall()
    rows.sort(key=lambda row: (row[0], *order_cell(*row[2:5])))
    return Table(COLUMNS, [row[1:] for row in rows], counts=("value",))
