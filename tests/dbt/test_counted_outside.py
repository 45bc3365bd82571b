"""What is counted outside of dbt is what the marts say: restatements, traces, trials of models.

All of them count by the models of dbt. These tests fail as soon as what they hand to the models, or
what they do with the outcome, is not what a run does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from identity.training.trial import compare_figures
from publishing.figures.trace import trace
from publishing.restatement.engine import compare
from tests.dbt.conftest import Built
from tests.dbt.test_histories import DATES, _add, _given, _rebuild

CHAIN = [
    "int_case_dates", "int_persons", "int_person_dates", "fct_qualifications",
    "fct_indicator_values", "bridge_beneficiary_cases", "fct_screenings", "fct_assistance",
]  # fmt: skip
# Of what readers were given before, nothing is known but that every figure was 0.
NOTHING_KNOWN = (
    "bridge_beneficiary_cases", "fct_screenings", "fct_assistance", "fct_events",
    "fct_qualifications", "dim_source_files",
)  # fmt: skip
MARTS = (
    *NOTHING_KNOWN, "dim_indicators", "dim_months", "dim_services", "dim_restatement_causes",
    "fct_identity_decisions", "fct_indicator_values",
)  # fmt: skip
PERSONS = ["P1", "P2", "P3"]
SERVICES = {
    "Counselling": ("counselling_enrolled", "counselling_completed"),
    "Skill Training": ("skill_training", None),
    "Airport Assistance": ("immediate_airport", None),
}
Case = tuple[str, str, str, date | None, date | None]
Service = tuple[int, str, str, date, date | None]
HISTORIES = {
    "cases": st.lists(
        st.tuples(
            st.sampled_from(PERSONS),
            st.sampled_from(["men", "women", "unknown"]),
            st.sampled_from(["eu", "non_eu", "unknown"]),
            st.none() | DATES,
            st.none() | DATES,
        ),
        min_size=5,
        max_size=5,
    ),
    "services": st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from(sorted(SERVICES)),
            st.sampled_from(["ongoing", "completed", "cancelled"]),
            DATES,
            st.none() | DATES,
        ),
        max_size=20,
    ),
}
SHARED = settings(
    max_examples=8,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SHARED
@given(**HISTORIES)
def test_a_restatement_of_everything_counts_what_the_marts_count(
    built: Built,
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    cases: Sequence[Case],
    services: Sequence[Service],
) -> None:
    """Before, nothing was known: all is late, and each figure and subject is counted again."""
    _build(built, warehouse, cases, services)
    present = _write(warehouse, tmp_path / "present.duckdb")
    published = _write(warehouse, tmp_path / "published.duckdb")
    with duckdb.connect(str(published)) as connection:
        for mart in NOTHING_KNOWN:
            connection.execute(f"delete from marts.{mart}")
        connection.execute("update marts.fct_indicator_values set value = 0")
    found = compare(published, present, is_same_code=True)
    assert {row["cause"] for row in found.rows.to_pylist()} == {"late_arrival"}
    parts = {tuple(row.values())[:5]: row["part"] for row in found.parts.to_pylist()}
    figures = warehouse.execute(
        "select reporting_month, indicator_code, dimension, member, period, value "
        "from marts.fct_indicator_values where value <> 0"
    ).fetchall()
    assert parts == {row[:5]: row[5] for row in figures}
    qualified = warehouse.execute(
        "select subject_type, subject_id, indicator_code, counting_month, sum(value) "
        "from marts.fct_qualifications where is_first_in_month group by all"
    ).fetchall()
    served: Counter[tuple[Any, ...]] = Counter()
    for row in found.rows.to_pylist():
        key = ("subject_type", "subject_id", "indicator_code", "counting_month")
        served[tuple(row[name] for name in key)] += row["served_effect"]
    assert dict(served) == {row[:4]: row[4] for row in qualified}


@SHARED
@given(**HISTORIES)
def test_a_trial_counts_persons_as_the_marts_count_them(
    built: Built,
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    cases: Sequence[Case],
    services: Sequence[Service],
) -> None:
    """By the clusters of now that is each figure; by cases of their own, each case's months."""
    _build(built, warehouse, cases, services)
    _rebuild(warehouse, built, "int_joined_persons")
    _rebuild(warehouse, built, "int_case_months")
    path = _write(warehouse, tmp_path / "release.duckdb")
    with duckdb.connect() as connection:
        connection.execute(
            "create schema vault;"
            "create table vault.records (record int, centre_code text, case_id text);"
            "create table vault.clusters (record int, cluster int);"
            "create table present (record int, cluster int)"
        )
        for number, (person, *_) in enumerate(cases):
            connection.execute(
                "insert into vault.records values (?, 'SYL', ?)", [number, f"C{number}"]
            )
            connection.execute("insert into vault.clusters values (?, ?)", [number, number])
            connection.execute("insert into present values (?, ?)", [number, PERSONS.index(person)])
        changes = compare_figures(connection, path)
    persons, effects = (
        dict(warehouse.execute(query).fetchall())
        for query in (
            "select indicator_code, max(value) from marts.fct_indicator_values "
            "join marts.dim_indicators using (indicator_code) where unit = 'persons' "
            "and member = 'all' and period = 'cumulative' and value <> 0 group by 1",
            "select indicator_code, count(*) filter (where is_first) - count(distinct person_id) "
            "from intermediate.int_case_months group by 1",
        )
    )
    assert {change.indicator_code: change.now for change in changes} == persons
    assert {change.indicator_code: change.difference for change in changes} == {
        code: effects.get(code, 0) for code in persons
    }


@pytest.mark.parametrize("month", ["2022-08", "2022-09"])
def test_the_rows_behind_every_figure_add_up_to_it(built: Built, month: str) -> None:
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        cells = connection.execute(
            "select indicator_code, dimension, member, period from marts.fct_indicator_values "
            f"where reporting_month = '{month}-01' and value <> 0"
        ).fetchall()
    assert len(cells) > 50
    for code, *cell in cells:
        trace(built.field.root, code, month, *cell)  # raises TraceMismatch


def _build(
    built: Built,
    warehouse: duckdb.DuckDBPyConnection,
    cases: Sequence[Case],
    services: Sequence[Service],
) -> None:
    """Let the programme hold these cases and services, and its activities as they are."""
    _given(
        warehouse,
        "intermediate.int_cases",
        "centre_code, case_id, registration_date, sex, origin, screened_on, plan_developed_on, "
        "source_file_id, row_number",
        [
            ("SYL", f"C{n}", date(2022, 1, 1 + n % 2), sex, origin, screened, planned, "f", n)
            for n, (_, sex, origin, screened, planned) in enumerate(cases)
        ],
    )
    _add(
        warehouse,
        "staging.stg_person_links",
        "centre_code, case_id, person_id, joined_by, is_matchable",
        [("SYL", f"C{n}", person, "first", True) for n, (person, *_) in enumerate(cases)],
    )
    _add(
        warehouse,
        "intermediate.int_services",
        "centre_code, service_id, case_id, service, indicator_code, completed_indicator_code, "
        "status, start_date, completion_date, is_counted, source_file_id, row_number",
        [
            ("SYL", f"V{n}", f"C{case}", name, *SERVICES[name], status, start,
             end and max(start, end), status != "cancelled", "g", n)
            for n, (case, name, status, start, end) in enumerate(services)
        ],
    )  # fmt: skip
    for model in CHAIN:
        _rebuild(warehouse, built, model)


def _write(warehouse: duckdb.DuckDBPyConnection, path: Path) -> Path:
    """A warehouse file with the marts that are read outside of dbt."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for mart in MARTS:
            rows = warehouse.sql(f"from marts.{mart}").to_arrow_table()
            connection.register("given", rows)
            connection.execute(f"create table marts.{mart} as from given")
            connection.unregister("given")
    return path
