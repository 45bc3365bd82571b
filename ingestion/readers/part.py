"""What every reader returns: the records of one text file, sheet or archive member."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

Record = list[Any]
"""The cells of a record: texts; in a workbook also numbers, dates, times and booleans."""


@dataclass
class Part:
    """A table of records. Every call of `read` reads the file again.

    `dialects` are the delimiters that a text file may have; a workbook has one. `read(dialect)`
    yields all records, blank ones included: their position, from 1, is that in a spreadsheet.
    """

    sheet: str
    read: Callable[[str], Iterator[Record]]
    dialects: tuple[str, ...] = ("",)
    is_typed: bool = field(default=False)


def format_cell(cell: Any) -> str:
    """A workbook's cell as text: dates in ISO form, whole numbers as plain digits.

    Excel keeps 15 digits. A longer number has lost some and stays in scientific notation.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _format_number(float(cell))
    if isinstance(cell, datetime):
        is_date = cell.time() == time()
        return cell.date().isoformat() if is_date else cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date | time) else _format_other(cell)


def format_date_cell(cell: Any) -> str:
    """As `format_cell`, in a column of dates: an Excel date with an hour is that date."""
    return cell.date().isoformat() if isinstance(cell, datetime) else format_cell(cell)


def format_time_cell(cell: Any) -> str:
    """As `format_cell`, in a column of times: calamine returns midnight as a date."""
    if not isinstance(cell, date):
        return format_cell(cell)
    instant = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    return instant.isoformat(timespec="seconds")


def format_identifier_cell(cell: Any) -> str:
    """As `format_cell`, in a column of document numbers.

    Excel writes 1.99E+12 for a long number. Saved and opened again, it is a number of 12 digits or
    more that ends in nine zeros. It stays in scientific notation, because its digits are lost.
    """
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if is_number and abs(cell) >= 1e11 and cell % 1e9 == 0:
        return f"{float(cell):.5E}"
    return format_cell(cell)


def _format_number(value: float) -> str:
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    return str(int(value)) if value.is_integer() else repr(value)


def _format_other(cell: Any) -> str:
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else str(cell)
