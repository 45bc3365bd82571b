"""Single values: what is a date, and how a workbook's cell becomes text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.contract import Column
from ingestion.readers.part import format_cell, format_date_cell
from ingestion.values import SCIENTIFIC, Bounds, build_judge, parse_date, parse_iso_date


@given(st.dates())
def test_both_ways_of_writing_a_date(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day:02d}/{day.month:02d}/{day.year:04d}") == day
    assert parse_iso_date(f"{day.isoformat()}T00:00:00") == day


def test_the_day_comes_first() -> None:
    assert parse_date("04/05/2022") == date(2022, 5, 4)


@pytest.mark.parametrize(
    "text",
    ["2022-02-30", "30/02/2022", "4/5/2022", "2022/05/04", "04-05-2022", "০৪/০৫/২০২২",
     "২০২২-০৫-০৪", "2022-05-04T00:00:00", "20220504", "0000-01-01", "#N/A", "2022-05-04 "],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1991234567890.0, "1991234567890"),
        (92000.0, "92000"),
        (0.5, "0.5"),
        (999_999_999_999_999.0, "999999999999999"),
        (True, "TRUE"),
        (date(2022, 5, 4), "2022-05-04"),
        (datetime(2022, 5, 4), "2022-05-04"),
        (datetime(2022, 5, 4, 20, 15), "2022-05-04T20:15:00"),
        (time(20, 15), "20:15:00"),
        (timedelta(hours=1), "3600.0"),
        ("  as it is ", "  as it is "),
    ],
)
def test_cells_as_text(cell: Any, text: str) -> None:
    assert format_cell(cell) == text


def test_a_true_date_with_an_hour_is_that_date() -> None:
    assert format_date_cell(datetime(2022, 5, 4, 20, 15)) == "2022-05-04"


@given(st.integers(10**15, 10**17 - 1))
def test_numbers_that_excel_cannot_hold_show_it(number: int) -> None:
    assert SCIENTIFIC.fullmatch(format_cell(float(number)))


BOUNDS = Bounds(date(2017, 4, 1), date(2022, 9, 30), "the end of the month")


def break_rule(kind: str, text: str) -> str | None:
    """The rule that a text breaks in a column of this type."""
    judge = build_judge(Column.model_validate({"headers": ["x"], "type": kind}), BOUNDS, {})
    problem = judge(text)
    return problem.rule if problem else None


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("month", "2022-09", None),
        ("month", "2022-10", "date"),
        ("month", "2022-00", "type"),
        ("month", "2022-13", "type"),
        ("month", "২০২২-09", "type"),
        ("timestamp", "2022-08-01T10:00", None),
        ("timestamp", "2022-08-01 10:00:00.123", None),
        ("timestamp", "2022-08-01", "type"),
        ("timestamp", "20220801T100000", "type"),
        ("timestamp", "2022-08-01T10:00:00+06:00", "type"),
        ("timestamp", "2022-08-01T25:00:00", "type"),
        ("timestamp", "২০২২-০৮-০১T১০:০০:০০", "type"),
        ("iso_date", "2022-08-01T23:59:59", None),
        ("iso_date", "২০২২-০৮-০১T১০:০০:০০", "type"),
        ("date", "2022-08-01T23:59:59", "type"),
        ("number", "-0.00", None),
        ("number", "-0.01", "range"),
        ("number", "৯২", "type"),
        ("count", "-0", None),
        ("count", "-1", "range"),
        ("count", "৯২", "type"),
        ("count", "1.0", "type"),
    ],
)
def test_what_a_cell_may_hold(kind: str, text: str, rule: str | None) -> None:
    assert break_rule(kind, text) == rule
