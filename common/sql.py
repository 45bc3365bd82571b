"""SQL text: literals and names, for where a database takes no parameter."""

from __future__ import annotations

from pathlib import Path


def quote_text(value: object) -> str:
    """A value as an SQL string literal."""
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"


def quote_name(identifier: str) -> str:
    """The name of a table or a column as a quoted SQL identifier."""
    escaped = identifier.replace('"', '""')
    return f'"{escaped}"'


def read_sql(folder: Path, name: str) -> str:
    """The text of `<folder>/<name>.sql`."""
    return (folder / f"{name}.sql").read_text("utf-8")
