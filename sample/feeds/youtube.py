"""YouTube Studio exports: views by date in a folder and in zips, and views by video."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from sample.feeds.windows import cut_window, list_windows
from sample.writers.text import write_text
from sample.writers.zips import write_zip

TABLE = "Table data.csv"


def write_youtube(folder: Path, days: dict[date, int], rng: Random) -> None:
    """Write views by date in overlapping windows (the first one unpacked), and views by video."""
    bounds = (min(days), max(days))
    for number, window in enumerate(list_windows(*bounds, days=800, overlap=20)):
        shown = cut_window(days, window)
        name = f"Date {window[0]}_{window[1]} Prottasha"
        if number == 0:
            write_text(folder / name / TABLE, _build_days(shown), line_end="\n")
            write_text(folder / name / "Totals.csv", _build_totals(shown), line_end="\n")
        else:
            write_zip(
                folder / f"{name}.zip",
                {TABLE: _build_days(shown), "Totals.csv": _build_totals(shown)},
            )
    write_zip(folder / "Content Prottasha.zip", {TABLE: _build_videos(rng)})


def _build_days(days: dict[date, int]) -> Iterator[Sequence[object]]:
    """Views by date. A day without views is blank, and the Total row is not the sum."""
    yield ("Date", "Views", "Watch time (hours)", "Subscribers")
    yield ("Total", sum(days.values()) * 31 // 30 + 7, "", "")
    for day, views in sorted(days.items()):
        yield (day.isoformat(), views or "", round(views * 0.04, 4), "")


def _build_totals(days: dict[date, int]) -> Iterator[Sequence[object]]:
    yield ("Date", "Views")
    yield from ((day.isoformat(), views) for day, views in sorted(days.items()))


def _build_videos(rng: Random) -> Iterator[Sequence[object]]:
    """Views by video: no month, so never counted. A space precedes an id that starts with "-"."""
    yield ("Content", "Video title", "Video publish time", "Views", "Watch time (hours)")
    yield ("Total", "", "", 90_000, 3600)
    for video in range(25):
        name = f"{'-' if video % 6 == 0 else 'v'}Qx{video:08d}"
        shown = f" {name}" if name.startswith("-") else name
        title = f"Safe migration, part {video}"
        yield (shown, title, "Mar 3, 2021", rng.randint(10, 4000), rng.randint(1, 90))
