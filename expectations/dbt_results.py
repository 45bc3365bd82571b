"""What dbt's tests found: counts from the candidate's schema `checks`, one result per rule.

A test stores one row per rule: `rule` (`<check id>`, or `<check id>:<columns>`), `evaluated`,
`failed`, `row_references`. Nothing else of the candidate is read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.verdicts import Bench, CheckResult

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger(__name__)
Node = Mapping[str, Any]
# The statuses of a test that ran to its end, whatever it found.
RAN = {"pass", "warn", "fail"}


def collect_results(
    warehouse: Path,
    nodes: Iterable[Node],
    *,
    reporting_month: date,
    bench: Bench | None = None,
) -> list[CheckResult]:
    """Results of the dbt nodes (`unique_id`, `status`, `meta`, `alias`) built in `warehouse`.

    A test's `meta` names its `check_id` and its `target`. A test that broke is an error, one that
    dbt skipped was not evaluated. The models themselves are one check: `models_built`.
    """
    import duckdb

    bench = bench or Bench.for_month(reporting_month)
    nodes = list(nodes)
    results = [_judge_models(nodes, bench)]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for node in nodes:
            if node["unique_id"].startswith("test."):
                results += _read_test_results(connection, node, bench)
    return results


def _judge_models(nodes: list[Node], bench: Bench) -> CheckResult:
    """dbt rejects a model whose columns, types or constraints differ from its contract."""
    models = [node for node in nodes if node["unique_id"].startswith("model.")]
    missing = [_parse_name(node) for node in models if node["status"] != "success"]
    return bench.conclude_check("models_built", "models", len(models), len(missing), missing)


def _read_test_results(
    connection: DuckDBPyConnection, node: Node, bench: Bench
) -> list[CheckResult]:
    import duckdb

    if node["status"] not in RAN:
        return [_conclude_without_counts(node, bench)]
    try:
        rows = connection.execute(
            "select rule, evaluated, failed, row_references "
            f'from checks."{node["alias"]}" order by rule'
        ).fetchall()
        return [_conclude_rule(row, str(node["meta"]["target"]), bench) for row in rows]
    except (duckdb.Error, ValueError) as error:
        log.error("the counts of %s cannot be used: %s", _parse_name(node), type(error).__name__)
        return [_conclude_without_counts({**node, "status": "error"}, bench)]


def _conclude_rule(row: tuple[Any, ...], model: str, bench: Bench) -> CheckResult:
    rule, evaluated, failed, references = row
    check_id, _, columns = str(rule).partition(":")
    target = f"{model}.{columns}" if columns else model
    shown = references.split(", ") if references else ()
    return bench.conclude_check(check_id, target, int(evaluated), int(failed), shown)


def _conclude_without_counts(node: Node, bench: Bench) -> CheckResult:
    """The result of a test that broke or was skipped, so that its rules are not known."""
    check_id, target = node["meta"]["check_id"], node["meta"]["target"]
    if node["status"] == "skipped":
        return bench.conclude_check(check_id, target, 0, 0)
    return bench.conclude_error(check_id, target)


def _parse_name(node: Node) -> str:
    return str(node["unique_id"]).split(".")[2]
