"""Restated figures in words, for the bulletin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from publishing.figures.cells import order_cell

CELL = ("reporting_month", "indicator_code", "dimension", "member", "period")


def notes(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A note a figure, out of the rows (a cause each) of `restated.sql`; the newest month first.

    A note is the figure's cell with as_published, as_now_known, difference, published_in, and
    `causes`: pairs of words and part.
    """
    ordered = sorted(rows, key=_order)
    return list(_notes(ordered))


def by_month(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Notes in tables, one a month."""
    return [
        {"month": month, "rows": list(group)}
        for month, group in groupby(found, key=lambda note: note["reporting_month"])
    ]


def _notes(ordered: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for _, group in groupby(ordered, key=lambda row: tuple(row[name] for name in CELL)):
        parts = list(group)
        causes = [(part["cause_label"], part["part"]) for part in parts]
        yield {**parts[0], "causes": causes}


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    cell = order_cell(row["dimension"], row["member"], row["period"])
    return -row["reporting_month"].toordinal(), row["print_order"], cell, row["turn"]
