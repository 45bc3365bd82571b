"""Restatements: which figures differ from those that readers were given, and why."""

from collections.abc import Iterator

import dagster as dg

from common.programme import Programme
from orchestration.assets.check_results import convert_check_results, list_check_specs
from orchestration.keys import OWNERS, RESTATEMENTS
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.workspace import Workspace

COMPARED = ("fct_indicator_values", "fct_qualifications", "bridge_beneficiary_cases")


def build_restatements_asset(programme: Programme) -> dg.AssetsDefinition:
    """The candidate beside the releases that readers have."""
    checks = list_check_specs("publishing", RESTATEMENTS)

    @dg.asset(
        key=RESTATEMENTS,
        deps=[dg.AssetKey(["marts", name]) for name in COMPARED],
        check_specs=checks,
        group_name="publication",
        kinds={"python", "duckdb"},
        owners=OWNERS,
        description="Figures that were published with another value, and the causes.",
        partitions_def=build_month_partitions(programme),
        backfill_policy=MONTH_BY_MONTH,
    )
    def find_restatements(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        results = workspace.run_step(context)
        yield dg.MaterializeResult(
            metadata={"restated figures": sum(result.evaluated for result in results)}
        )
        yield from convert_check_results(checks, results)

    return find_restatements
