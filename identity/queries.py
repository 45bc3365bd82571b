"""The SQL of this station, by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("sql")


@cache
def query(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (_FOLDER / f"{name}.sql").read_text("utf-8")


def text(value: object) -> str:
    """A value as an SQL string literal, for where DuckDB takes no parameter."""
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"
