"""Whoever is joined to whom: what deduplication did to each figure equals a recount in Python."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from tests.dbt.conftest import Built
from tests.dbt.test_data_tests import _judge
from tests.dbt.test_histories import DATES, MONTH_END, SHARED, WHOLES, _add, _given, _rebuild
from tests.support.counting_oracle import Qualification, choose_known, count_figures

CASES = [f"S{number}" for number in range(5)]
# From the weakest on, as the description of fct_identity_effects says.
RULES = ["model", "passport", "nid", "decision"]
CHAIN = [
    "int_case_dates", "int_joined_persons", "int_case_months", "int_persons", "int_person_dates",
    "fct_qualifications", "fct_indicator_values", "dim_beneficiaries", "bridge_beneficiary_cases",
    "fct_identity_effects",
]  # fmt: skip
Service = tuple[int, str, date, bool]
# The dimensions of the indicators of `WHOLES`, as the registry says.
BY_ORIGIN = ("economic_support", "social_support")
BY_BOTH = ("screened", "unique_beneficiaries")
DIMENSIONS = (
    dict.fromkeys(chain(*WHOLES.values()), ("total", "sex"))
    | dict.fromkeys(BY_ORIGIN, ("total", "sex", "origin"))
    | dict.fromkeys(BY_BOTH, ("total", "sex", "origin", "origin_sex"))
)


@SHARED
@given(
    cases=st.lists(
        st.tuples(
            st.sampled_from(["P1", "P2", "P3"]),
            st.sampled_from(["men", "women", "unknown"]),
            st.sampled_from(["eu", "non_eu", "unknown"]),
            st.sampled_from(RULES),
            st.integers(1, 99),
        ),
        min_size=len(CASES),
        max_size=len(CASES),
    ),
    services=st.lists(
        st.tuples(
            st.integers(0, len(CASES) - 1),
            st.sampled_from(sorted(WHOLES)),
            DATES,
            st.sampled_from([True, True, True, False]),
        ),
        min_size=8,
        max_size=25,
    ),
)
def test_effects_are_what_persons_count_for_less_what_cases_would(
    built: Built,
    warehouse: duckdb.DuckDBPyConnection,
    cases: list[tuple[str, str, str, str, int]],
    services: list[Service],
) -> None:
    """A case is a person, a sex, an origin, the rule that joins it to her first one, a weight."""
    links = _links(cases)
    _plant(warehouse, cases, links, services)
    for model in CHAIN:
        _rebuild(warehouse, built, model)
    found = warehouse.execute(
        "select person_id, cases, joined_by, match_weight, reporting_month, indicator_code, "
        "dimension, member, period, value_of_cases, value_of_person from marts.fct_identity_effects"
    ).fetchall()
    assert {tuple(row[:-2]): tuple(row[-2:]) for row in found} == _effects(cases, links, services)
    assert len(found) == len({row[:-2] for row in found})
    judged = _judge(warehouse, built.tests["effects_of_identity_are_persons_less_cases"])
    cells = warehouse.execute(
        "select period, count(*) from marts.fct_indicator_values "
        "join marts.dim_indicators using (indicator_code) where unit = 'persons' group by 1"
    ).fetchall()
    assert judged == {
        f"effects_of_identity_are_persons_less_cases:{period}": (count, 0, None)
        for period, count in cells
    }
    for name in (
        "every_case_has_exactly_one_person",
        "every_later_case_is_joined_to_another_case_of_its_person",
        "every_person_has_one_first_case_and_it_is_the_oldest",
        "the_links_of_a_person_form_a_tree",
        "rules_fct_identity_effects_",
    ):
        judged = _judge(warehouse, built.tests[name])
        assert {rule: counts for rule, counts in judged.items() if counts[1]} == {}


def _links(cases: list[tuple[str, str, str, str, int]]) -> list[tuple[Any, ...]]:
    first: dict[str, str] = {}
    links = []
    for name, (person, _, _, rule, weight) in zip(CASES, cases, strict=True):
        if person in first:
            link = (rule, weight if rule == "model" else None, "SYL", first[person])
        else:
            link = ("first", None, None, None)
        first.setdefault(person, name)
        links.append(("SYL", name, person, *link, True))
    return links


def _plant(
    warehouse: duckdb.DuckDBPyConnection,
    cases: list[tuple[str, str, str, str, int]],
    links: list[tuple[Any, ...]],
    services: list[Service],
) -> None:
    _given(
        warehouse,
        "intermediate.int_cases",
        "centre_code, case_id, registration_date, sex, origin, source_file_id, row_number",
        [
            ("SYL", name, date(2022, 1, 1 + number), sex, origin, "f", number)
            for number, (name, (_, sex, origin, *_)) in enumerate(zip(CASES, cases, strict=True))
        ],
    )
    _add(
        warehouse,
        "staging.stg_person_links",
        "centre_code, case_id, person_id, joined_by, match_weight, joined_to_centre_code, "
        "joined_to_case_id, is_matchable",
        links,
    )
    _add(
        warehouse,
        "intermediate.int_services",
        "centre_code, service_id, case_id, indicator_code, status, start_date, is_counted, "
        "source_file_id, row_number",
        [
            ("SYL", str(n), CASES[case], code, "ongoing", day, counted, "f", 100 + n)
            for n, (case, code, day, counted) in enumerate(services)
        ],
    )
    warehouse.execute("delete from intermediate.int_activity_dates")


def _effects(
    cases: list[tuple[str, str, str, str, int]],
    links: list[tuple[Any, ...]],
    services: list[Service],
) -> dict[tuple[Any, ...], tuple[int, int]]:
    effects = {}
    for person in {case[0] for case in cases}:
        own = [number for number, case in enumerate(cases) if case[0] == person]
        if len(own) == 1:
            continue
        rules = [links[number][3] for number in own[1:]]
        weights = [links[number][4] for number in own if links[number][4] is not None]
        cluster = (len(own), min(rules, key=RULES.index), min(weights, default=None))
        as_cases = count_figures(
            [
                Qualification(whole, CASES[number], day, *cases[number][1:3])
                for number in own
                for whole, day in _dates(services, [number])
            ],
            DIMENSIONS,
        )
        sex, origin = (choose_known(cases[number][i] for number in own) for i in (1, 2))
        as_person = count_figures(
            [
                Qualification(whole, person, day, sex, origin)
                for whole, day in _dates(services, own)
            ],
            DIMENSIONS,
        )
        for cell in as_cases.keys() | as_person.keys():
            values = (as_cases.get(cell, 0), as_person.get(cell, 0))
            if values[0] != values[1]:
                effects[person, *cluster, *cell] = values
    return effects


def _dates(services: list[Service], cases: list[int]) -> list[tuple[str, date]]:
    return [
        (whole, day)
        for case, code, day, counted in services
        for whole in (WHOLES[code] if counted and case in cases and day <= MONTH_END else [])
    ]
