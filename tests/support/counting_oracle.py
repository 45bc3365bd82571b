"""The one count of figures in plain Python that tests hold the product against.

It shares no code with the product. A figure counts subjects (persons, events, districts, days of
reach) by the dates on which they qualify for an indicator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

PERIODS = ("cumulative", "month_new", "month_served")


class Cell(NamedTuple):
    """Where a figure stands; the reporting month is its first day."""

    reporting_month: date
    indicator_code: str
    dimension: str
    member: str
    period: str


class Qualification(NamedTuple):
    """A date on which a subject qualifies for an indicator; the attributes are the subject's."""

    indicator: str
    subject: str
    day: date
    sex: str = "unknown"
    origin: str = "unknown"
    platform: str = ""
    value: int = 1


def count_figures(
    qualifications: Iterable[Qualification],
    dimensions: Mapping[str, Collection[str]],
    *,
    months: Collection[date] = (),
    sums: Collection[str] = (),
) -> dict[Cell, int]:
    """The figures that are not 0; those of the period `cumulative` in each of `months`.

    A subject is new on its first date, and served once in every month with a date. `dimensions` are
    those of each indicator. Of the indicators `sums`, every date adds its value, and none is
    served.
    """
    subjects: dict[tuple[str, ...], dict[date, int]] = defaultdict(dict)
    for code, subject, day, sex, origin, platform, value in qualifications:
        subjects[code, subject, sex, origin, platform][day] = value
    figures: Counter[Cell] = Counter()
    for (code, _, sex, origin, platform), days in subjects.items():
        members = list_members(sex, origin, platform)
        counts: Counter[tuple[date, str]] = Counter()
        for day in days if code in sums else [min(days)]:
            new_in = day.replace(day=1)
            counts[new_in, "month_new"] += days[day]
            for month in months:
                counts[month, "cumulative"] += days[day] if new_in <= month else 0
        if code not in sums:
            counts.update({(day.replace(day=1), "month_served") for day in days})
        for (month, period), count in counts.items():
            for dimension in dimensions[code]:
                figures[Cell(month, code, dimension, members[dimension], period)] += count
    return {cell: value for cell, value in figures.items() if value}


def list_members(sex: str, origin: str, platform: str) -> dict[str, str]:
    """Dimension -> the member that a subject with these attributes belongs to."""
    both = f"{origin}|{sex}"
    return {"total": "all", "sex": sex, "origin": origin, "origin_sex": both, "platform": platform}


def choose_known(values: Iterable[str]) -> str:
    """The first value that is known, of the oldest case on: what a person of several cases is."""
    return next((value for value in values if value != "unknown"), "unknown")
