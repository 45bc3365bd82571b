"""Numbers in messages, as one says them."""

from __future__ import annotations


def many(number: int, one: str, more: str | None = None) -> str:
    """`1 file`, `1,200 files`; `more` is what several are called if an s does not do."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
