"""The queries behind the checks, the findings, the print and the source files of the bulletin."""

from __future__ import annotations

import pytest

from tests.publishing.queries import (
    AUGUST,
    JULY,
    OCTOBER,
    SEPTEMBER,
    Connection,
    read_columns,
)
from tests.support.marts import fill_mart


def test_centres_are_ordered_by_name(connection: Connection) -> None:
    fill_mart(
        connection,
        "dim_service_centres",
        {"centre_code": "A", "centre_name": "Sylhet"},
        {"centre_code": "B", "centre_name": "Dhaka"},
    )
    assert read_columns(connection, "centres", "centre_name") == ["Dhaka", "Sylhet"]


def test_checks_that_did_not_pass_are_listed_worst_first(connection: Connection) -> None:
    fill_mart(
        connection,
        "fct_check_results",
        {"verdict": "not_evaluated", "title": "a"},
        {"verdict": "passed", "title": "b"},
        {"verdict": "passed_with_waivers", "title": "c"},
        {"verdict": "error", "title": "d"},
        {"verdict": "failed", "title": "e"},
        {"verdict": "failed", "title": "f", "is_blocking": True},
        {"verdict": "failed", "title": "e", "target": "a table"},
    )
    assert read_columns(connection, "checks", "title", "target", "verdict") == [
        ("f", "", "failed"),
        ("e", "", "failed"),
        ("e", "a table", "failed"),
        ("d", "", "error"),
        ("c", "", "passed_with_waivers"),
        ("a", "", "not_evaluated"),
    ]


def test_verdicts_are_counted_worst_first(connection: Connection) -> None:
    fill_mart(
        connection,
        "fct_check_results",
        {"verdict": "passed", "evaluated": 7, "is_blocking": True},
        {"verdict": "passed", "evaluated": 3},
        {"verdict": "failed", "evaluated": 9, "failed": 5, "waived": 1, "is_blocking": True},
        {"verdict": "failed", "evaluated": 1, "failed": 1},
        {"verdict": "passed_with_waivers", "evaluated": 4, "failed": 3, "waived": 2},
    )
    columns = ("verdict", "checks", "blocking", "evaluated", "failed", "waived")
    assert read_columns(connection, "verdicts", *columns) == [
        ("failed", 2, 1, 10, 6, 1),
        ("passed_with_waivers", 1, 0, 4, 3, 2),
        ("passed", 2, 1, 10, 0, 0),
    ]


@pytest.fixture
def findings(connection: Connection) -> Connection:
    """Findings of four months; one is about an indicator that the registry does not know."""
    fill_mart(
        connection,
        "dim_indicators",
        {"indicator_code": "part", "label": "A part", "print_order": 2},
        {"indicator_code": "whole", "label": "A whole", "print_order": 1},
    )
    fill_mart(
        connection,
        "fct_findings",
        {"reporting_month": SEPTEMBER, "indicator_code": "whole", "other_code": "part"},
        {"reporting_month": SEPTEMBER, "indicator_code": "part", "other_code": None},
        {"reporting_month": SEPTEMBER, "indicator_code": "stranger", "other_code": "unknown"},
        *(
            {"reporting_month": month, "indicator_code": "part", "finding": "shrinks"}
            for month in (OCTOBER, JULY, AUGUST)
        ),
    )
    return connection


def test_findings_are_those_of_the_month_in_the_order_of_the_registry(
    findings: Connection,
) -> None:
    assert read_columns(findings, "findings", "indicator_code", "label", "other_label") == [
        ("whole", "A whole", "A part"),
        ("part", "A part", None),
        ("stranger", "stranger", "unknown"),
    ]


def test_findings_of_other_months_are_counted_with_their_first_and_last_month(
    findings: Connection,
) -> None:
    columns = ("finding", "cells", "first_month", "last_month")
    assert read_columns(findings, "other_findings", *columns) == [("shrinks", 3, JULY, OCTOBER)]


@pytest.mark.parametrize(
    ("status", "is_different"), [("matched", False), ("different", True), ("not_computed", True)]
)
def test_a_printed_figure_is_different_unless_it_matched(
    connection: Connection, status: str, is_different: bool
) -> None:
    fill_mart(
        connection,
        "dim_indicators",
        {"indicator_code": "screened", "label": "Screened", "print_order": 3},
    )
    fill_mart(connection, "fct_reconciliation", {"indicator_code": "screened", "status": status})
    columns = ("label", "print_order", "is_different")
    assert read_columns(connection, "reconciliation", *columns) == [("Screened", 3, is_different)]


def test_unregistered_figures_are_counted_by_indicator(connection: Connection) -> None:
    printed = {"is_in_registry": False, "indicator_code": "other_referral"}
    fill_mart(
        connection,
        "fct_published_figures",
        printed | {"reporting_month": SEPTEMBER},
        printed | {"reporting_month": JULY},
        {"is_in_registry": True, "indicator_code": "screened", "reporting_month": JULY},
    )
    columns = ("indicator_code", "first_month", "last_month", "figures")
    assert read_columns(connection, "unregistered", *columns) == [
        ("other_referral", JULY, SEPTEMBER, 2)
    ]


@pytest.fixture
def sources(connection: Connection) -> Connection:
    """A workbook of two tables, of which one is in force, and files of other fates."""
    rows = {"rows_read": 10, "rows_loaded": 5, "rows_quarantined": 3, "rows_ignored": 2}
    workbook = {"source": "cases", "path": "b.xlsx", "sha256": "1", "verdict": "loaded"} | rows
    fill_mart(
        connection,
        "dim_source_files",
        workbook | {"table_name": "returnees", "is_in_force": True},
        workbook | {"table_name": "assistance", "is_in_force": True},
        workbook | {"sha256": "0"},
        {"source": "cases", "path": "a.xlsx", "verdict": "rejected", "reason": "no header"},
        {"source": "cases", "path": "a.xlsx", "verdict": "rejected", "reason": "no header"},
        {"source": None, "path": "notes.txt", "verdict": "rejected", "reason": "no layout"},
    )
    return connection


def test_sources_count_each_version_once_and_all_its_rows(sources: Connection) -> None:
    counts = ("files", "in_force", "rejected")
    assert read_columns(sources, "sources", "source", *counts) == [
        ("cases", 3, 1, 1),
        ("unrecognised", 1, 0, 1),
    ]
    rows = ("rows_read", "rows_loaded", "rows_quarantined", "rows_ignored")
    assert read_columns(sources, "sources", *rows)[0] == (30, 15, 9, 6)


def test_rejected_files_are_listed_once_with_their_reason(sources: Connection) -> None:
    assert read_columns(sources, "rejected", "path", "reason") == [
        ("a.xlsx", "no header"),
        ("notes.txt", "no layout"),
    ]
