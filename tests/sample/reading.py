"""An independent reader of a landing folder.

It shares only the file formats with the generator, so that what it counts is evidence. It fails if
a folder has no files.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

Row = dict[str, str]
CASE_FILE = re.compile(
    r"(cases|returnees|assistance)_([A-Z]{3})_(\d{4}-\d{2}|baseline)(?:_v(\d+))?\.(?:csv|xlsx)"
)
MONTH_FILE = re.compile(r"(products|news)_(\d{4}-\d{2})(?:_v(\d+))?\.csv")


def find_files(folder: Path, pattern: str = "*.*") -> list[Path]:
    """The files below the folder, at least one, sorted."""
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    assert found, f"no {pattern} below {folder.name}"
    return found


def decode_text(content: bytes) -> str:
    """The text by its byte order mark, else as UTF-8, else as Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def parse_text(content: bytes) -> list[list[str]]:
    """Records of a delimited text. The delimiter is the one that occurs most in the header."""
    text = decode_text(content)
    first = text.split("\n", 1)[0]
    delimiter = "," if first.startswith("sep=,") else max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_workbook(path: Path) -> dict[str, list[list[str]]]:
    """Records of every sheet as text, with dates as YYYY-MM-DD."""
    book = CalamineWorkbook.from_path(path)
    return {
        name: [[_format_cell(v) for v in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def build_rows(records: list[list[str]]) -> list[Row]:
    """Rows by column name, without blank rows."""
    header = [name.strip().casefold().rsplit("/", 1)[-1] for name in records[0]]
    return [dict(zip(header, row, strict=True)) for row in records[1:] if any(row)]


def parse_day(text: str) -> date | None:
    """A day from DD/MM/YYYY or ISO (with or without a time). None if blank."""
    if not text:
        return None
    if "/" in text:
        return datetime.strptime(text, "%d/%m/%Y").date()
    return date.fromisoformat(text[:10])


def read_current(landing: Path, kind: str, key: str) -> dict[tuple[str, str], Row]:
    """(centre, key) -> the row in force. kind: returnees or assistance."""
    found: dict[tuple[str, str], Row] = {}
    for (_, centre), rows in sorted(_read_deliveries(landing / "cases", kind).items()):
        for row in rows:
            found[centre, row[key]] = row
    return found


def find_latest_dates(landing: Path, kind: str, key: str) -> dict[str, date]:
    """Id of a product or report -> the date in its latest row."""
    best: dict[str, tuple[int, Path]] = {}
    for path in find_files(landing / "communications", "*.csv"):
        match = MONTH_FILE.fullmatch(path.name)
        if match and match[1] == kind:
            best[match[2]] = max(best.get(match[2], (0, path)), (int(match[3] or 1), path))
    dates: dict[str, date] = {}
    for month in sorted(best):
        for row in build_rows(parse_text(best[month][1].read_bytes())):
            dates[row[key]] = parse_day(row["date"]) or date.min
    return dates


def read_reach(landing: Path) -> dict[tuple[str, str, date], int]:
    """(platform, name, day) -> reach. The export that reaches the latest day wins."""
    exports: list[tuple[date, str, dict[tuple[str, date], int]]] = []
    for platform, name, rows in _reach_exports(landing / "social_media"):
        days = {
            (row.get("platform", name), parse_day(row["date"]) or date.min): row[column]
            for row in rows
            for column in ("primary", "views", "reach")
            if column in row and row["date"] != "Total"
        }
        values = {key: int(text.replace(",", "")) for key, text in days.items() if text}
        exports.append((max(d for _, d in days), platform, values))
    best: dict[tuple[str, str, date], int] = {}
    for _, platform, values in sorted(exports, key=lambda export: export[0]):
        best |= {(platform, name, d): value for (name, d), value in values.items()}
    return best


def read_submissions(landing: Path) -> dict[str, Row]:
    """_id -> the row of the export that reaches the latest submission time."""
    exports = []
    for path in find_files(landing / "events"):
        is_text = path.suffix == ".csv"
        found = parse_text(path.read_bytes()) if is_text else read_workbook(path)["Event log"]
        rows = [row for row in build_rows(found) if row["_id"]]
        exports.append((max(row["_submission_time"] for row in rows), rows))
    best: dict[str, Row] = {}
    for _, rows in sorted(exports, key=lambda export: export[0]):
        best |= {row["_id"]: row for row in rows}
    return best


def _read_deliveries(folder: Path, kind: str) -> dict[tuple[str, str], list[Row]]:
    """(month or '' for the baseline, centre) -> rows of the version in force."""
    best: dict[tuple[str, str], tuple[int, Path]] = {}
    for path in find_files(folder):
        match = CASE_FILE.fullmatch(path.name)
        assert match, path
        if match[1] in ("cases", kind):
            slot = ("" if match[3] == "baseline" else match[3], match[2])
            best[slot] = max(best.get(slot, (0, path)), (int(match[4] or 1), path))
    return {slot: build_rows(_read_records(path, kind)) for slot, (_, path) in best.items()}


def _read_records(path: Path, kind: str) -> list[list[str]]:
    if path.suffix == ".xlsx":
        return read_workbook(path)[kind.capitalize()]
    return parse_text(path.read_bytes())


def _reach_exports(folder: Path) -> Iterator[tuple[str, str, list[Row]]]:
    for path in find_files(folder / "facebook", "*.csv"):
        records = parse_text(path.read_bytes())
        if records[0] == ["sep=", ""] and records[1][0] in ("Reach", "Facebook reach"):
            yield "facebook", "", build_rows([row for row in records[2:] if row])
    for path in find_files(folder / "youtube"):
        content = path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                content = archive.read("Table data.csv")
        records = parse_text(content)
        if records[0][0] == "Date" and path.name != "Totals.csv":
            yield "youtube", "", build_rows(records)
    for path in find_files(folder / "other", "*.csv"):
        yield "other", "", build_rows(parse_text(path.read_bytes()))


def _format_cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return f"{value:E}" if value >= 1e15 else str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
