"""The figures of a month, out of a release."""

from __future__ import annotations

from pathlib import Path

from common.tables import Table
from publishing.cells import cell_order
from publishing.warehouse import FILE_NAME, held_month, known_indicator, reading

COLUMNS = ("indicator_code", "dimension", "member", "period", "value")


def figures(release: Path, month: str, indicator: str | None = None) -> Table:
    """Every figure of `month` (`YYYY-MM`, any that the release holds), or of one indicator in it.

    The rows come as the registry lists the indicators, then by dimension, member and period.
    Raises UnknownFigure for a month or an indicator that the release does not hold.
    """
    with reading(release / FILE_NAME) as connection:
        first_day = held_month(connection, month)
        if indicator is not None:
            known_indicator(connection, indicator)
        rows = connection.execute(
            "select print_order, indicator_code, dimension, member, period, value "
            "from marts.fct_indicator_values join marts.dim_indicators using (indicator_code) "
            "where reporting_month = $1 and ($2 is null or indicator_code = $2)",
            [first_day, indicator],
        ).fetchall()
    rows.sort(key=lambda row: (row[0], *cell_order(*row[2:5])))
    return Table(COLUMNS, [row[1:] for row in rows], counts=("value",))
