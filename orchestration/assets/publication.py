"""Audit and publication: the verdicts, the bulletin, and the one atomic step."""

import dagster as dg

from common.programme import Programme
from orchestration.assets.release_metadata import describe_release
from orchestration.keys import BULLETIN, OWNERS, POOL, RELEASE, RESTATEMENTS, VERDICTS
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.versions import (
    choose_code_version,
    hash_inputs,
    read_file_version,
    read_release_version,
)
from orchestration.workspace import Workspace
from pipeline.published import Published, explain_current


def build_publication_assets(
    programme: Programme, figures: dg.AssetsDefinition, known_last: dg.AssetsDefinition
) -> list[dg.AssetsDefinition]:
    """Verdicts → (fct_check_results) → bulletin → release.

    `figures` and `known_last` are the last two dbt steps.
    """
    months = build_month_partitions(programme)
    counted = _find_last_models(figures)

    @dg.asset(
        key=VERDICTS,
        deps=[RESTATEMENTS, *counted],
        group_name="audit",
        kinds={"python"},
        owners=OWNERS,
        description="Every check of every engine with its verdict and its counts.",
        code_version=choose_code_version("expectations", "pipeline"),
        partitions_def=months,
        backfill_policy=MONTH_BY_MONTH,
        pool=POOL,
    )
    def collect_verdicts(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult[None]:
        judged = [result.verdict for result in workspace.run_step(context)]
        return dg.MaterializeResult(
            metadata={verdict: judged.count(verdict) for verdict in sorted(set(judged))},
            data_version=hash_inputs(workspace.find_job(context.run).run, "check_results"),
        )

    @dg.asset(
        key=BULLETIN,
        deps=[*counted, *_find_last_models(known_last)],
        group_name="publication",
        kinds={"html"},
        owners=OWNERS,
        description="The month's bulletin: figures, reconciliation, findings, checks.",
        code_version=choose_code_version("publishing"),
        partitions_def=months,
        backfill_policy=MONTH_BY_MONTH,
        pool=POOL,
    )
    def render_bulletin(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult[None]:
        page = workspace.run_step(context)
        return dg.MaterializeResult(
            metadata={"bytes": page.stat().st_size}, data_version=read_file_version(page)
        )

    @dg.asset(
        key=RELEASE,
        deps=[BULLETIN],
        group_name="publication",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        description="The release that readers open; refused if a blocking check did not pass.",
        code_version=choose_code_version("publishing", "pipeline"),
        partitions_def=months,
        backfill_policy=MONTH_BY_MONTH,
        pool=POOL,
    )
    def publish_release(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult[None]:
        month = workspace.find_job(context.run).run.month_label
        published: Published = workspace.run_step(context)
        name = published.folder.name
        if not published.is_new:
            context.log.info(f"nothing has changed since {name}: it is not published again")
        if told := explain_current(name, published.current):
            context.log.info(told)
        return dg.MaterializeResult(
            metadata=describe_release(published, month),
            data_version=read_release_version(published.folder),
        )

    return [collect_verdicts, render_bulletin, publish_release]


def _find_last_models(step: dg.AssetsDefinition) -> list[dg.AssetKey]:
    """The models of a dbt step that no other one of it reads: all others are upstream of them."""
    read = {dependency.asset_key for spec in step.specs for dependency in spec.deps}
    return sorted(step.keys - read)
