"""The gate: Great Expectations judges what is new in each source, a batch a source and run."""

from collections.abc import Iterator

import dagster as dg

from common.programme import Programme
from orchestration.assets.bronze import LEDGER, SOURCES
from orchestration.assets.check_results import asset_check_results, check_specs
from orchestration.partitions import ONE_RUN, reporting_months
from orchestration.workspace import Workspace
from pipeline import steps

GATE = dg.AssetKey(["checks", "gate"])


def gate_asset(programme: Programme) -> dg.AssetsDefinition:
    """Verdicts on completeness, rates, drift and expected deliveries."""
    checks = check_specs("great_expectations", GATE)

    @dg.asset(
        key=GATE,
        deps=[LEDGER, *(dg.AssetKey(["bronze", name]) for name in SOURCES)],
        check_specs=checks,
        group_name="gate",
        kinds={"python", "greatexpectations"},
        owners=["team:data-engineering"],
        description="Verdicts on every batch that no release holds yet; counts, never values.",
        partitions_def=reporting_months(programme),
        backfill_policy=ONE_RUN,
    )
    def gate(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        results = workspace.apart(steps.gate, workspace.started(context))
        verdicts = [result.verdict for result in results]
        yield dg.MaterializeResult(
            metadata={verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}
        )
        yield from asset_check_results(checks, results)

    return gate
