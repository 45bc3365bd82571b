"""Months as numbers: 0 is April 2017, when the programme began."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from random import Random

FIRST_DAY = date(2017, 4, 1)
LAST_MONTH = "2022-09"


def parse_month(text: str) -> int:
    """The number of the month `text` (YYYY-MM)."""
    year, month = text.split("-")
    return (int(year) - FIRST_DAY.year) * 12 + int(month) - FIRST_DAY.month


LAST = parse_month(LAST_MONTH)


def format_month(month: int) -> str:
    """YYYY-MM of the month number `month`."""
    return f"{get_first_day(month):%Y-%m}"


def find_month(day: date) -> int:
    """The number of the month that contains `day`."""
    return (day.year - FIRST_DAY.year) * 12 + day.month - FIRST_DAY.month


def get_first_day(month: int) -> date:
    """The first day of the month number `month`."""
    years, months = divmod(month + FIRST_DAY.month - 1, 12)
    return date(FIRST_DAY.year + years, months + 1, 1)


def get_last_day(month: int) -> date:
    """The last day of the month number `month`."""
    first = get_first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def draw_day(rng: Random, month: int, not_before: date | None = None) -> date:
    """A random day of the month, on or after `not_before` (which must not lie after the month)."""
    last = get_last_day(month)
    earliest = 1 if not_before is None or find_month(not_before) < month else not_before.day
    return last.replace(day=rng.randint(earliest, last.day))
