"""The tests of dbt as asset checks: what each judges, from the dictionary, and what it found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from expectations.dbt_results import RAN
from orchestration.assets.check_results import describe_check, list_guidance

if TYPE_CHECKING:
    from expectations.dictionary import Check
    from pipeline.dbt_runner import NodeResult

Node = Mapping[str, Any]
# Rule (`<check id>` or `<check id>:<columns>`), rows that it evaluated, rows that broke it.
Counts = list[tuple[str, int, int]]
# What declared tests are called in the dictionary, where that is another name.
KEYS = ("unique", "unique_combination_of_columns")
ALL_RULES = "The model keeps every rule that it declares"
RULES = dg.TableSchema(
    [
        dg.TableColumn("rule", "string"),
        dg.TableColumn("evaluated", "int"),
        dg.TableColumn("failed", "int"),
    ]
)


def find_check(test: Node) -> Check | None:
    """The check of the dictionary that stands for a test, or for all rules of a model."""
    from expectations import dictionary

    checks = dictionary.load_checks()
    declared = (test.get("test_metadata") or {}).get("name")
    names = (test["config"]["meta"].get("check_id"), _find_rule(test), declared)
    own = next((checks[name] for name in names if name in checks), None)
    return own or (checks["rules_judged"] if declared else None)


def describe_test(test: Node, manifest: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The description and the metadata of a test's asset check."""
    check = find_check(test)
    if check is None:
        return f"The test {test['name']} of dbt passes.", {}
    if check.id != "rules_judged":
        columns = _list_columns(test)
        listed = f" Columns: {columns}." if columns else ""
        return f"{describe_check(check)}{listed}", list_guidance(check)
    rules = _list_rules(test, manifest)
    listed = "".join(f"\n- {rule}" for rule in rules)
    return f"{ALL_RULES}, judged in one scan:\n{listed}" if rules else ALL_RULES, list_guidance(
        check
    )


def _list_rules(test: Node, manifest: Mapping[str, Any]) -> list[str]:
    """The rules that a model declares and that its test `rules` judges: titles and columns."""
    rules: dict[str, list[str]] = {}
    for node in manifest["nodes"].values():
        if (
            node["resource_type"] == "test"
            and node.get("attached_node") == test["attached_node"]
            and _find_rule(node) not in (None, "rules")
        ):
            check = find_check(node)
            title = check.title if check else str(_find_rule(node))
            rules.setdefault(title, []).append(_list_columns(node))
    return [
        title + (f": {', '.join(filter(None, columns))}" if any(columns) else "")
        for title, columns in sorted(rules.items())
    ]


def _find_rule(test: Node) -> str | None:
    """The name of a declared test in the dictionary: that of its kind, or of its expression."""
    declared = test.get("test_metadata")
    if not declared:
        return None
    name = str(declared["name"])
    return "unique_key" if name in KEYS else str(declared["kwargs"].get("rule", name))


def _list_columns(test: Node) -> str:
    arguments = (test.get("test_metadata") or {}).get("kwargs", {})
    columns = arguments.get("combination_of_columns") or [arguments.get("column_name")]
    return " and ".join(filter(None, columns))


def read_counts(warehouse: Path, tables: Mapping[str, str]) -> dict[str, Counts]:
    """What tests have counted, by the keys of `tables`: their tables in the candidate.

    A test that broke has left no table, and no counts.
    """
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        query = "select table_name from duckdb_tables() where schema_name = 'checks'"
        stored = {name for (name,) in connection.execute(query).fetchall()}
        return {
            test: connection.execute(
                f'select rule, evaluated, failed from checks."{table}" order by rule'
            ).fetchall()
            for test, table in tables.items()
            if table in stored
        }


def convert_test(
    key: dg.AssetCheckKey, node: NodeResult, check: Check | None, counts: Counts
) -> Iterator[dg.AssetCheckResult]:
    """The result of a test, none if it had nothing to look at: see `convert_check_results`."""
    evaluated = sum(rows for _, rows, _ in counts)
    is_missed = node.status in RAN and not evaluated
    if is_missed and not (check and check.must_be_evaluated):
        return
    rules = [
        dg.TableRecord({"rule": rule, "evaluated": rows, "failed": failed})
        for rule, rows, failed in counts
    ]
    is_warning = is_missed or node.status == "warn"
    yield dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=node.status == "pass" and not is_missed,
        severity=dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR,
        metadata={
            "status": "not_evaluated" if is_missed else node.status,
            "evaluated": evaluated,
            "failed": node.failures or 0,
            "rules": dg.TableMetadataValue(rules, RULES),
        },
    )
