"""The layouts in which the centres write the rows of their case deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sample.course.records import CASE_COLUMNS, DATE_COLUMNS, SERVICE_COLUMNS
from sample.facts import Centre

SHEETS = {"returnees": "Returnees", "assistance": "Assistance"}
COLUMNS = {"returnees": CASE_COLUMNS, "assistance": SERVICE_COLUMNS}
_NUMERIC = frozenset({"NID", "Phone", "Amount (BDT)"})


def format_rows(
    centre: Centre, table: str, rows: Iterable[Sequence[str]], *, workbook: bool
) -> Iterator[list[Any]]:
    """Header and rows in the layout of the centre. `rows` hold text cells with ISO dates."""
    columns = COLUMNS[table]
    order = list(range(len(columns)))
    if centre.reordered:
        order = [0, *reversed(order[1:])]
    header = [columns[i] for i in order] + (["Remarks"] if centre.remarks else [])
    yield [f" {name.upper()}" for name in header] if centre.upper_header else header
    dates = centre.dates if workbook or centre.dates != "excel" else "dmy"
    for place, row in enumerate(rows):
        cells = [
            _format_cell(columns[i], row[i], dates, centre.numbers and workbook) for i in order
        ]
        yield [*cells, "checked" if place % 3 == 0 else ""] if centre.remarks else cells
    if centre.blank_tail and not workbook:
        yield [""] * len(header)


def _format_cell(column: str, text: str, dates: str, numbers: bool) -> Any:
    if column in DATE_COLUMNS and len(text) == 10 and text[4] == "-":
        day = date.fromisoformat(text)
        if dates == "excel":
            return day
        return text if dates == "iso" else f"{day:%d/%m/%Y}"
    if numbers and column == "NID" and "E+" in text:
        return float(text)
    exact = text.isascii() and text.isdigit() and len(text) <= 15 and text[0] != "0"
    return int(text) if numbers and column in _NUMERIC and exact else text
