"""Counts that dbt's tests stored become results; tests that broke or were skipped say so."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.dbt_results import collect_results
from expectations.verdicts import CheckResult, list_blocking
from tests.expectations.house import MONTH

RULES = [
    ("unique_key:centre_code,case_id", 10, 2, "returnees-SYL-x/1, returnees-SYL-x/7"),
    ("not_null:case_id", 10, 0, None),
    ("accepted_values:sex", 0, 0, None),
]
RULES_TEST = "test.prottasha.rules_fct_screenings_.0a1b2c"
SINGULAR = "test.prottasha.no_row_is_held"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema checks")
        for name in ("rules_fct_screenings_", "no_row_is_held"):
            connection.execute(
                f"create table checks.{name} "
                "(rule varchar, evaluated bigint, failed bigint, row_references varchar)"
            )
        connection.executemany("insert into checks.rules_fct_screenings_ values (?, ?, ?, ?)", RULES)
        connection.execute(
            "insert into checks.no_row_is_held values ('no_row_is_held', 5, 5, 'f/1')"
        )
    return path


def node(unique_id: str, status: str) -> dict[str, object]:
    name = unique_id.split(".")[2]
    check_id = "rules_judged" if unique_id == RULES_TEST else name
    return {
        "unique_id": unique_id,
        "status": status,
        "meta": {"check_id": check_id, "target": "fct_screenings"},
        "alias": name,
    }


def results(warehouse: Path, *nodes: dict[str, object]) -> dict[tuple[str, str], CheckResult]:
    found = collect_results(warehouse, nodes, reporting_month=MONTH)
    return {(result.check_id, result.target): result for result in found}


def test_each_rule_of_a_test_is_a_result(warehouse: Path) -> None:
    built = node("model.prottasha.fct_screenings", "success")
    found = results(warehouse, built, node(RULES_TEST, "fail"), node(SINGULAR, "warn"))
    repeated = found["unique_key", "fct_screenings.centre_code,case_id"]
    assert (repeated.verdict, repeated.evaluated, repeated.failed) == ("failed", 10, 2)
    assert repeated.row_references == "returnees-SYL-x/1, returnees-SYL-x/7"
    assert found["not_null", "fct_screenings.case_id"].verdict == "passed"
    assert found["accepted_values", "fct_screenings.sex"].verdict == "not_evaluated"
    assert found["no_row_is_held", "fct_screenings"].verdict == "failed"
    assert list_blocking(found.values()) == [repeated]


@pytest.mark.parametrize(("status", "verdict"), [("error", "error"), ("skipped", "not_evaluated")])
@pytest.mark.parametrize(
    ("test", "check_id"), [(RULES_TEST, "rules_judged"), (SINGULAR, "no_row_is_held")]
)
def test_a_test_without_counts_has_a_verdict_all_the_same(
    warehouse: Path, test: str, check_id: str, status: str, verdict: str
) -> None:
    assert results(warehouse, node(test, status))[check_id, "fct_screenings"].verdict == verdict


@pytest.mark.parametrize("spoil", ["drop table {}", "update {} set failed = 99"])
def test_counts_that_cannot_be_used_are_an_error(warehouse: Path, spoil: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(spoil.format("checks.rules_fct_screenings_"))
    found = results(warehouse, node(RULES_TEST, "pass"))
    assert found["rules_judged", "fct_screenings"].verdict == "error"


def test_models_that_were_not_built_block(warehouse: Path) -> None:
    nodes = [
        node("model.prottasha.dim_months", "success"),
        node("model.prottasha.fct_events", "error"),
        node("model.prottasha.fct_qualifications", "skipped"),
    ]
    built = results(warehouse, *nodes)["models_built", "models"]
    assert (built.verdict, built.evaluated, built.failed) == ("failed", 3, 2)
    assert built.row_references == "fct_events, fct_qualifications"
    assert list_blocking([built]) == [built]
    assert results(warehouse, nodes[0])["models_built", "models"].verdict == "passed"


def test_no_models_at_all_block(warehouse: Path) -> None:
    built = results(warehouse)["models_built", "models"]
    assert built.verdict == "not_evaluated"
    assert list_blocking([built]) == [built]
