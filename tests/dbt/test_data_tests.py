"""Every rule of every data test looks at clean rows and passes, and fails on a planted fault."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import Built
from tests.dbt.faults import EXPRESSIONS, SENTENCES

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
        return f"update {model} set {columns} = null"
    if kind == "relationships" and columns.endswith("_month"):
        return f"update {model} set {columns} = date '2016-01-01'"
    if kind in ("accepted_values", "relationships"):
        return f"update {model} set {columns} = 'nonsense'"
    return EXPRESSIONS[kind].format(model=model)


def test_clean_rows_are_looked_at_and_pass(
    built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    judged = {
        f"{name} {rule}": counts
        for name, node in built.tests.items()
        for rule, counts in _judge(warehouse, node).items()
    }
    assert {rule: c for rule, c in judged.items() if c[0] == 0 or c[1] or c[2]} == {}


def test_the_counts_of_every_rule_survive_in_the_candidate(
    built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    for name, node in built.tests.items():
        stored = warehouse.execute(f'from checks."{name}"').fetchall()
        judged = _judge(warehouse, node)
        assert {row[0]: tuple(row[1:]) for row in stored} == judged


def test_every_rule_fails_on_its_fault(built: Built, warehouse: duckdb.DuckDBPyConnection) -> None:
    passed = []
    for name, node in built.tests.items():
        if not name.endswith("_rules"):
            continue
        model = _relation(node)
        for rule in _judge(warehouse, node):
            warehouse.execute("rollback; begin")
            if model in ("intermediate.int_district_names", "intermediate.int_country_names"):
                _make_table(warehouse, model)
            warehouse.execute(_fault(rule, model))
            evaluated, failed, references = _judge(warehouse, node)[rule]
            if not (0 < failed <= evaluated and references):
                passed.append((name, rule, evaluated, failed, references))
    assert passed == []


def _make_table(warehouse: duckdb.DuckDBPyConnection, view: str) -> None:
    warehouse.execute(f"create temp table rows as from {view}; drop view {view} cascade;")
    warehouse.execute(f"create table {view} as from rows; drop table rows;")


@pytest.mark.parametrize("rule", sorted(SENTENCES))
def test_every_sentence_fails_on_its_fault(
    rule: str, built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    node = built.tests[rule.partition(":")[0]]
    clean = _judge(warehouse, node)
    warehouse.execute(SENTENCES[rule])
    spoiled = _judge(warehouse, node)
    assert clean[rule][1] == 0
    assert spoiled[rule][1] > 0
    assert spoiled[rule][2]


def test_every_sentence_has_a_fault(built: Built, warehouse: duckdb.DuckDBPyConnection) -> None:
    judged = {
        rule
        for name, node in built.tests.items()
        if not name.endswith("_rules")
        for rule in _judge(warehouse, node)
    }
    assert judged == set(SENTENCES)


def test_what_blocks_and_what_never_does(built: Built) -> None:
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
