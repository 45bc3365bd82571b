"""What a cell may hold: dates, months, timestamps, numbers, counts, members of a list.

A judge takes a trimmed text that is not empty, and returns None or the problem with it. A reason
never repeats the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from ingestion.contract import Column, fold_text

DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?", re.ASCII)
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
# Commas group by thousands, or by lakhs and crores: 1,50,000.
WHOLE = r"(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})"
NUMBER = re.compile(rf"-?{WHOLE}(?:\.\d+)?", re.ASCII)
COUNT = re.compile(rf"-?{WHOLE}", re.ASCII)
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)


class Problem(NamedTuple):
    """A broken rule, and the reason for the sender."""

    rule: str
    reason: str


class Bounds(NamedTuple):
    """Dates must be from `first` to `last`; `last_is` says in words what the last one is."""

    first: date
    last: date
    last_is: str


Judge = Callable[[str], Problem | None]


@lru_cache(maxsize=200_000)
def parse_date(text: str) -> date | None:
    """A date written DD/MM/YYYY or YYYY-MM-DD, else None: `04/05/2022` is always 4 May."""
    try:
        if match := ISO_DATE.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := DAY_FIRST.fullmatch(text):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
    except ValueError:
        return None
    return None


def parse_iso_date(text: str) -> date | None:
    """As `parse_date`, and the date of a timestamp: the hours in a Meta export mean nothing."""
    if TIMESTAMP.fullmatch(text):
        text = text[:10]
    return parse_date(text)


def choose_date_parser(column: Column) -> Callable[[str], date | None]:
    return parse_iso_date if column.type == "iso_date" else parse_date


def build_judge(column: Column, bounds: Bounds, lists: dict[str, frozenset[str]]) -> Judge | None:
    """The judge of a column's cells; None if any text is valid."""
    if column.list:
        return _build_list_judge(lists[column.list], column.list)
    if column.type in ("date", "iso_date"):
        own = bounds._replace(first=column.not_before) if column.not_before else bounds
        return _build_date_judge(choose_date_parser(column), own)
    simple: dict[str, Judge] = {
        "month": lambda text: _judge_month(text, bounds.last),
        "timestamp": _judge_timestamp,
        "number": lambda text: _judge_amount(NUMBER, text, "a number"),
        "count": lambda text: _judge_amount(COUNT, text, "a whole number"),
    }
    return simple.get(column.type)


def _build_list_judge(members: frozenset[str], name: str) -> Judge:
    problem = Problem("list", f"is not in the list {name}; write one of its values")
    return lambda text: None if fold_text(text) in members else problem


def _build_date_judge(parse: Callable[[str], date | None], bounds: Bounds) -> Judge:
    def judge_date(text: str) -> Problem | None:
        value = parse(text)
        if value is None:
            return Problem("type", "is not a date; write DD/MM/YYYY or YYYY-MM-DD")
        if value < bounds.first:
            return Problem("date", f"is before {bounds.first}; correct the date")
        if value > bounds.last:
            return Problem("date", f"is after {bounds.last_is} ({bounds.last}); correct the date")
        return None

    return judge_date


def _judge_month(text: str, last: date) -> Problem | None:
    if not MONTH.fullmatch(text):
        return Problem("type", "is not a month; write YYYY-MM")
    if text > f"{last:%Y-%m}":
        return Problem("date", f"is after {last:%Y-%m}; correct the month")
    return None


def _judge_timestamp(text: str) -> Problem | None:
    try:
        datetime.fromisoformat(text if TIMESTAMP.fullmatch(text) else "")
    except ValueError:
        return Problem("type", "is not a date and time; write YYYY-MM-DDTHH:MM:SS in UTC")
    return None


def _judge_amount(pattern: re.Pattern[str], text: str, what: str) -> Problem | None:
    if not pattern.fullmatch(text):
        return Problem("type", f"is not {what}; write it in plain digits")
    if text.startswith("-") and text.strip("-0,.") != "":
        return Problem("range", "is negative; it must be 0 or more")
    return None
