"""Numbers and lists in messages."""

from __future__ import annotations

from collections.abc import Sequence


def format_count(number: int, one: str, more: str | None = None) -> str:
    """`1 file`, `1,200 files`; `more` is the plural where an s does not do."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


def format_list(names: Sequence[str], most: int) -> str:
    """`a, b, c`; of more than `most` names the first ones, `and 1,200 more`."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest:,} more" if rest > 0 else "")
