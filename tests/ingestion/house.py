"""A house of one test: a landing folder, a clock, eyes on what came out; and good rows to spoil."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from ingestion import bronze
from ingestion.ingest import ingest_landing
from ingestion.ingest_report import IngestReport
from ingestion.ledger.queries import list_source_files
from ingestion.ledger.withdrawal import Change, reinstate_versions, withdraw_versions

RETURNEES = [
    "Case ID", "Registration Date", "Full Name", "Father's Name", "Sex", "Date of Birth", "NID",
    "Passport No", "Phone", "District", "Upazila", "Country of Return", "Return Date",
    "Screened On", "Plan Developed On",
]  # fmt: skip
ASSISTANCE = [
    "Service ID", "Case ID", "Service", "Status", "Start Date", "Completion Date", "Amount (BDT)",
]  # fmt: skip


class House:
    """Landing, home and a clock that a test moves."""

    def __init__(self, root: Path) -> None:
        self.landing, self.home = root / "landing", root / "home"
        self.landing.mkdir()
        self.now = datetime(2022, 12, 1, 3, tzinfo=UTC)
        self.centres = ("SYL", "DHK")
        self.progress: list[tuple[int, int, str]] = []

    @property
    def ledger(self) -> Path:
        return self.home / "bronze" / "ledger.sqlite"

    def ingest(self, *, later: timedelta = timedelta(days=1)) -> IngestReport:
        """One scan; the clock moves on after it."""
        report = ingest_landing(
            self.landing,
            self.home,
            centres=self.centres,
            first_date=date(2017, 4, 1),
            time_zone="Asia/Dhaka",
            now=lambda: self.now,
            progress=lambda *step: self.progress.append(step),
        )
        self.now += later
        return report

    def put(self, path: str, content: bytes | str) -> Path:
        file = self.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def table(self, name: str) -> list[dict[str, Any]]:
        """All rows of a bronze table, or of the quarantine, by file and row."""
        folder = bronze.locate_folder(self.home, name)
        rows: list[dict[str, Any]] = []
        for file in sorted(folder.glob("*.parquet")):
            rows += pq.read_table(file).to_pylist()
        return sorted(rows, key=lambda row: (row["source_file_id"], row["row_number"]))

    def rules(self) -> list[tuple[int, str, str]]:
        return [(r["row_number"], r["column_name"], r["rule"]) for r in self.table("quarantine")]

    def sources(self, as_of: datetime | None = None) -> list[dict[str, Any]]:
        frame = list_source_files(self.ledger, as_of)
        return frame.astype(object).where(frame.notna(), None).to_dict("records")

    def withdraw(self, what: str, *, all_versions: bool = False) -> Change:
        """Withdraw by a version's path, its id or a delivery; the clock moves on after it."""
        return withdraw_versions(
            self.home, what, reason="a test", by="tester", now=self._tick, all_versions=all_versions
        )

    def reinstate(self, what: str) -> Change:
        return reinstate_versions(self.home, what, reason="a test", by="tester", now=self._tick)

    def _tick(self) -> datetime:
        now, self.now = self.now, self.now + timedelta(days=1)
        return now

    def in_force(self, as_of: datetime | None = None) -> set[str]:
        return {row["path"] for row in self.sources(as_of) if row["is_in_force"]}


def csv_text(header: Sequence[str], rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    return stream.getvalue()


def case(number: int = 1, **changes: str) -> list[str]:
    """A good row of Returnees; `Screened_On="x"` changes a cell."""
    row = dict.fromkeys(RETURNEES, "") | {
        "Case ID": f"SYL-2022-{number:05d}",
        "Registration Date": "04/08/2022",
        "Full Name": "Md. Rahim Uddin",
        "Sex": "Male",
        "District": "Sylhet",
        "Screened On": "2022-08-05",
    }
    return list((row | _spelled(changes)).values())


def service(number: int = 1, **changes: str) -> list[str]:
    """A good row of Assistance."""
    row = dict.fromkeys(ASSISTANCE, "") | {
        "Service ID": f"S-{number}",
        "Case ID": "SYL-2022-00001",
        "Service": "Counselling",
        "Status": "Enrolled",
        "Start Date": "10/08/2022",
    }
    return list((row | _spelled(changes)).values())


def _spelled(changes: dict[str, str]) -> dict[str, str]:
    known = {"".join(c if c.isalnum() else "_" for c in h): h for h in [*RETURNEES, *ASSISTANCE]}
    return {known[key]: value for key, value in changes.items()}


def returnees_csv(*rows: list[str]) -> str:
    return csv_text(RETURNEES, rows or [case()])


def assistance_csv(*rows: list[str]) -> str:
    return csv_text(ASSISTANCE, rows or [service()])


Fill = Callable[[Any, xlsxwriter.Workbook], None]


def workbook(path: Path, sheets: dict[str, list[list[Any]] | Fill]) -> Path:
    """An XLSX of plain rows, or of what a function writes into the sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    for name, content in sheets.items():
        sheet = book.add_worksheet(name)
        if callable(content):
            content(sheet, book)
            continue
        for number, row in enumerate(content):
            sheet.write_row(number, 0, row)
    book.close()
    return path
