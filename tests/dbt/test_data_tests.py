"""Every rule of every data test looks at all clean rows, passes, and fails on a planted fault."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import Built
from tests.dbt.evaluated import OPTIONAL, list_counts
from tests.dbt.planted_faults import EXPRESSIONS, FAULTS, HARMLESS, ROWS, Change

Judged = dict[str, tuple[int, int, str | None]]


def _judge(warehouse: duckdb.DuckDBPyConnection, node: Any) -> Judged:
    rows = warehouse.execute(node.node.compiled_code).fetchall()
    return {rule: (evaluated, failed, references) for rule, evaluated, failed, references in rows}


def _relation(node: Any) -> str:
    """The model that a generic test judges, as schema and name."""
    found = re.search(r'from "warehouse"\."(\w+)"\."(\w+)"', node.node.compiled_code)
    assert found
    return ".".join(found.groups())


def _fault(rule: str, model: str) -> str:
    kind, _, columns = rule.partition(":")
    if kind == "unique_key":
        return f"insert into {model} select * from {model} limit 1"
    if kind == "not_null":
        # A contract may forbid it, too.
        return (
            f"alter table {model} alter {columns} drop not null; "
            f"update {model} set {columns} = null"
        )
    if kind == "relationships" and columns.endswith("_month"):
        return f"update {model} set {columns} = date '2016-01-01'"
    if kind in ("accepted_values", "relationships"):
        return f"update {model} set {columns} = 'nonsense'"
    return EXPRESSIONS[kind].format(model=model)


def _list_rules(built: Built, warehouse: duckdb.DuckDBPyConnection, *, generic: bool) -> Judged:
    """What every rule of the singular or the generic data tests finds, by test and rule."""
    return {
        f"{name} {rule}": counts
        for name, node in built.tests.items()
        if name.startswith("rules_") == generic
        for rule, counts in _judge(warehouse, node).items()
    }


def _count_rows(warehouse: duckdb.DuckDBPyConnection, model: str, rule: str) -> int:
    """The rows of a model that a rule of a generic test has to look at."""
    kind, _, column = rule.partition(":")
    if kind in OPTIONAL:
        return OPTIONAL[kind]
    counted = column if kind in ("accepted_values", "relationships") else "*"
    ((count,),) = warehouse.execute(f"select count({counted}) from {model}").fetchall()
    return int(count)


def test_every_generic_rule_looks_at_all_clean_rows_and_passes(
    built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    for statement in ROWS.values():
        warehouse.execute(statement)
    expected = {}
    for name_and_rule in (judged := _list_rules(built, warehouse, generic=True)):
        name, rule = name_and_rule.split(" ")
        model = _relation(built.tests[name])
        expected[name_and_rule] = (_count_rows(warehouse, model, rule), 0, None)
    assert len(expected) > 450
    assert judged == expected
    assert [rule for rule, (evaluated, *_) in judged.items() if not evaluated] == []


def test_every_singular_test_looks_at_all_clean_rows_and_passes(
    built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    judged = _list_rules(built, warehouse, generic=False)
    found = {name.split(" ")[1]: counts for name, counts in judged.items()}
    assert found == {rule: (count, 0, None) for rule, count in list_counts().items()}


@pytest.mark.parametrize("generic", [True, False])
def test_rules_evaluate_nothing_in_an_empty_warehouse(
    generic: bool, built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    clean = _list_rules(built, warehouse, generic=generic)
    tables = warehouse.execute(
        "select concat_ws('.', schema_name, table_name) from duckdb_tables() "
        "where database_name = 'warehouse' and table_name <> 'stg_run_parameters'"
    ).fetchall()
    for (table,) in tables:
        if not table.startswith("checks."):
            warehouse.execute(f"delete from {table}")
    judged = _list_rules(built, warehouse, generic=generic)
    assert {name: counts for name, counts in judged.items() if "run_parameters" not in name} == (
        {name: (0, 0, None) for name in clean if "run_parameters" not in name}
    )


def test_the_counts_of_every_rule_survive_in_the_candidate(
    built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    for name, node in built.tests.items():
        stored = warehouse.execute(f'from checks."{node.node.alias}"').fetchall()
        judged = _judge(warehouse, node)
        assert {row[0]: tuple(row[1:]) for row in stored} == judged


def test_every_rule_fails_on_its_fault(built: Built, warehouse: duckdb.DuckDBPyConnection) -> None:
    judged, passed = 0, []
    for name, node in built.tests.items():
        if not name.startswith("rules_"):
            continue
        model = _relation(node)
        for rule in _judge(warehouse, node):
            warehouse.execute("rollback; begin")
            _make_table(warehouse, model)
            warehouse.execute(ROWS.get(model, "select 1"))
            warehouse.execute(_fault(rule, model))
            judged += 1
            evaluated, failed, references = _judge(warehouse, node)[rule]
            if not (0 < failed <= evaluated and references is not None):
                passed.append((name, rule, evaluated, failed, references))
    assert passed == []
    assert judged > 450


def _make_table(warehouse: duckdb.DuckDBPyConnection, model: str) -> None:
    """A view cannot be changed: put a table in its place."""
    views = warehouse.execute(
        "select concat_ws('.', schema_name, view_name) from duckdb_views()"
    ).fetchall()
    if (model,) not in views:
        return
    warehouse.execute(f"create temp table rows as from {model}; drop view {model} cascade;")
    warehouse.execute(f"create table {model} as from rows; drop table rows;")


@pytest.mark.parametrize("change", [*FAULTS, *HARMLESS], ids=lambda change: change.rule)
def test_a_singular_test_finds_the_rows_of_a_fault_and_no_others(
    change: Change, built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    node = built.tests[change.rule.partition(":")[0]]
    warehouse.execute(change.statement)
    _, failed, references = _judge(warehouse, node)[change.rule]
    assert (failed, references) == (change.failed, change.references)


def test_every_rule_of_a_singular_test_has_a_fault() -> None:
    assert {fault.rule for fault in FAULTS if fault.failed} == set(list_counts())
    assert all(fault.failed for fault in FAULTS)


def test_these_data_tests_and_no_others_only_warn(built: Built) -> None:
    warnings = {
        name for name, node in built.tests.items() if node.node.config.severity.lower() == "warn"
    }
    assert warnings == {
        "computed_subsets_lie_within_their_supersets",
        "every_dmcc_meeting_names_its_district",
        "every_place_given_is_recognised",
        "every_record_has_something_to_match_on",
        "no_figure_is_printed_in_two_ways",
        "no_row_is_held",
        "persons_have_no_conflicting_attributes",
        "published_figures_keep_the_invariants",
        "published_figures_match_the_records",
    }
