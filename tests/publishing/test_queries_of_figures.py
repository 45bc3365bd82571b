"""The queries behind the persons, the restatements and the header of the bulletin."""

from __future__ import annotations

from datetime import date
from typing import Any

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


def test_joined_cases_add_up_all_effects_up_to_the_month(connection: Connection) -> None:
    fill_mart(
        connection,
        "dim_indicators",
        {"indicator_code": "trained", "unit": "persons", "print_order": 2},
        {"indicator_code": "screened", "unit": "persons", "print_order": 1},
        {"indicator_code": "workshops", "unit": "events", "print_order": 0},
    )
    total = {"dimension": "total", "member": "all", "period": "cumulative"}
    figure = {"indicator_code": "screened", "reporting_month": SEPTEMBER, **total}
    figures = [("screened", SEPTEMBER, 9), ("screened", AUGUST, 7), ("trained", SEPTEMBER, 4),
               ("workshops", SEPTEMBER, 3)]  # fmt: skip
    fill_mart(
        connection,
        "fct_indicator_values",
        *(
            {"indicator_code": code, "reporting_month": month, "value": value, **total}
            for code, month, value in figures
        ),
        figure | {"dimension": "sex"},
        figure | {"period": "month_new"},
    )
    fill_mart(
        connection,
        "dim_joining_rules",
        *(
            {"joined_by": rule, "evidence": evidence}
            for rule, evidence in (("nid", "document"), ("model", "model"), ("word", "decision"))
        ),
    )
    effects = {
        "indicator_code": "screened", "reporting_month": SEPTEMBER, "dimension": "total",
        "period": "month_new", "joined_by": "model", "effect": -1,
    }  # fmt: skip
    fill_mart(
        connection,
        "fct_identity_effects",
        effects,
        effects | {"reporting_month": JULY, "joined_by": "nid", "effect": -2},
        effects | {"joined_by": "word", "effect": 3},
        effects | {"reporting_month": OCTOBER, "effect": -100},
        effects | {"dimension": "sex", "effect": -100},
        effects | {"period": "month_served", "effect": -100},
    )
    columns = (
        "indicator_code", "persons", "cases", "effect", "by_document", "by_model", "by_decision",
    )  # fmt: skip
    assert read_columns(connection, "joined_cases", *columns) == [
        ("screened", 9, 9, 0, -2, -1, 3),
        ("trained", 4, 4, 0, 0, 0, 0),
    ]


def test_persons_are_those_of_the_cases_registered_by_the_end_of_the_month(
    connection: Connection,
) -> None:
    cases = [
        ("P1", date(2022, 8, 1), True),
        ("P1", date(2022, 9, 30), True),
        ("P2", date(2022, 9, 30), False),
        ("P2", date(2022, 10, 1), True),
        ("P3", date(2022, 10, 1), True),
    ]
    fill_mart(
        connection,
        "bridge_beneficiary_cases",
        *(
            {"person_id": person, "registration_date": day, "is_matchable": is_matchable}
            for person, day, is_matchable in cases
        ),
    )
    columns = ("persons", "cases", "joined", "unmatchable")
    assert read_columns(connection, "persons", *columns) == [(2, 3, 1, 1)]


def test_facts_are_those_of_the_month(connection: Connection) -> None:
    fill_mart(
        connection,
        "dim_months",
        {"reporting_month": AUGUST, "last_day": date(2022, 8, 31)},
        {"reporting_month": SEPTEMBER, "last_day": date(2022, 9, 30)},
    )
    fill_mart(connection, "dim_districts", {"district_pcode": "1"}, {"district_pcode": "2"})
    fill_mart(connection, "dim_indicators", {"indicator_code": "screened"})
    columns = ("last_day", "districts", "indicators")
    assert read_columns(connection, "facts", *columns) == [(date(2022, 9, 30), 2, 1)]


def list_restated(connection: Connection, basis: str, *cells: tuple[Any, ...]) -> list[Any]:
    """What is shown of restated cells (month, dimension, period) of an indicator of this basis."""
    fill_mart(connection, "dim_indicators", {"indicator_code": "i", "month_basis": basis})
    fill_mart(connection, "dim_restatement_causes", {"cause": "late_arrival", "turn": 5})
    fill_mart(
        connection,
        "fct_restatements",
        *(
            {"indicator_code": "i", "cause": "late_arrival", "reporting_month": month,
             "dimension": dimension, "member": dimension, "period": period}
            for month, dimension, period in cells
        ),
    )  # fmt: skip
    columns = ("reporting_month", "dimension", "period")
    return read_columns(connection, "restated", *columns)


@pytest.mark.parametrize(
    ("basis", "shown"),
    [("first_time", "month_new"), ("sum", "month_new"), ("served", "month_served")],
)
def test_a_restated_month_is_the_one_that_the_bulletin_prints(
    connection: Connection, basis: str, shown: str
) -> None:
    cells = [
        (month, dimension, period)
        for month in (AUGUST, SEPTEMBER)
        for dimension in ("sex", "total")
        for period in ("month_new", "month_served")
    ]
    # Of the month every member is shown, of other months the total.
    assert list_restated(connection, basis, *cells) == [
        (SEPTEMBER, "sex", shown),
        (SEPTEMBER, "total", shown),
        (AUGUST, "total", shown),
    ]


def test_of_restated_cumulative_totals_only_the_last_is_shown(connection: Connection) -> None:
    cells = [(month, "total", "cumulative") for month in (JULY, AUGUST)]
    assert list_restated(connection, "served", *cells) == [(AUGUST, "total", "cumulative")]


def test_the_cumulative_figures_of_the_month_are_shown_whichever_is_the_last(
    connection: Connection,
) -> None:
    cells = [(month, "total", "cumulative") for month in (JULY, SEPTEMBER, OCTOBER)]
    assert list_restated(connection, "served", *cells) == [
        (OCTOBER, "total", "cumulative"),
        (SEPTEMBER, "total", "cumulative"),
    ]


def test_causes_of_a_restated_figure_are_listed_in_their_order(connection: Connection) -> None:
    fill_mart(connection, "dim_indicators", {"indicator_code": "i", "month_basis": "sum"})
    turns = {"decision": 8, "late_arrival": 5}
    fill_mart(
        connection,
        "dim_restatement_causes",
        *({"cause": cause, "turn": turn} for cause, turn in turns.items()),
    )
    cell = {"indicator_code": "i", "reporting_month": SEPTEMBER, "period": "cumulative"}
    fill_mart(connection, "fct_restatements", *(cell | {"cause": cause} for cause in turns))
    assert read_columns(connection, "restated", "cause", "turn", "is_of_the_month") == [
        ("late_arrival", 5, True),
        ("decision", 8, True),
    ]
