"""Overlapping windows of exports. For a common day the later export has the right value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

Window = tuple[date, date, date | None]  # first day, last day, first day of the next window


def list_windows(first: date, last: date, *, days: int, overlap: int) -> Iterator[Window]:
    """Windows of `days` days from `first` to `last`, with `overlap` days in common."""
    while True:
        end = min(first + timedelta(days=days - 1), last)
        following = end - timedelta(days=overlap - 1) if end < last else None
        yield first, end, following
        if following is None:
            return
        first = following


def cut_window(values: Mapping[date, int], window: Window) -> dict[date, int]:
    """The values of the days of a window, still provisional where the next window has them too."""
    first, last, following = window
    return {
        day: estimate_value(value) if following and day >= following else value
        for day, value in values.items()
        if first <= day <= last
    }


def estimate_value(value: int) -> int:
    """The value that an earlier export gives for a day whose value still grows. 0 stays 0."""
    return value * 9 // 10 + 1 if value else 0
