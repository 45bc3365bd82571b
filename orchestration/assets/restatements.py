"""Restatements: which figures differ from those that readers were given, and why."""

from collections.abc import Iterator

import dagster as dg

from common.programme import Programme
from orchestration.assets.check_results import convert_check_results, list_check_specs
from orchestration.keys import OWNERS, POOL, RESTATEMENTS
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.versions import choose_code_version, hash_inputs
from orchestration.workspace import Workspace

COMPARED = ("fct_indicator_values", "fct_qualifications", "bridge_beneficiary_cases")


def build_restatements_asset(programme: Programme) -> dg.AssetsDefinition:
    """The candidate beside the releases that readers have."""
    checks = list_check_specs("publishing", RESTATEMENTS)

    @dg.multi_asset(
        name="publication__restatements",
        specs=[
            dg.AssetSpec(
                RESTATEMENTS,
                deps=[dg.AssetKey(["marts", name]) for name in COMPARED],
                group_name="audit",
                kinds={"python", "duckdb"},
                owners=OWNERS,
                description="Figures that were published with another value, and the causes.",
                code_version=choose_code_version("publishing", "expectations"),
            )
        ],
        check_specs=checks,
        # A check that had nothing to look at yields no result.
        can_subset=True,
        partitions_def=build_month_partitions(programme),
        backfill_policy=MONTH_BY_MONTH,
        pool=POOL,
    )
    def find_restatements(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        results = workspace.run_step(context)
        run = workspace.find_job(context.run).run
        if RESTATEMENTS in context.selected_asset_keys:
            yield dg.MaterializeResult(
                asset_key=RESTATEMENTS,
                metadata={"restated figures": sum(result.evaluated for result in results)},
                data_version=hash_inputs(run, "restatements", "restated_rows"),
            )
        yield from convert_check_results(context, checks, results)

    return find_restatements
