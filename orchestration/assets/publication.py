"""Audit and publication: the verdicts, the bulletin, and the one atomic step."""

from collections.abc import Iterable

import dagster as dg

from common.programme import Programme
from orchestration.keys import BULLETIN, OWNERS, RELEASE, RESTATEMENTS, VERDICTS
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.workspace import Workspace
from pipeline.published import Published, explain_current


def build_publication_assets(
    programme: Programme, figures: Iterable[dg.AssetKey], known_last: Iterable[dg.AssetKey]
) -> list[dg.AssetsDefinition]:
    """Verdicts → (fct_check_results) → bulletin → release.

    `figures` and `known_last` are what the last two dbt steps build.
    """
    months = build_month_partitions(programme)

    @dg.asset(
        key=VERDICTS,
        deps=[RESTATEMENTS, *figures],
        group_name="publication",
        kinds={"python"},
        owners=OWNERS,
        description="Every check of every engine with its verdict and its counts.",
        partitions_def=months,
        backfill_policy=MONTH_BY_MONTH,
    )
    def collect_verdicts(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult[None]:
        judged = [result.verdict for result in workspace.run_step(context)]
        return dg.MaterializeResult(
            metadata={verdict: judged.count(verdict) for verdict in sorted(set(judged))}
        )

    @dg.asset(
        key=BULLETIN,
        deps=[*figures, *known_last],
        group_name="publication",
        kinds={"html"},
        owners=OWNERS,
        description="The month's bulletin: figures, reconciliation, findings, checks.",
        partitions_def=months,
        backfill_policy=MONTH_BY_MONTH,
    )
    def render_bulletin(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult[None]:
        page = workspace.run_step(context)
        return dg.MaterializeResult(metadata={"bytes": page.stat().st_size})

    @dg.asset(
        key=RELEASE,
        deps=[BULLETIN],
        group_name="publication",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        description="The release that readers open; refused if a blocking check did not pass.",
        partitions_def=months,
        backfill_policy=MONTH_BY_MONTH,
    )
    def publish_release(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult[None]:
        published: Published = workspace.run_step(context)
        name, current = published.folder.name, published.current
        if not published.is_new:
            context.log.info(f"nothing has changed since {name}: it is not published again")
        if told := explain_current(name, current):
            context.log.info(told)
        return dg.MaterializeResult(
            metadata={
                "release": name,
                "published by this run": published.is_new,
                "readers get": current or "no release",
                "bulletin": dg.MetadataValue.path(published.folder / "bulletin.html"),
            }
        )

    return [collect_verdicts, render_bulletin, publish_release]
