"""The vocabulary of a figure's cell: dimensions, members and periods, their order and labels.

A figure is one cell of `fct_indicator_values`: month, indicator, dimension, member, period.
"""

from __future__ import annotations

from common.errors import ProttashaError

DIMENSIONS = ("total", "sex", "origin", "origin_sex", "platform")
PERIODS = ("cumulative", "month_new", "month_served")
# By the registry's `month_basis`: the period that a bulletin prints as the month.
MONTH_PERIODS = {"first_time": "month_new", "served": "month_served", "sum": "month_new"}

PERIOD_LABELS = {
    "cumulative": "cumulative",
    "month_new": "new in the month",
    "month_served": "served in the month",
}

_FIRST = ("all", "men", "women", "eu", "non_eu", "facebook", "youtube")
_LAST = ("other", "unknown")
_LABELS = {"all": "Total", "eu": "EU", "non_eu": "Non-EU", "youtube": "YouTube"}


class UnknownFigure(ProttashaError):
    """The release holds no such figure; the message says what it holds."""


def resolve_period(period: str, month_basis: str) -> str:
    """The stored period: `month` becomes the one that the bulletin prints for `month_basis`."""
    return MONTH_PERIODS[month_basis] if period == "month" else period


def format_member(member: str) -> str:
    """The label of a member: `eu|men` is `EU, men`."""
    first, *others = (
        _LABELS.get(part, part.replace("_", " ").capitalize()) for part in member.split("|")
    )
    return ", ".join([first, *(other.lower() for other in others)])


def order_cell(dimension: str, member: str, period: str = "") -> tuple[object, ...]:
    """A sort key: dimensions and periods as listed above; `other` and `unknown` come last."""
    return (
        _rank_word(dimension, DIMENSIONS),
        [_rank_member(part) for part in member.split("|")],
        _rank_word(period, PERIODS),
    )


def _rank_word(word: str, words: tuple[str, ...]) -> tuple[int, str]:
    return (words.index(word) if word in words else len(words), word)


def _rank_member(member: str) -> tuple[int, str]:
    if member in _LAST:
        return (len(_FIRST) + 1 + _LAST.index(member), member)
    return _rank_word(member, _FIRST)
