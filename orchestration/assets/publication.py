"""Audit and publication: the verdicts, the bulletin, and the one atomic step."""

import dagster as dg

from common.programme import Programme
from orchestration.assets.restatements import RESTATEMENTS
from orchestration.partitions import ONE_RUN, reporting_months
from orchestration.workspace import Workspace
from pipeline import steps

VERDICTS = dg.AssetKey(["checks", "verdicts"])
BULLETIN = dg.AssetKey(["publication", "bulletin"])
RELEASE = dg.AssetKey(["publication", "release"])
CHECK_RESULTS = dg.AssetKey(["marts", "fct_check_results"])
RESTATED = [dg.AssetKey(["marts", f"fct_{name}"]) for name in ("restatements", "restated_rows")]
LAST_MARTS = [
    dg.AssetKey(["marts", name])
    for name in (
        "fct_indicator_values",
        "fct_reconciliation",
        "fct_findings",
        "fct_identity_effects",
        "bridge_beneficiary_cases",
        "dim_source_files",
    )
]


def publication_assets(programme: Programme) -> list[dg.AssetsDefinition]:
    """Verdicts → (fct_check_results) → bulletin → release."""
    months = reporting_months(programme)

    @dg.asset(
        key=VERDICTS,
        deps=[RESTATEMENTS, *LAST_MARTS],
        group_name="publication",
        kinds={"python"},
        owners=["team:data-engineering"],
        description="Every check of every engine with its verdict and its counts.",
        partitions_def=months,
        backfill_policy=ONE_RUN,
    )
    def verdicts(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.MaterializeResult[None]:
        judged = [result.verdict for result in steps.judge(workspace.started(context))]
        return dg.MaterializeResult(
            metadata={verdict: judged.count(verdict) for verdict in sorted(set(judged))}
        )

    @dg.asset(
        key=BULLETIN,
        deps=[CHECK_RESULTS, *RESTATED, *LAST_MARTS],
        group_name="publication",
        kinds={"html"},
        owners=["team:data-engineering"],
        description="The month's bulletin: figures, reconciliation, findings, checks.",
        partitions_def=months,
        backfill_policy=ONE_RUN,
    )
    def bulletin(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.MaterializeResult[None]:
        page = steps.render_bulletin(workspace.started(context))
        return dg.MaterializeResult(metadata={"bytes": page.stat().st_size})

    @dg.asset(
        key=RELEASE,
        deps=[BULLETIN],
        group_name="publication",
        kinds={"duckdb", "parquet"},
        owners=["team:data-engineering"],
        description="The release that readers open; refused if a blocking check did not pass.",
        partitions_def=months,
        backfill_policy=ONE_RUN,
    )
    def release(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.MaterializeResult[None]:
        try:
            folder = steps.publish(workspace.started(context))
        except steps.Refused as refusal:
            raise dg.Failure(str(refusal), allow_retries=False) from None
        return dg.MaterializeResult(
            metadata={
                "release": folder.name,
                "bulletin": dg.MetadataValue.path(folder / "bulletin.html"),
            }
        )

    return [verdicts, bulletin, release]
