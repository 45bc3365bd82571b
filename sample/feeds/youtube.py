"""YouTube Studio exports: a folder and a zip by date, one by content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from sample.feeds.windows import list_windows, make_provisional
from sample.writers.zips import write_zip
from sample.writers.text import write_text

TABLE = "Table data.csv"


def write(folder: Path, days: dict[date, int], rng: Random) -> None:
    """Write views by date in overlapping windows (the first unpacked), and by content."""
    bounds = (min(days), max(days))
    for number, window in enumerate(list_windows(*bounds, days=800, overlap=20)):
        first, last, following = window
        shown = {
            day: make_provisional(views) if following and day >= following else views
            for day, views in days.items()
            if first <= day <= last
        }
        name = f"Date {first}_{last} Prottasha"
        if number == 0:
            write_text(folder / name / TABLE, by_date(shown), line_end="\n")
            write_text(folder / name / "Totals.csv", _totals(shown), line_end="\n")
        else:
            write_zip(folder / f"{name}.zip", {TABLE: by_date(shown), "Totals.csv": _totals(shown)})
    write_zip(folder / "Content Prottasha.zip", {TABLE: _by_content(rng)})


def by_date(days: dict[date, int]) -> Iterator[Sequence[object]]:
    """Views by date; a day without any is blank, and the Total row is not their sum."""
    yield ("Date", "Views", "Watch time (hours)", "Subscribers")
    yield ("Total", sum(days.values()) * 31 // 30 + 7, "", "")
    for day, views in sorted(days.items()):
        yield (day.isoformat(), views or "", round(views * 0.04, 4), "")


def _totals(days: dict[date, int]) -> Iterator[Sequence[object]]:
    yield ("Date", "Views")
    yield from ((day.isoformat(), views) for day, views in sorted(days.items()))


def _by_content(rng: Random) -> Iterator[Sequence[object]]:
    """No month, so never counted; ids that start with a hyphen get a leading space."""
    yield ("Content", "Video title", "Video publish time", "Views", "Watch time (hours)")
    yield ("Total", "", "", 90_000, 3600)
    for video in range(25):
        name = f"{'-' if video % 6 == 0 else 'v'}Qx{video:08d}"
        shown = f" {name}" if name.startswith("-") else name
        title = f"Safe migration, part {video}"
        yield (shown, title, "Mar 3, 2021", rng.randint(10, 4000), rng.randint(1, 90))
