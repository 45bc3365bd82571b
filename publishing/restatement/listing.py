"""Two releases beside each other, as `prottasha releases diff` shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.tables import Table
from publishing.figures.cells import order_cell
from publishing.figures.warehouse import FILE_NAME, open_warehouse, require_indicator, require_month
from publishing.releases.manifest import read_manifest
from publishing.restatement.candidate import is_same_code
from publishing.restatement.engine import compare

if TYPE_CHECKING:
    import duckdb

PARTS = (
    "month", "indicator_code", "dimension", "member", "period", "as_published", "as_now_known",
    "difference", "cause", "part",
)  # fmt: skip
ROWS = (
    "cause", "subject_type", "subject", "indicator_code", "counting_month", "sex", "origin",
    "platform", "new_effect", "served_effect", "file", "row",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """`table` as asked for; `summary` counts all differing figures, and the parts by cause."""

    table: Table
    summary: str


def difference(
    one: Path,
    other: Path,
    month: str | None = None,
    indicator: str | None = None,
    *,
    members: bool = False,
    rows: bool = False,
) -> Difference:
    """Every figure that the releases `one` and `other` give differently, split by cause.

    Of one `month` (`YYYY-MM`) or indicator, if asked; without `members` the totals alone. With
    `rows`, who and what counts otherwise instead. Raises UnknownFigure.
    """
    span: dict[str, date] = {}
    with open_warehouse(other / FILE_NAME) as connection:
        if indicator is not None:
            require_indicator(connection, indicator)
        if month is not None:
            span = dict.fromkeys(("first_month", "last_month"), require_month(connection, month))
        labels = read_cause_labels(connection)
        paths = dict(
            connection.execute(
                "select source_file_id, any_value(path) from marts.dim_source_files group by 1"
            ).fetchall()
        )
    found = compare(
        one / FILE_NAME,
        other / FILE_NAME,
        is_same_code=is_same_code(read_manifest(one), read_manifest(other)),
        **span,
    )
    asked = [
        [row for row in table.to_pylist() if indicator in (None, row["indicator_code"])]
        for table in (found.parts, found.rows)
    ]
    table = _show_rows(asked[1], paths) if rows else _show_parts(asked[0], labels, members)
    return Difference(table, _summarise_parts(asked[0], labels, one.name, other.name))


def read_cause_labels(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The label of each cause, in the order in which a release applies them."""
    return dict(
        connection.execute(
            "select cause, label from marts.dim_restatement_causes order by turn"
        ).fetchall()
    )


def _show_parts(parts: list[dict[str, Any]], labels: Mapping[str, str], members: bool) -> Table:
    turns = list(labels)
    shown = [row for row in parts if members or row["dimension"] == "total"]
    shown.sort(
        key=lambda row: (
            row["reporting_month"],
            row["indicator_code"],
            order_cell(row["dimension"], row["member"], row["period"]),
            turns.index(row["cause"]),
        )
    )
    return Table(
        PARTS,
        [(f"{row['reporting_month']:%Y-%m}", *(row[name] for name in PARTS[1:])) for row in shown],
        counts=("as_published", "as_now_known", "difference", "part"),
    )


def _show_rows(rows: list[dict[str, Any]], paths: Mapping[str, str]) -> Table:
    return Table(
        ROWS,
        [
            (
                row["cause"],
                row["subject_type"],
                row["subject_id"],
                row["indicator_code"],
                f"{row['counting_month']:%Y-%m}",
                *(row[name] for name in ROWS[5:10]),
                paths.get(row["source_file_id"], row["source_file_id"]),
                row["row_number"],
            )
            for row in rows
        ],
        counts=("new_effect", "served_effect"),
    )


def _summarise_parts(
    parts: list[dict[str, Any]], labels: Mapping[str, str], one: str, other: str
) -> str:
    if not parts:
        return f"{one} and {other} give the same figures for the months that both hold"
    cells = {tuple(row[name] for name in ("reporting_month", *PARTS[1:5])) for row in parts}
    causes = Counter(row["cause"] for row in parts)
    named = ", ".join(
        f"{label} in {causes[cause]:,}" for cause, label in labels.items() if cause in causes
    )
    return f"{len(cells):,} figures differ from {one} to {other}: {named}"
