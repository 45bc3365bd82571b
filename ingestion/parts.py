"""The parts of a file: its sheets, its one text, or a member of its archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.contract import fold_text
from ingestion.exceptions import FileRejected
from ingestion.readers.archive import open_zip_member
from ingestion.readers.delimited import open_text
from ingestion.readers.part import Part
from ingestion.slots import ExpectedPart


def open_parts(file: Path, expected: ExpectedPart) -> list[Part]:
    """All parts of a file in the format of the expected one; FileRejected if it is unreadable."""
    delimiters = expected.candidates[0].delimiters
    if expected.kind.format == "workbook":
        from ingestion.readers.workbook import open_workbook

        return open_workbook(file)
    if expected.kind.format == "archive":
        return [open_zip_member(file, expected.kind.member or "", delimiters)]
    return [open_text(lambda: file.open("rb"), delimiters)]


def choose_part(parts: list[Part], expected: ExpectedPart) -> Part:
    """The part with the expected sheet, in any case and spacing; FileRejected if there is none."""
    sheet = expected.kind.sheet
    for part in parts:
        if sheet is None or fold_text(part.sheet) == fold_text(sheet):
            return part
    names = ", ".join(repr(part.sheet) for part in parts)
    raise FileRejected(f"the sheet {sheet!r} is missing; the workbook has {names}")


def list_stray_parts(parts: list[Part], expected: list[ExpectedPart]) -> Iterator[Part]:
    """Sheets with a table that no layout expects, in a workbook of named sheets.

    A workbook that has none of its expected sheets is rejected for that alone.
    """
    wanted = {fold_text(place.kind.sheet) for place in expected if place.kind.sheet}
    if wanted.isdisjoint(fold_text(part.sheet) for part in parts):
        return
    for part in parts:
        if fold_text(part.sheet) not in wanted and next(part.read(""), None):
            yield part
