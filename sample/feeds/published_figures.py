"""The figures that the bulletins print, typed in: one file for each bulletin."""

from __future__ import annotations

from pathlib import Path

from sample import facts, months
from sample.writers.text import write_text

BULLETINS = ("2019-09", "2019-10", "2022-09")


def write_published(folder: Path, last: int) -> None:
    """Write the bulletins up to the month `last`. Each has the months since the previous one."""
    earlier = ""
    for bulletin in BULLETINS:
        printed = [
            r for r in facts.read_published_figures() if earlier < r["reporting_month"] <= bulletin
        ]
        earlier = bulletin
        if months.parse_month(bulletin) <= last:
            rows = [list(printed[0]), *(list(row.values()) for row in printed)]
            write_text(folder / f"{bulletin}.csv", rows, line_end="\n")
