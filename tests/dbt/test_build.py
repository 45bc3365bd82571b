"""The project as a whole: what is built where, described how, and what never gets in."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb

from expectations.dictionary import load_checks
from ingestion.bronze_tables import list_table_columns
from pipeline import dbt_runner
from tests.dbt.conftest import Built

PERSONAL = {"full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone"}
FREE_TEXT = {"venue", "organiser", "title", "headline", "outlet", "upazila"}


def _models(layer: str) -> list[Any]:
    nodes = dbt_runner.parse_project().nodes.values()
    return [node for node in nodes if node.resource_type.value == "model" and node.schema == layer]


def test_the_small_programme_builds_without_a_failure_or_a_warning(built: Built) -> None:
    wrong = {n: r.status for n, r in built.nodes.items() if r.status not in ("success", "pass")}
    assert wrong == {}
    assert len(built.tests) > 40


def test_layers_are_schemas(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select distinct schema_name from duckdb_tables() where database_name = 'warehouse'"
    ).fetchall()
    assert {name for (name,) in found} == {
        "reference",
        "staging",
        "intermediate",
        "marts",
        "checks",
    }


def test_no_personal_column_and_no_free_text_is_selected(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where database_name = 'warehouse' and schema_name not in ('bronze', 'inputs') "
        "and table_name not in ('stg_check_results', 'fct_check_results')"
    ).fetchall()
    assert set(list_table_columns()["returnees"]) > PERSONAL
    assert [row for row in found if row[2] in PERSONAL | FREE_TEXT] == []


def test_no_value_of_a_row_is_logged(built: Built) -> None:
    logged = "\n".join(
        log.read_text("utf-8")
        for log in Path(built.field.root / "logs").rglob("*")
        if log.is_file()
    )
    assert "int_cases" in logged
    assert "Kamrul Hasan" not in logged


def test_every_mart_has_an_enforced_contract_and_says_its_grain_first() -> None:
    marts = _models("marts")
    assert len(marts) == 28
    for mart in marts:
        assert mart.config.contract.enforced, mart.name
        assert mart.description.startswith(("One row a ", "One row an ")), mart.name
        for column in mart.columns.values():
            assert column.data_type, f"{mart.name}.{column.name}"
            assert column.description, f"{mart.name}.{column.name}"


def test_marts_carry_their_descriptions_to_their_readers(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    comments = warehouse.execute(
        "select table_name, '', comment from duckdb_tables() where schema_name = 'marts' "
        "union all select table_name, column_name, comment from duckdb_columns() "
        "where schema_name = 'marts'"
    ).fetchall()
    described = {
        (mart.name, name): text
        for mart in _models("marts")
        for name, text in [
            ("", mart.description),
            *((column.name, column.description) for column in mart.columns.values()),
        ]
    }
    assert {(table, column): text for table, column, text in comments} == described


def test_every_model_is_described_by_its_grain() -> None:
    for layer in ("staging", "intermediate"):
        models = _models(layer)
        assert len(models) >= 10
        for model in models:
            assert model.description.startswith("One row"), model.name


def test_every_data_test_has_its_check_and_its_target() -> None:
    nodes = dbt_runner.parse_project().nodes.values()
    names, checks = {node.name for node in nodes}, load_checks()
    tests = [node for node in nodes if node.resource_type.value == "test"]
    assert len(tests) > 500
    for test in tests:
        meta = dbt_runner.read_check(test) | test.config.meta
        assert meta["check_id"] in checks, test.name
        assert meta["target"] in names, test.name


def test_every_model_and_seed_declares_its_key_and_has_its_rules_judged() -> None:
    nodes = dbt_runner.parse_project().nodes.values()
    declared: dict[str, set[str]] = {
        node.unique_id: set()
        for node in nodes
        if node.resource_type.value in ("model", "seed", "snapshot")
    }
    for node in nodes:
        if (metadata := getattr(node, "test_metadata", None)) is not None:
            declared[node.attached_node].add(metadata.name)
    keyed = {"unique", "unique_combination_of_columns"}
    without = [name for name, tests in declared.items() if not (tests & keyed)]
    assert without == []
    assert [name for name, tests in declared.items() if "rules" not in tests] == []


def test_every_column_of_every_model_is_described(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where database_name = 'warehouse' "
        "and schema_name in ('reference', 'staging', 'intermediate', 'marts')"
    ).fetchall()
    described = {
        (node.schema, node.name, column.name)
        for node in dbt_runner.parse_project().nodes.values()
        for column in node.columns.values()
        if column.description
    }
    assert len(found) > 500
    assert set(found) - described == set()


def test_the_steps_of_a_run_share_out_the_whole_project(built: Built) -> None:
    names = []
    places = dbt_runner.Places(
        built.field.root / "steps.duckdb", built.field.bronze, built.field.inputs
    )
    for selector in ("records", "figures", "verdicts"):
        results = dbt_runner.build_selection(selector, places)
        assert {r.status for r in results} <= {"success", "pass"}
        names += [r.unique_id.split(".")[2] for r in results if not r.unique_id.startswith("op")]
    assert len(names) == len(set(names))
    assert set(names) == set(built.nodes) - {n for n in built.nodes if n.startswith("prottasha-")}


def test_indicators_are_printed_in_the_order_of_the_registry(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    file = dbt_runner.PROJECT / "seeds" / "indicators.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        registry = [row["indicator_code"] for row in csv.DictReader(rows)]
    printed = warehouse.execute(
        "select indicator_code, print_order from marts.dim_indicators order by print_order"
    ).fetchall()
    assert printed == [(code, place) for place, code in enumerate(registry, 1)]


def test_figures_are_those_counted_by_hand(warehouse: duckdb.DuckDBPyConnection) -> None:
    """P1 comes home twice, by two centres whose spellings of one district differ."""
    figures = dict(
        warehouse.execute(
            "select concat_ws(' ', indicator_code, dimension, member, period), value "
            "from marts.fct_indicator_values where reporting_month = date '2022-09-01'"
        ).fetchall()
    )
    expected = {
        "screened total all cumulative": 4,
        "screened origin_sex eu|men cumulative": 1,
        "screened origin_sex eu|unknown cumulative": 1,
        "unique_beneficiaries total all cumulative": 2,
        "unique_beneficiaries total all month_new": 0,
        "unique_beneficiaries total all month_served": 2,
        "economic_support sex women month_served": 1,
        "medical_treatment total all cumulative": 0,
        "immediate_assistance total all month_new": 1,
        "migration_forums total all cumulative": 0,
        "workshops total all month_new": 0,
        "workshops total all cumulative": 1,
        "magistrates_trained sex women month_new": 7,
        "awareness_reach total all cumulative": 100,
        "dmcc_meeting_districts total all month_served": 1,
        "dmcc_districts total all month_new": 0,
        "social_media_reach platform facebook cumulative": 22,
        "social_media_reach total all cumulative": 30,
        "news_reports total all month_new": 1,
    }
    assert {cell: figures[cell] for cell in expected} == expected
