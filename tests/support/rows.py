"""Rows and files of every layout: good ones, in which a test changes the cells that it is about.

A row is a list of cells in the order of its header. `case(2, Screened_On="x")` is a good case with
the number 2 in which one cell is changed; a keyword is a header with `_` for what is no letter.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ingestion.contract import load_contracts

RETURNEES = [
    "Case ID", "Registration Date", "Full Name", "Father's Name", "Sex", "Date of Birth", "NID",
    "Passport No", "Phone", "District", "Upazila", "Country of Return", "Return Date",
    "Screened On", "Plan Developed On",
]  # fmt: skip
ASSISTANCE = [
    "Service ID", "Case ID", "Service", "Status", "Start Date", "Completion Date", "Amount (BDT)",
]  # fmt: skip
EVENTS = [
    "event_type", "event_date", "district", "participants_men", "participants_women", "_id",
    "_submission_time", "_validation_status",
]  # fmt: skip
PRODUCTS = ["Product ID", "Date", "Type", "Title"]
NEWS = ["Report ID", "Date", "Outlet", "Headline"]
OTHER_REACH = ["Date", "Platform", "Reach"]
PUBLISHED = [
    "reporting_month", "indicator_code", "dimension", "member", "period", "value",
    "label_confidence", "note",
]  # fmt: skip

Row = list[Any]
Fill = Callable[[Any, xlsxwriter.Workbook], None]
"""Writes into a worksheet of a workbook."""


def case(number: int = 1, **changes: str) -> Row:
    """A row of RETURNEES: the case SYL-2022-00001 and so on, registered on 4 August 2022."""
    cells = {
        "Case ID": f"SYL-2022-{number:05d}",
        "Registration Date": "04/08/2022",
        "Full Name": "Md. Rahim Uddin",
        "Sex": "Male",
        "District": "Sylhet",
        "Screened On": "2022-08-05",
    }
    return make_row(RETURNEES, cells, changes)


def service(number: int = 1, **changes: str) -> Row:
    """A row of ASSISTANCE: a service of the case SYL-2022-00001, begun on 10 August 2022."""
    cells = {
        "Service ID": f"S-{number}",
        "Case ID": "SYL-2022-00001",
        "Service": "Counselling",
        "Status": "Enrolled",
        "Start Date": "10/08/2022",
    }
    return make_row(ASSISTANCE, cells, changes)


def event(number: int = 1, **changes: str) -> Row:
    """A row of EVENTS: a meeting on 1 August 2022 with five men, not validated yet."""
    cells = {
        "event_type": "dcc_meeting",
        "event_date": "2022-08-01",
        "participants_men": "5",
        "_id": str(number),
        "_submission_time": "2022-08-01T10:00:00",
    }
    return make_row(EVENTS, cells, changes)


def product(number: int = 1, **changes: str) -> Row:
    """A row of PRODUCTS: a poster of 1 August 2022."""
    cells = {"Product ID": f"P{number}", "Date": "2022-08-01", "Type": "Poster", "Title": "A"}
    return make_row(PRODUCTS, cells, changes)


def news_report(number: int = 1, **changes: str) -> Row:
    """A row of NEWS: a report of 1 August 2022."""
    return make_row(NEWS, {"Report ID": f"N{number}", "Date": "2022-08-01"}, changes)


def platform_reach(**changes: str) -> Row:
    """A row of OTHER_REACH: 50 people on 1 September 2022."""
    return make_row(
        OTHER_REACH, {"Date": "2022-09-01", "Platform": "TikTok", "Reach": "50"}, changes
    )


def printed_figure(**changes: str) -> Row:
    """A row of PUBLISHED: 4,120 persons screened until September 2022."""
    cells = {
        "reporting_month": "2022-09",
        "indicator_code": "screened",
        "dimension": "total",
        "member": "all",
        "period": "cumulative",
        "value": "4,120",
        "label_confidence": "certain",
    }
    return make_row(PUBLISHED, cells, changes)


def source_file(source_file_id: str, table: str, **facts: Any) -> dict[str, Any]:
    """A row of the ledger as stations read it: a file of twenty rows, loaded and in force."""
    sources = {layout.table: layout.source for layout in load_contracts().layouts}
    source = sources.get(table, "cases")
    return {
        "source_file_id": source_file_id,
        "table_name": table,
        "path": f"{source}/{source_file_id}.csv",
        "sheet": "",
        "source": source,
        "delivery": source_file_id,
        "centre_code": None,
        "delivery_month": None,
        "is_baseline": False,
        "version": 1,
        "sha256": source_file_id,
        "landed_at": datetime(2022, 10, 5),
        "withdrawn_at": None,
        "verdict": "loaded",
        "reason": None,
        "rows_read": 20,
        "rows_loaded": 20,
        "rows_quarantined": 0,
        "rows_ignored": 0,
        "is_in_force": True,
        **facts,
    }


def make_row(header: Sequence[str], cells: Mapping[str, str], changes: Mapping[str, str]) -> Row:
    """The cells in the order of the header, blank where none is given."""
    known = {"".join(c if c.isalnum() else "_" for c in name): name for name in header}
    changed = {known[key]: value for key, value in changes.items()}
    return list((dict.fromkeys(header, "") | dict(cells) | changed).values())


def format_csv(header: Sequence[str], rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    """A CSV file with this header and these rows."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    return stream.getvalue()


def returnees_csv(*rows: Row) -> str:
    """A file of cases, by default of one good case."""
    return format_csv(RETURNEES, rows or [case()])


def assistance_csv(*rows: Row) -> str:
    """A file of services, by default of one good service."""
    return format_csv(ASSISTANCE, rows or [service()])


def events_csv(*rows: Row) -> str:
    """A KoboToolbox export, by default of one good event."""
    return format_csv(EVENTS, rows or [event()], ";")


def build_workbook(sheets: Mapping[str, Sequence[Sequence[Any]] | Fill]) -> bytes:
    """An XLSX file: sheet → its rows, or a function that fills it. The same rows, the same bytes.

    XlsxWriter notes in a workbook when it was written, unless it is told.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.set_properties({"created": datetime(2022, 10, 1)})
    for name, content in sheets.items():
        sheet = book.add_worksheet(name)
        if callable(content):
            content(sheet, book)
            continue
        for number, row in enumerate(content):
            sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]] | Fill]) -> Path:
    """Write a workbook to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build_workbook(sheets))
    return path


def case_workbook() -> bytes:
    """A workbook with one good case and one good service."""
    return build_workbook({"Returnees": [RETURNEES, case()], "Assistance": [ASSISTANCE, service()]})


def zip_texts(texts: Mapping[str, str]) -> bytes:
    """A zip: name of the member → its text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return stream.getvalue()
