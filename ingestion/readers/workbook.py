"""XLSX workbooks, read by calamine after their XML was inspected.

Calamine builds one dense rectangle per sheet, returns error cells as empty text, and dies of an
archive bomb. So the XML is streamed first, to find the extent of each sheet and its error cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

from ingestion.exceptions import FileRejected
from ingestion.readers.archive import BROKEN_ZIP, open_archive
from ingestion.readers.part import Part, Record

# One rectangle of a million rows by twenty columns: about 700 MB in calamine.
LARGEST_SHEET = 20_000_000
LARGEST_INDEX = 4 << 20
BLOCK = 1 << 20
ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=\"(\d+)\"")
COLUMN = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]+)")
ERROR = re.compile(
    rb"<(?:\w+:)?c\s([^>/]*\bt=\"e\"[^>/]*)>.{0,8192}?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
CELL = re.compile(rb"\br=\"([A-Z]+)(\d+)\"")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNREADABLE = "is not a readable workbook (damaged, or protected by a password); save it again"


@dataclass
class Extent:
    """The last row and column of a sheet, and its error cells by (row, column)."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def open_workbook(path: Path) -> list[Part]:
    """One part for each sheet, in order; FileRejected if the workbook is not safe or not sound."""
    from python_calamine import CalamineError, CalamineWorkbook

    extents = _inspect_archive(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
    except (CalamineError, OSError):
        raise FileRejected(UNREADABLE) from None
    return [
        Part(
            sheet=name,
            read=partial(_read_records, workbook, name, extents.get(name, Extent())),
            is_typed=True,
        )
        for name in names
    ]


def _read_records(workbook: Any, name: str, extent: Extent, _dialect: str) -> Iterator[Record]:
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError:
        raise FileRejected(f"the sheet {name!r} cannot be read; save the workbook again") from None
    if sheet.start is None:
        return
    first_column = sheet.start[1]
    error_rows = {row for row, _ in extent.errors}
    # Rows start with the first of the sheet and include blank ones: a position is a row number.
    for position, cells in enumerate(sheet.iter_rows(), start=1):
        if position in error_rows:
            cells = list(cells)
            for column in range(len(cells)):
                text = extent.errors.get((position, column + first_column + 1))
                cells[column] = text if text is not None else cells[column]
        yield cells


def _inspect_archive(path: Path) -> dict[str, Extent]:
    """Inflate every member once, in blocks, to find the extents of the sheets."""
    with open_archive(path, "workbook") as archive:
        try:
            sheets = {member: name for name, member in _list_sheet_members(archive)}
            extents: dict[str, Extent] = {}
            for info in archive.infolist():
                extent = _scan_member(archive, info)
                if info.filename in sheets:
                    extents[sheets[info.filename]] = extent
        except (*BROKEN_ZIP, KeyError, ElementTree.ParseError, ValueError):
            raise FileRejected(UNREADABLE) from None
    for name, extent in extents.items():
        if extent.rows * extent.columns > LARGEST_SHEET:
            raise FileRejected(
                f"the sheet {name!r} spans {extent.rows} rows by {extent.columns} columns; "
                "delete the stray cells far from the table"
            )
    return extents


def _list_sheet_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = _parse_member(archive, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in _parse_member(archive, "xl/workbook.xml").iter():
        if element.tag.endswith("}sheet"):
            target = targets.get(element.get(RELATION), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            yield element.get("name", ""), str(PurePosixPath(member))


def _parse_member(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    if archive.getinfo(member).file_size > LARGEST_INDEX:
        raise FileRejected("declares too many sheets to be a workbook; save it again")
    # expat itself bounds the expansion of entities.
    return ElementTree.fromstring(archive.read(member))  # noqa: S314


def _scan_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Extent:
    """The extent of a sheet. Reading to the end proves the declared size and checksum."""
    extent = Extent()
    rest = b""
    with archive.open(info) as stream:
        while block := stream.read(BLOCK):
            if "/worksheets/" not in info.filename:
                continue
            block = rest + block
            # What follows the last row may be incomplete; it is scanned with the next block.
            cut = block.rfind(b"row>") + 4
            if cut < 4:
                cut = max(block.rfind(b"<"), 0) or len(block)
            rest = block[cut:]
            _scan_block(block[:cut], extent)
    _scan_block(rest, extent)
    return extent


def _scan_block(xml: bytes, extent: Extent) -> None:
    rows = ROW.findall(xml)
    extent.rows = max([extent.rows, *map(int, rows)])
    columns = set(COLUMN.findall(xml))
    extent.columns = max([extent.columns, *map(_parse_column_letters, columns)])
    if b't="e"' not in xml:
        return
    for attributes, text in ERROR.findall(xml):
        if cell := CELL.search(b" " + attributes):
            key = (int(cell[2]), _parse_column_letters(cell[1]))
            extent.errors[key] = text.decode("utf-8", "replace")


def _parse_column_letters(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
