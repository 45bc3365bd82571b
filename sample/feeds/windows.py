"""Windows of exports that overlap: the later export has the right value of a common day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

Window = tuple[date, date, date | None]  # first day, last day, first day of the next window


def list_windows(first: date, last: date, *, days: int, overlap: int) -> Iterator[Window]:
    """Windows of `days` from `first` to `last`; each reaches a later day than the one before."""
    while True:
        end = min(first + timedelta(days=days - 1), last)
        following = end - timedelta(days=overlap - 1) if end < last else None
        yield first, end, following
        if following is None:
            return
        first = following


def make_provisional(value: int) -> int:
    """What an earlier export said of a day whose value was still growing; none stays none."""
    return value * 9 // 10 + 1 if value else 0
