"""The dbt models and their tests as assets and asset checks, built in this process."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from common.programme import Programme
from orchestration.assets.column_lineage import LineageReader
from orchestration.assets.dbt_checks import convert_test, find_check, read_counts
from orchestration.assets.table_schemas import complete_schema, read_types
from orchestration.assets.translator import TRANSLATOR
from orchestration.keys import POOL
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.workspace import Workspace
from pipeline import dbt_runner
from pipeline.job import STEPS
from pipeline.steps import BuildFailed


def build_warehouse_assets(programme: Programme) -> list[dg.AssetsDefinition]:
    """The three dbt steps of a run: before identity, after it, and the verdicts."""
    return [
        _build_dbt_step(step.name.removeprefix("dbt_"), programme)
        for step in STEPS
        if step.name.startswith("dbt_")
    ]


def _build_dbt_step(selector: str, programme: Programme) -> dg.AssetsDefinition:
    manifest = dbt_runner.load_manifest()

    @dbt_assets(
        manifest=manifest,
        select="",
        selector=selector,
        name=f"dbt_{selector}",
        partitions_def=build_month_partitions(programme),
        backfill_policy=MONTH_BY_MONTH,
        dagster_dbt_translator=TRANSLATOR,
        pool=POOL,
    )
    def build_models(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> Iterator[dg.Output[None] | dg.AssetCheckResult]:
        warehouse = workspace.find_job(context.run).run.warehouse
        only = list_selected_nodes(context, manifest) if context.is_subset else None
        try:
            nodes = workspace.run_step(context, only)
        except BuildFailed as failure:
            yield from _convert_results(context, failure.nodes, manifest, warehouse)
            raise
        yield from _convert_results(context, nodes, manifest, warehouse)

    return build_models


def list_selected_nodes(
    context: dg.AssetExecutionContext, manifest: Mapping[str, Any]
) -> list[str]:
    """The unique ids of the dbt nodes whose assets and checks a run has selected."""
    return [
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if (
            TRANSLATOR.get_asset_key(node) in context.selected_asset_keys
            if node["resource_type"] in ("model", "seed")
            else node["resource_type"] == "test"
            and get_asset_check_key_for_test(manifest, TRANSLATOR, unique_id, None)
            in context.selected_asset_check_keys
        )
    ]


def _convert_results(
    context: dg.AssetExecutionContext,
    nodes: Sequence[dbt_runner.NodeResult],
    manifest: Mapping[str, Any],
    warehouse: Path,
) -> Iterator[dg.Output[None] | dg.AssetCheckResult]:
    """Dagster's events for dbt's results: outputs for models, check results for tests."""
    row_counts = dbt_runner.count_rows(warehouse)
    types = read_types(warehouse)
    lineage = LineageReader(manifest, TRANSLATOR, types)
    tests = [node.unique_id for node in nodes if node.unique_id.startswith("test.")]
    counts = read_counts(warehouse, {test: manifest["nodes"][test]["alias"] for test in tests})
    for node in nodes:
        if node.message and node.status in ("error", "fail", "warn"):
            context.log.warning("%s: %s", node.unique_id, node.message)
        if node.unique_id.startswith("test."):
            check = get_asset_check_key_for_test(manifest, TRANSLATOR, node.unique_id, None)
            if check and check in context.selected_asset_check_keys and node.status != "skipped":
                test = manifest["nodes"][node.unique_id]
                yield from convert_test(
                    check, node, find_check(test), counts.get(node.unique_id, [])
                )
        elif node.unique_id.startswith(("model.", "seed.")) and node.status == "success":
            spec = TRANSLATOR.get_asset_spec(manifest, node.unique_id, None)
            if spec.key not in context.selected_asset_keys:
                continue  # the whole step was built, and a part of it was asked for
            rows = row_counts.get(".".join(spec.key.path))
            yield dg.Output(
                None,
                output_name=spec.key.to_python_identifier(),
                metadata={
                    "seconds": node.seconds,
                    **complete_schema(spec, types),
                    **lineage.describe_lineage(node.unique_id),
                    **({} if rows is None else {"dagster/row_count": rows}),
                },
            )
    lineage.keep()
