"""Excel workbooks with true dates, byte for byte the same in every run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

CREATED = datetime(2022, 10, 3, 9, 0, 0)
MOST_ROWS = 1_000_000  # an .xlsx sheet ends at 1,048,576 rows
_DAY_ZERO = date(1899, 12, 30).toordinal()


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]]) -> None:
    """Write sheets of rows (header included). Dates become Excel dates, numbers stay numbers."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    workbook.set_properties({"created": CREATED})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_number(place, column, value.toordinal() - _DAY_ZERO, day)
                elif isinstance(value, int | float):
                    sheet.write_number(place, column, value)
                elif value:
                    sheet.write_string(place, column, value)
    workbook.close()
