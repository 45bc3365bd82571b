"""Bombs and broken archives are refused before they can hurt."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingestion.exceptions import FileRejected
from ingestion.readers.archive import open_archive
from ingestion.readers.workbook import open_workbook
from tests.support.bronze import Bronze
from tests.support.rows import (
    ASSISTANCE,
    RETURNEES,
    case,
    case_workbook,
    service,
    write_workbook,
    zip_texts,
)

BOOK = "cases/cases_SYL_2022-08.xlsx"


def good_book(bronze: Bronze) -> Path:
    return bronze.put(BOOK, case_workbook())


def repacked(path: Path, member: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in members.items():
            archive.writestr(name, content if name == member else old)


def test_a_bomb_is_refused_without_being_inflated(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = good_book(bronze)
    repacked(path, "xl/worksheets/sheet1.xml", b" " * (300 << 20))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it is inflated"))
    (rejected,) = bronze.ingest().files_rejected
    assert "archive bomb" in rejected.reason


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


def test_a_member_larger_than_declared_is_refused(bronze: Bronze) -> None:
    path = good_book(bronze)
    content = path.read_bytes()
    name = b"xl/worksheets/sheet1.xml"
    entry = content.index(name, content.index(b"PK\x01\x02")) - 46
    forged = content[: entry + 24] + struct.pack("<I", 10) + content[entry + 28 :]
    path.write_bytes(forged)
    with pytest.raises(FileRejected, match="not a readable workbook"):
        open_workbook(path)


def test_a_stray_cell_far_away_is_refused(bronze: Bronze) -> None:
    def fill(sheet: Any, _book: Any) -> None:
        sheet.write_row(0, 0, RETURNEES)
        sheet.write(1_048_575, 16_383, "x")

    write_workbook(
        bronze.landing / BOOK, {"Returnees": fill, "Assistance": [ASSISTANCE, service()]}
    )
    (first, *_) = bronze.ingest().files_rejected
    assert "spans 1048576 rows by 16384 columns" in first.reason


def test_error_cells_are_seen_in_every_block(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.readers.workbook.BLOCK", 257)

    def fill(sheet: Any, _book: Any) -> None:
        sheet.write_row(0, 0, RETURNEES)
        for row in range(1, 40):
            sheet.write_row(row, 0, case(row))
            sheet.write_formula(row, 13, "=NA()", None, "#N/A")

    write_workbook(
        bronze.landing / BOOK, {"Returnees": fill, "Assistance": [ASSISTANCE, service()]}
    )
    bronze.ingest()
    assert bronze.list_rules() == [(row, "Screened On", "type") for row in range(2, 41)]
    assert '"Screened On": "#N/A"' in bronze.read_table("quarantine")[0]["cells"]


@pytest.mark.parametrize("cut", [100, 1_000, 3_000])
def test_truncated_workbooks(bronze: Bronze, cut: int) -> None:
    path = good_book(bronze)
    path.write_bytes(path.read_bytes()[:-cut])
    report = bronze.ingest()
    # Both sheets are lost for one reason: that is one line.
    (rejected,) = report.files_rejected
    assert (rejected.path, len(bronze.list_sources())) == (BOOK, 2)
    assert "not a readable workbook" in rejected.reason


def test_damaged_xml(bronze: Bronze) -> None:
    path = good_book(bronze)
    repacked(path, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='1'><c")
    reasons = [file.reason for file in bronze.ingest().files_rejected]
    assert len(reasons) == 1
    assert len(bronze.read_table("assistance")) == 1


def test_a_zip_without_its_table(bronze: Bronze) -> None:
    bronze.put("social_media/youtube/a.zip", zip_texts({"Totals.csv": "Date,Views\n"}))
    (rejected,) = bronze.ingest().files_rejected
    assert "holds 0 files named 'Table data.csv'" in rejected.reason
