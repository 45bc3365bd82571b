"""The gate: Great Expectations judges what is new, one batch for each source and run."""

from collections.abc import Iterator

import dagster as dg

from common.programme import Programme
from orchestration.assets.bronze import SOURCES
from orchestration.assets.check_results import convert_check_results, list_check_specs
from orchestration.keys import GATE, LEDGER, OWNERS, POOL
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.versions import choose_code_version, hash_inputs
from orchestration.workspace import Workspace


def build_gate_asset(programme: Programme) -> dg.AssetsDefinition:
    """Verdicts on completeness, rates, drift and expected deliveries."""
    checks = list_check_specs("great_expectations", GATE)

    @dg.multi_asset(
        name="checks__gate",
        specs=[
            dg.AssetSpec(
                GATE,
                deps=[LEDGER, *(dg.AssetKey(["bronze", name]) for name in SOURCES)],
                group_name="gate",
                kinds={"python", "greatexpectations"},
                owners=OWNERS,
                description=(
                    "Verdicts on every batch that no release holds yet; counts, never values."
                ),
                code_version=choose_code_version("expectations"),
            )
        ],
        check_specs=checks,
        # A check that had nothing to look at yields no result.
        can_subset=True,
        partitions_def=build_month_partitions(programme),
        backfill_policy=MONTH_BY_MONTH,
        pool=POOL,
    )
    def judge_deliveries(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        results = workspace.run_step(context)
        verdicts = [result.verdict for result in results]
        if GATE in context.selected_asset_keys:
            yield dg.MaterializeResult(
                asset_key=GATE,
                metadata={verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))},
                # It stands for all that was ever judged: what is published was judged before.
                data_version=hash_inputs(workspace.find_job(context.run).run, "source_files"),
            )
        yield from convert_check_results(context, checks, results)

    return judge_deliveries
