"""The check on publishing: no published figure changes without a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from expectations.verdicts import Bench, CheckResult

if TYPE_CHECKING:
    from datetime import date

TARGET = "fct_restatements"
CELL = ("reporting_month", "indicator_code", "dimension", "member", "period")
UNEXPLAINED = "unexplained"


def judge_restatements(
    parts: Iterable[dict[str, Any]], *, reporting_month: date, bench: Bench | None = None
) -> list[CheckResult]:
    """`restatements_are_explained` over the figures that an earlier release gave differently.

    `parts`: rows of fct_restatements. A figure fails if its parts do not add up to its difference,
    or if one of them has no cause.
    """
    bench = bench or Bench.for_month(reporting_month)
    explained: dict[tuple[Any, ...], int] = defaultdict(int)
    differences: dict[tuple[Any, ...], int] = {}
    for row in parts:
        cell = tuple(row[name] for name in CELL)
        differences[cell] = row["difference"]
        explained[cell] += row["part"] if row["cause"] != UNEXPLAINED else 0
    failed = [
        "/".join(map(str, cell))
        for cell, difference in differences.items()
        if explained[cell] != difference
    ]
    return [
        bench.conclude_check(
            "restatements_are_explained", TARGET, len(differences), len(failed), failed
        )
    ]
