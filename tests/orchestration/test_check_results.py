"""A check that had nothing to look at has no result, and stands in nobody's way."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import dagster as dg
import pytest
from dagster_dbt import dbt_assets

from expectations import dictionary
from expectations.verdicts import CheckResult, Verdict
from orchestration.assets.check_results import convert_check_results, list_check_specs
from orchestration.assets.dbt_checks import convert_test
from orchestration.assets.translator import TRANSLATOR
from pipeline.dbt_runner import NodeResult, load_manifest

ASSET = dg.AssetKey("judged")
CHECKS = dictionary.load_checks()
CHECK = dg.AssetCheckKey(ASSET, "a_test")


def judged(check_id: str, verdict: Verdict, evaluated: int, failed: int = 0) -> CheckResult:
    check = CHECKS[check_id]
    counts = (evaluated, failed, 0)
    return CheckResult(
        check_id, "somewhere", check.engine, check.quality_dimension, check.severity,
        check.threshold, *counts, verdict, None,
    )  # fmt: skip


def convert(results: Sequence[CheckResult], engine: str = "ingestion") -> list[Any]:
    specs = list_check_specs(engine, ASSET)
    context = SimpleNamespace(selected_asset_check_keys={spec.key for spec in specs})
    return list(convert_check_results(cast("dg.AssetExecutionContext", context), specs, results))


def test_what_was_not_evaluated_has_no_result() -> None:
    found = convert(
        [judged("rows_conserved", "passed", 9), judged("files_accepted", "not_evaluated", 0)]
    )
    assert [(result.check_name, result.passed) for result in found] == [("rows_conserved", True)]
    assert convert([], "great_expectations") == []


def test_what_must_be_evaluated_fails_without_stopping_the_run_before_the_audit() -> None:
    (result,) = convert([judged("rows_conserved", "not_evaluated", 0)])
    assert (result.check_name, result.passed) == ("rows_conserved", False)
    assert result.severity == dg.AssetCheckSeverity.WARN


@pytest.mark.parametrize("verdict", ["failed", "error"])
def test_a_blocking_check_that_did_not_pass_stops_the_run(verdict: Verdict) -> None:
    (result,) = convert([judged("rows_conserved", verdict, 0 if verdict == "error" else 9, 1)])
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.ERROR


def node(status: str, failures: int | None = 0) -> NodeResult:
    return NodeResult("test.prottasha.a_test", status, failures, 0.1, "", {}, "a_test")


@pytest.mark.parametrize(
    ("status", "counts", "expected"),
    [
        ("pass", [("unique_key:id", 5, 0), ("not_null:id", 0, 0)], [(True, "pass")]),
        ("pass", [("unique_key:id", 0, 0)], []),
        ("fail", [("unique_key:id", 5, 2)], [(False, "fail")]),
        ("warn", [("no_row_is_held", 5, 2)], [(False, "warn")]),
        ("error", [], [(False, "error")]),
    ],
)
def test_a_test_of_dbt_has_a_result_if_it_counted_a_row_or_broke(
    status: str, counts: list[tuple[str, int, int]], expected: list[tuple[bool, str]]
) -> None:
    found = list(convert_test(CHECK, node(status), CHECKS["rules_judged"], counts))
    assert [(result.passed, result.metadata["status"].value) for result in found] == expected
    for result in found:
        table = cast("dg.TableMetadataValue", result.metadata["rules"])
        assert [tuple(record.data.values()) for record in table.records] == counts


def test_a_test_of_dbt_that_must_be_evaluated_fails_if_it_was_not() -> None:
    check = CHECKS["every_month_has_every_cell"]
    (result,) = convert_test(CHECK, node("pass"), check, [(check.id, 0, 0)])
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN


def run_judged(assets: Iterable[dg.AssetsDefinition]) -> dg.ExecuteInProcessResult:
    with dg.DagsterInstance.ephemeral() as instance:
        return dg.materialize([*assets], instance=instance, raise_on_error=False)


def build_judged(results: Sequence[dg.AssetCheckResult]) -> list[dg.AssetsDefinition]:
    """An asset with a blocking check and one that only warns, and an asset downstream."""
    specs = [
        dg.AssetCheckSpec("blocks", asset=ASSET, blocking=True),
        dg.AssetCheckSpec("warns", asset=ASSET),
    ]

    @dg.multi_asset(specs=[dg.AssetSpec(ASSET)], check_specs=specs, can_subset=True)
    def make_judged() -> Any:
        yield dg.MaterializeResult(asset_key=ASSET)
        yield from results

    @dg.asset(deps=[ASSET])
    def downstream() -> None: ...

    return [make_judged, downstream]


def test_an_asset_whose_checks_yield_nothing_succeeds_and_so_does_what_follows() -> None:
    result = run_judged(build_judged([]))
    assert result.success
    assert {key.path[-1] for key in materialized(result)} == {"judged", "downstream"}
    assert result.get_asset_check_evaluations() == []


def test_a_blocking_check_that_fails_still_keeps_what_follows_from_being_made() -> None:
    failed = dg.AssetCheckResult(asset_key=ASSET, check_name="blocks", passed=False)
    result = run_judged(build_judged([failed]))
    assert not result.success
    assert {key.path[-1] for key in materialized(result)} == {"judged"}


def test_models_of_dbt_whose_tests_yield_nothing_succeed() -> None:
    @dbt_assets(
        manifest=load_manifest(),
        select="fct_findings int_cases",
        dagster_dbt_translator=TRANSLATOR,
    )
    def build_models(context: dg.AssetExecutionContext) -> Any:
        for key in context.selected_asset_keys:
            yield dg.Output(None, output_name=key.to_python_identifier())

    assert [*build_models.check_specs]
    result = run_judged([build_models])
    assert result.success
    assert len(materialized(result)) == 2


def materialized(result: dg.ExecuteInProcessResult) -> list[dg.AssetKey]:
    return [
        event.asset_key
        for event in result.all_events
        if event.is_step_materialization and event.asset_key
    ]
