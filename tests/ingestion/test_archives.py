"""Bombs and broken archives are refused before they can hurt."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingestion.readers.archive import open_archive
from ingestion.readers.workbook import open_workbook
from ingestion.exceptions import FileRejected
from tests.ingestion.house import ASSISTANCE, RETURNEES, House, case, service, workbook

BOOK = "cases/cases_SYL_2022-08.xlsx"


def good_book(house: House) -> Path:
    sheets = {"Returnees": [RETURNEES, case()], "Assistance": [ASSISTANCE, service()]}
    return workbook(house.landing / BOOK, sheets)


def repacked(path: Path, member: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in members.items():
            archive.writestr(name, content if name == member else old)


def test_a_bomb_is_refused_without_being_inflated(house: House) -> None:
    path = good_book(house)
    repacked(path, "xl/worksheets/sheet1.xml", b" " * (300 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = house.ingest()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10
    assert {"archive bomb" in file.reason for file in report.files_rejected} == {True}


def test_declared_sizes_and_members_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_001):
            archive.writestr(str(number), "")
    with pytest.raises(FileRejected, match="2001 members"):
        open_archive(path, "zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"x" * 10_000)
    content = path.read_bytes()
    # The central directory says 4 GB: nothing else of the file is looked at.
    at = content.index(b"PK\x01\x02") + 24
    path.write_bytes(content[:at] + struct.pack("<I", 0xFFFFFFF0) + content[at + 4 :])
    with pytest.raises(FileRejected, match="declares more than"):
        open_archive(path, "zip")


def test_a_member_larger_than_declared_is_refused(house: House) -> None:
    path = good_book(house)
    content = path.read_bytes()
    name = b"xl/worksheets/sheet1.xml"
    entry = content.index(name, content.index(b"PK\x01\x02")) - 46
    forged = content[: entry + 24] + struct.pack("<I", 10) + content[entry + 28 :]
    path.write_bytes(forged)
    with pytest.raises(FileRejected, match="not a readable workbook"):
        open_workbook(path)


def test_a_stray_cell_far_away_is_refused(house: House) -> None:
    def fill(sheet: Any, _book: Any) -> None:
        sheet.write_row(0, 0, RETURNEES)
        sheet.write(1_048_575, 16_383, "x")

    workbook(house.landing / BOOK, {"Returnees": fill, "Assistance": [ASSISTANCE, service()]})
    (first, *_) = house.ingest().files_rejected
    assert "spans 1048576 rows by 16384 columns" in first.reason


def test_error_cells_are_seen_in_every_block(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.readers.workbook.BLOCK", 257)

    def fill(sheet: Any, _book: Any) -> None:
        sheet.write_row(0, 0, RETURNEES)
        for row in range(1, 40):
            sheet.write_row(row, 0, case(row))
            sheet.write_formula(row, 13, "=NA()", None, "#N/A")

    workbook(house.landing / BOOK, {"Returnees": fill, "Assistance": [ASSISTANCE, service()]})
    house.ingest()
    assert house.rules() == [(row, "Screened On", "type") for row in range(2, 41)]
    assert '"Screened On": "#N/A"' in house.table("quarantine")[0]["cells"]


@pytest.mark.parametrize("cut", [100, 1_000, 3_000])
def test_truncated_workbooks(house: House, cut: int) -> None:
    path = good_book(house)
    path.write_bytes(path.read_bytes()[:-cut])
    report = house.ingest()
    # Both sheets are lost for one reason: that is one line.
    (rejected,) = report.files_rejected
    assert (rejected.path, len(house.sources())) == (BOOK, 2)
    assert "not a readable workbook" in rejected.reason


def test_damaged_xml(house: House) -> None:
    path = good_book(house)
    repacked(path, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='1'><c")
    reasons = [file.reason for file in house.ingest().files_rejected]
    assert len(reasons) == 1
    assert len(house.table("assistance")) == 1


def test_a_zip_without_its_table(house: House) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Totals.csv", "Date,Views\n")
    house.put("social_media/youtube/a.zip", stream.getvalue())
    (rejected,) = house.ingest().files_rejected
    assert "holds 0 files named 'Table data.csv'" in rejected.reason
