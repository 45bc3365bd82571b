"""Social media reach by day and platform, by the printed quotas, as the platforms export it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sample import chance, months
from sample.facts import read_printed
from sample.feeds.meta import write_facebook
from sample.feeds.windows import estimate_value, list_windows
from sample.feeds.youtube import write_youtube
from sample.quotas import apportion_total
from sample.tally import Tally
from sample.writers.text import write_text

OTHER_PLATFORMS = ("Instagram", "Twitter", "LinkedIn")
Days = dict[date, int]


def write_social(folder: Path, tally: Tally, seed: int, last: int) -> None:
    """Write the exports of all platforms up to the month `last`, and count the reach."""
    for platform, writer in (("facebook", write_facebook), ("youtube", write_youtube)):
        rng = chance.open_stream(seed, platform)
        days = {d: n for d, n in _split_days(platform, rng).items() if months.find_month(d) <= last}
        for day, reach in days.items():
            tally.count_units("social_media_reach", day, reach, platform)
        writer(folder / platform, days, rng)
    _write_other(folder / "other", tally, chance.open_stream(seed, "other"), last)


def _split_months(platform: str, rng: Random) -> list[int]:
    """The reach of a platform by month: printed for the last month and in total."""
    now = read_printed("social_media_reach", platform, "month")
    before = read_printed("social_media_reach", platform) - now
    weights = [rng.uniform(0.4, 1.6) * (month + 6) for month in range(months.LAST)]
    return [*apportion_total(before, weights), now]


def _split_days(platform: str, rng: Random) -> Days:
    days: Days = {}
    for month, total in enumerate(_split_months(platform, rng)):
        first, size = months.get_first_day(month), months.get_last_day(month).day
        weights = [rng.choice((0, 1, 1, 1, 2, 3)) * rng.random() + 0.001 for _ in range(size)]
        for place, reach in enumerate(apportion_total(total, weights)):
            days[first + timedelta(days=place)] = reach
    return days


def _write_other(folder: Path, tally: Tally, rng: Random, last: int) -> None:
    """Write what is typed by hand: a row for each platform and month, in two overlapping files."""
    rows: list[tuple[date, str, int]] = []
    for month, total in enumerate(_split_months("other", rng)):
        for name, reach in zip(OTHER_PLATFORMS, apportion_total(total, (5, 3, 1)), strict=True):
            rows.append((months.draw_day(rng, month), name, reach))
    rows = [row for row in rows if months.find_month(row[0]) <= last]
    for day, _, reach in rows:
        tally.count_units("social_media_reach", day, reach, "other")
    bounds = (months.get_first_day(0), months.get_last_day(last))
    for number, window in enumerate(list_windows(*bounds, days=1200, overlap=61)):
        write_text(
            folder / f"other reach {number + 1}.csv", _build_other_rows(rows, window, number)
        )


def _build_other_rows(
    rows: Sequence[tuple[date, str, int]], window: tuple[date, date, date | None], number: int
) -> Iterator[tuple[str, str, str]]:
    first, last, following = window
    yield ("Date", "Platform", "Reach")
    for day, name, reach in rows:
        if first <= day <= last:
            shown = estimate_value(reach) if following and day >= following else reach
            written = f"{day:%d/%m/%Y}" if number % 2 else day.isoformat()
            yield (written, name, f"{shown:,}")
