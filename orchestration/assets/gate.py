"""The gate: Great Expectations judges what is new, one batch for each source and run."""

from collections.abc import Iterator

import dagster as dg

from common.programme import Programme
from orchestration.assets.bronze import SOURCES
from orchestration.assets.check_results import convert_check_results, list_check_specs
from orchestration.keys import GATE, LEDGER, OWNERS
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.workspace import Workspace


def build_gate_asset(programme: Programme) -> dg.AssetsDefinition:
    """Verdicts on completeness, rates, drift and expected deliveries."""
    checks = list_check_specs("great_expectations", GATE)

    @dg.asset(
        key=GATE,
        deps=[LEDGER, *(dg.AssetKey(["bronze", name]) for name in SOURCES)],
        check_specs=checks,
        group_name="gate",
        kinds={"python", "greatexpectations"},
        owners=OWNERS,
        description="Verdicts on every batch that no release holds yet; counts, never values.",
        partitions_def=build_month_partitions(programme),
        backfill_policy=MONTH_BY_MONTH,
    )
    def judge_deliveries(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        results = workspace.run_step(context)
        verdicts = [result.verdict for result in results]
        yield dg.MaterializeResult(
            metadata={verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}
        )
        yield from convert_check_results(checks, results)

    return judge_deliveries
