"""Files that must be rejected as a whole. All of them are additional files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from sample import months
from sample.course.records import CASE_COLUMNS
from sample.faults.fault_list import FaultList
from sample.writers.excel import write_workbook
from sample.writers.text import write_text
from sample.writers.zips import write_zip

CASE = ("SYL-F-8000", "2018-05-01", "Planted Fault")
HEADER = ",".join(CASE_COLUMNS) + "\r\n"
ABSURD = 0xFFFFFFF0  # almost 4 GiB, the most that a plain zip can declare
CENTRAL_ENTRY, SIZE_AT = b"PK\x01\x02", 24


def plant_rejected_files(landing: Path, last: int, faults: FaultList) -> None:
    """Write every file that must be rejected. Version 90 would replace the others if accepted."""
    month = months.format_month(last)
    for name, (rule, write) in _list_files(month).items():
        path = landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
        faults.add_file(name, rule)


def _list_files(month: str) -> dict[str, tuple[str, Callable[[Path], object]]]:
    """Path below the landing folder -> (rule that the file breaks, function that writes it)."""
    case_header = HEADER.encode()
    return {
        f"cases/returnees_MNS_{month}_v90.csv": ("missing_column", _write_without_registration),
        f"cases/assistance_MNS_{month}_v90.csv": ("unknown_layout", _write_other_table),
        "cases/Monthly summary.csv": ("unknown_name", _write_other_table),
        "cases/Minutes.pdf": ("unknown_name", _write_bytes(b"%PDF-1.4 minutes of a meeting")),
        f"cases/returnees_SYL_{month[:4]}-13.csv": ("unknown_name", _write_bytes(case_header)),
        f"cases/returnees_XYZ_{month}.csv": ("unknown_centre", _write_bytes(case_header)),
        f"cases/cases_SYL_{month}_v90.xlsx": (
            "broken_workbook",
            _write_bytes(b"\x00\x01 no workbook"),
        ),
        f"cases/cases_TNG_{month}_v90.xlsx": ("absurd_size", _write_bomb),
        f"cases/cases_DHK_{month}_v90.xlsx": ("missing_sheet", _write_wrong_sheet),
        f"cases/cases_KHL_{month}_v90.xlsx": ("truncated", _write_truncated_workbook),
        f"cases/returnees_SRJ_{month}_v90.csv": (
            "wrong_encoding",
            _write_bytes(case_header + b"SRJ-F-1,2018-05-01,\x81\x8d\xff\r\n"),
        ),
        f"cases/returnees_NRS_{month}_v90.csv": (
            "wrong_encoding",
            _write_bytes(HEADER.encode("utf-32-le")),
        ),
        f"cases/returnees_SHR_{month}_v90.csv": (
            "open_quote",
            _write_bytes(case_header + b'SHR-F-1,2018-05-01,"Planted\r\n'),
        ),
        "social_media/facebook/Audience.csv": ("unknown_layout", _write_other_table),
        "social_media/youtube/Empty.zip": ("missing_member", _write_zip_without_table),
        "social_media/youtube/Truncated.zip": ("truncated", _write_truncated_zip),
        "social_media/other/Reach by city.csv": ("missing_column", _write_other_table),
        "events/Event log without ids.csv": ("missing_column", _write_other_table),
        "events/Event log.xlsx": ("broken_workbook", _write_bytes(b"not a workbook")),
        f"communications/products_{month}_v90.csv": ("missing_column", _write_other_table),
        f"communications/news_{month}_v90.csv": ("empty_file", _write_bytes(b"")),
        "published/2017-03.csv": ("unknown_columns", _write_other_table),
        "photos/index.csv": ("unknown_source", _write_other_table),
    }


def _write_bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _write_without_registration(path: Path) -> None:
    columns = [column for column in CASE_COLUMNS if column != "Registration Date"]
    write_text(path, [columns, [*CASE[::2], *[""] * (len(columns) - 2)]])


def _write_other_table(path: Path) -> None:
    write_text(path, [("Venue", "City", "Tea cups"), ("Hall", "Sylhet", "40")])


def _write_wrong_sheet(path: Path) -> None:
    write_workbook(path, {"Sheet1": [("Venue", "Tea cups"), ("Hall", 40)]})


def _write_truncated_workbook(path: Path) -> None:
    write_workbook(path, {"Returnees": [CASE_COLUMNS, CASE]})
    path.write_bytes(path.read_bytes()[:-700])


def _write_zip_without_table(path: Path) -> None:
    write_zip(path, {"Chart data.csv": [("Date", "Views"), ("2018-01-01", 5)]})


def _write_truncated_zip(path: Path) -> None:
    write_zip(path, {"Table data.csv": [("Date", "Views"), ("2018-01-01", 5)]})
    path.write_bytes(path.read_bytes()[:-60])


def _write_bomb(path: Path) -> None:
    """Write a small workbook whose directory declares 4 GiB for every member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(zipfile.ZipInfo(name, (2022, 10, 3, 9, 0, 0)), "<x/>" * 200)
    content = bytearray(buffer.getvalue())
    at = content.find(CENTRAL_ENTRY)
    while at >= 0:
        struct.pack_into("<I", content, at + SIZE_AT, ABSURD)
        at = content.find(CENTRAL_ENTRY, at + 1)
    path.write_bytes(content)
