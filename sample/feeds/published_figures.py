"""The figures that the bulletins print, typed in: one file for each bulletin."""

from __future__ import annotations

import csv
from pathlib import Path

from sample import facts, months

BULLETINS = ("2019-09", "2019-10", "2022-09")


def write_published(folder: Path, last: int) -> None:
    """Write the bulletins up to the month `last`. Each has the months since the previous one."""
    columns = list(facts.read_published_figures()[0])
    earlier = ""
    for bulletin in BULLETINS:
        printed = [
            r for r in facts.read_published_figures() if earlier < r["reporting_month"] <= bulletin
        ]
        earlier = bulletin
        if months.parse_month(bulletin) <= last:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{bulletin}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(printed)
