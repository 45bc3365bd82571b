"""Restatements: which figures are given otherwise than readers were given them, and why."""

from collections.abc import Iterator

import dagster as dg

from common.programme import Programme
from orchestration.assets.check_results import asset_check_results, check_specs
from orchestration.partitions import ONE_RUN, reporting_months
from orchestration.workspace import Workspace
from pipeline import steps

RESTATEMENTS = dg.AssetKey(["publication", "restatements"])
COMPARED = ("fct_indicator_values", "fct_qualifications", "bridge_beneficiary_cases")


def restatements_asset(programme: Programme) -> dg.AssetsDefinition:
    """The candidate beside the releases that readers have."""
    checks = check_specs("publishing", RESTATEMENTS)

    @dg.asset(
        key=RESTATEMENTS,
        deps=[dg.AssetKey(["marts", name]) for name in COMPARED],
        check_specs=checks,
        group_name="publication",
        kinds={"python", "duckdb"},
        owners=["team:data-engineering"],
        description="Figures that were published otherwise, the difference split by cause.",
        partitions_def=reporting_months(programme),
        backfill_policy=ONE_RUN,
    )
    def restatements(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        results = steps.restate(workspace.started(context))
        yield dg.MaterializeResult(
            metadata={"restated figures": sum(result.evaluated for result in results)}
        )
        yield from asset_check_results(checks, results)

    return restatements
