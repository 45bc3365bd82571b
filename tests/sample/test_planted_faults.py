"""Planted faults: one of every kind, each where the list says, with unchanged figures."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sample.faults.fault_list import list_faults
from sample.generate import SampleReport
from tests.sample import reading
from tests.sample.test_generate import hash_files


@pytest.fixture
def faults(faulty: SampleReport) -> list[dict[str, str]]:
    with (faulty.truth / "faults.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _read_records(landing: Path, fault: dict[str, str]) -> list[list[str]]:
    path = landing / fault["file"]
    if fault["sheet"]:
        return reading.read_workbook(path)[fault["sheet"]]
    records = reading.parse_text(path.read_bytes())
    return records[2:] if records[0] == ["sep=", ""] else records


def test_faults_do_not_change_the_figures(small: SampleReport, faulty: SampleReport) -> None:
    name = "figures.csv"
    assert (small.truth / name).read_bytes() == (faulty.truth / name).read_bytes()


def test_faults_change_only_the_listed_files(
    small: SampleReport, faulty: SampleReport, faults: list[dict[str, str]]
) -> None:
    before, after = hash_files(small.landing), hash_files(faulty.landing)
    assert before.keys() <= after.keys()
    changed = {name for name, digest in after.items() if before.get(name) != digest}
    assert changed == {fault["file"] for fault in faults}
    rejected = {fault["file"] for fault in faults if fault["expected"] == "file"}
    assert rejected.isdisjoint(before)


def test_sound_rows_of_changed_files_keep_their_place(
    small: SampleReport, faulty: SampleReport, faults: list[dict[str, str]]
) -> None:
    compared = 0
    for fault in faults:
        if fault["row"] and (small.landing / fault["file"]).exists():
            before = _read_records(small.landing, fault)
            assert _read_records(faulty.landing, fault)[: len(before)] == before
            compared += 1
    assert compared > 50


def test_the_cells_at_the_listed_places_break_their_rules(
    faulty: SampleReport, faults: list[dict[str, str]]
) -> None:
    judged = 0
    for fault in faults:
        if fault["row"]:
            records = _read_records(faulty.landing, fault)
            skipped = 2 if "facebook" in fault["file"] else 0
            header = [name.strip().casefold() for name in records[0]]
            place = header.index(fault["column"].casefold())
            cells = [row[place] for row in records]
            cell = cells[int(fault["row"]) - 1 - skipped]
            assert BREAKS[fault["rule"]](cell, cells), fault
            judged += 1
    assert judged == 95


def _is_outside(cell: str) -> bool:
    found = reading.parse_day(cell)
    return found is not None and not date(2017, 4, 1) <= found <= date(2021, 6, 30)


def _is_value(cell: str) -> bool:
    try:
        return reading.parse_day(cell) is not None and bool(re.fullmatch(r"[\dT:/-]+", cell))
    except ValueError:
        return cell.isdigit()


BREAKS: dict[str, Callable[[str, list[str]], bool]] = {
    "required": lambda cell, _: cell == "",
    "type": lambda cell, _: cell != "" and not _is_value(cell),
    "date": lambda cell, _: _is_outside(cell),
    "range": lambda cell, _: int(cell) < 0,
    "list": lambda cell, cells: cell != "" and cells.count(cell) == 1,
    "order": lambda cell, _: reading.parse_day(cell) == date(2017, 6, 19),
    "duplicate_key": lambda cell, cells: cells.count(cell) == 2,
    "scientific_notation": lambda cell, _: cell.upper().endswith("E+16"),
    "unknown_case": lambda cell, cells: cells.count(cell) == 1,
    "after_baseline": lambda cell, _: reading.parse_day(cell) == date(2019, 9, 1),
}


def test_every_kind_of_fault_is_planted(faults: list[dict[str, str]]) -> None:
    planted = {(fault["column"], fault["rule"], fault["expected"]) for fault in faults}
    tables = ("returnees", "assistance", "events", "facebook", "youtube", "other")
    for table in (*tables, "products", "news", "published"):
        for fault in list_faults(table):
            assert (fault.column, fault.rule, fault.expected) in planted
    assert {fault["expected"] for fault in faults} == {"row", "value", "held", "file"}
    assert {fault["rule"] for fault in faults if fault["expected"] == "file"} == {
        "absurd_size",
        "broken_workbook",
        "empty_file",
        "missing_column",
        "missing_member",
        "missing_sheet",
        "open_quote",
        "truncated",
        "unknown_centre",
        "unknown_columns",
        "unknown_layout",
        "unknown_name",
        "unknown_source",
        "wrong_encoding",
    }


def test_faults_come_in_workbooks_and_in_text(faults: list[dict[str, str]]) -> None:
    for rule in ("scientific_notation", "unknown_case", "after_baseline", "order"):
        forms = {bool(fault["sheet"]) for fault in faults if fault["rule"] == rule}
        assert forms == {True, False}, rule


def test_the_zip_bomb_is_small_and_declares_gigabytes(
    faulty: SampleReport, faults: list[dict[str, str]]
) -> None:
    (name,) = (fault["file"] for fault in faults if fault["rule"] == "absurd_size")
    path = faulty.landing / name
    assert path.stat().st_size < 5000
    with zipfile.ZipFile(path) as archive:
        assert sum(member.file_size for member in archive.infolist()) > 2 << 30


def test_planted_cases_that_are_loaded_are_persons_of_their_own(
    small: SampleReport, faulty: SampleReport
) -> None:
    before = (small.truth / "persons.csv").read_text("utf-8").splitlines()
    after = (faulty.truth / "persons.csv").read_text("utf-8").splitlines()
    assert after[: len(before)] == before
    assert {row.split(",")[0].split(":")[1] for row in after[len(before) :]} == {
        f"{centre}-F-{number}" for centre in ("DHK", "CML") for number in ("0000", "0012")
    }
