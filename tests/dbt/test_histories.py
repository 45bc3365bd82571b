"""Whatever the order and history of deliveries: figures equal a plain recount in Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dbt.conftest import Built
from tests.support.counting_oracle import Qualification, count_figures
from tests.support.marts import insert_rows

SHARED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MONTH_END = date(2022, 9, 30)
PERSONS = {"P1": "men", "P2": "women", "P3": "men", "P4": "unknown"}
WHOLES = {
    "in_kind": ["in_kind", "economic_support", "unique_beneficiaries"],
    "skill_training": ["skill_training", "economic_support", "unique_beneficiaries"],
    "medical_treatment": ["medical_treatment", "social_support", "unique_beneficiaries"],
    "immediate_airport": ["immediate_airport", "immediate_assistance"],
    "screened": ["screened"],
}
DATES = st.dates(date(2022, 6, 25), date(2022, 10, 5))


def _given(
    warehouse: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Iterable[Sequence[Any]]
) -> None:
    """Begin with the clean programme, and let one of its tables hold just these rows."""
    warehouse.execute("rollback; begin")
    _add(warehouse, table, columns, rows)


def _add(
    warehouse: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Iterable[Sequence[Any]]
) -> None:
    """Let one more table hold just these rows."""
    warehouse.execute(f"delete from {table}")
    insert_rows(warehouse, table, columns, rows)


def _rebuild(warehouse: duckdb.DuckDBPyConnection, built: Built, model: str) -> None:
    node = built.nodes[model].node
    table = f"{node.schema}.{node.name}"
    warehouse.execute(f"delete from {table}")
    warehouse.execute(f"insert into {table} by name {node.compiled_code}")


@SHARED
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(PERSONS)), st.sampled_from(sorted(WHOLES)), DATES),
        max_size=25,
    )
)
def test_figures_of_persons_equal_a_recount(
    built: Built,
    warehouse: duckdb.DuckDBPyConnection,
    services: list[tuple[str, str, date]],
) -> None:
    columns = "person_id, indicator_code, counting_date, source_file_id, table_name, row_number"
    rows = [(*service, "f", "assistance", number) for number, service in enumerate(services)]
    _given(warehouse, "intermediate.int_person_dates", columns, rows)
    warehouse.execute("delete from intermediate.int_activity_dates")
    _rebuild(warehouse, built, "fct_qualifications")
    _rebuild(warehouse, built, "fct_indicator_values")
    found = warehouse.execute(
        "select reporting_month, indicator_code, dimension, member, period, value "
        "from marts.fct_indicator_values where dimension in ('total', 'sex') and value <> 0"
    ).fetchall()
    assert {tuple(row[:5]): row[5] for row in found} == count_figures(
        [
            Qualification(whole, person, day, PERSONS[person])
            for person, code, day in services
            for whole in (WHOLES[code] if day <= MONTH_END else [])
        ],
        dict.fromkeys(chain(*WHOLES.values()), ("total", "sex")),
        months=[date(2022, number, 1) for number in range(6, 10)],
    )


@SHARED
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["S1", "S2", "S3"]),
            st.none() | st.dates(date(2022, 5, 1), date(2022, 8, 31)),
        ),
        unique_by=lambda row: row[:2],
    )
)
def test_the_latest_row_that_is_not_held_is_the_current_one(
    built: Built,
    warehouse: duckdb.DuckDBPyConnection,
    delivered: list[tuple[int, str, date | None]],
) -> None:
    """Delivery 0 is the baseline, the others are the months from June (its end) on."""
    months = [None, date(2022, 6, 1), date(2022, 7, 1), date(2022, 8, 1)]
    columns = (
        "source_file_id, row_number, centre_code, is_baseline, delivery_month, case_id, "
        "registration_date, sex, screened_on, unread_cells"
    )
    rows = [
        (f"f{n}", i, "SYL", n == 0, months[n], case, date(2022, 1, 1), "men", screened, 0)
        for i, (n, case, screened) in enumerate(delivered)
    ]
    _given(warehouse, "staging.stg_returnees", columns, rows)
    warehouse.execute(
        "update staging.stg_source_files set delivery_month = date '2022-06-01'"
        " where centre_code = 'SYL' and not is_baseline"
    )
    _rebuild(warehouse, built, "int_held_rows")
    _rebuild(warehouse, built, "int_cases")
    found = warehouse.execute(
        "select case_id, source_file_id, screened_on from intermediate.int_cases"
    ).fetchall()
    expected: dict[str, tuple[str, date | None]] = {}
    for number, case, screened in sorted(delivered, key=lambda row: row[0]):
        if number > 0 or screened is None or screened < date(2022, 6, 1):
            expected[case] = (f"f{number}", screened)
    assert {case: tuple(row) for case, *row in found} == expected


@SHARED
@given(
    st.lists(
        st.tuples(
            st.integers(1, 20),
            st.lists(st.none() | st.integers(0, 99), min_size=1, max_size=8),
            st.integers(1, 3),
        ),
        max_size=5,
    )
)
def test_each_day_of_reach_is_the_one_of_the_furthest_export(
    built: Built,
    warehouse: duckdb.DuckDBPyConnection,
    exports: list[tuple[int, list[int | None], int]],
) -> None:
    """An export is its first day in September, a reach per day, and the day it landed."""
    columns = (
        "source_file_id, row_number, table_name, platform, channel, landed_at, path, date, reach, "
        "unread_cells"
    )
    days: dict[date, list[tuple[Any, ...]]] = defaultdict(list)
    rows = []
    for number, (first, reach, landed) in enumerate(exports):
        file, landed_at = f"f{number}", datetime(2022, 10, landed)
        for offset, value in enumerate(reach):
            day = date(2022, 9, first) + timedelta(offset)
            row = (file, offset, "facebook_reach", "facebook", "facebook", landed_at, file)
            rows.append((*row, day, value, 0))
            if value is not None:
                days[day].append((first + len(reach), landed, file, value))
    _given(warehouse, "staging.stg_social_reach", columns, rows)
    _rebuild(warehouse, built, "int_social_reach")
    found = warehouse.execute(
        "select date, source_file_id, reach from intermediate.int_social_reach"
    ).fetchall()
    assert {day: tuple(row) for day, *row in found} == {
        day: max(given)[2:] for day, given in days.items()
    }
