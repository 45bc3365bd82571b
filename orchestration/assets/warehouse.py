"""The dbt models and their tests as assets and asset checks, built in this process."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from common.programme import Programme
from orchestration.keys import GATE, OWNERS, PERSON_LINKS, RESTATEMENTS, VERDICTS
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.workspace import Workspace
from pipeline import dbt_runner
from pipeline.job import STEPS
from pipeline.steps import BuildFailed

if TYPE_CHECKING:
    from dagster_dbt import DbtProject

# What a dbt source is called as an asset, where a station other than ingestion makes it.
MADE_ELSEWHERE = {
    "person_links": PERSON_LINKS,
    "restatements": RESTATEMENTS,
    "restated_rows": RESTATEMENTS,
    "check_results": VERDICTS,
}
RECONCILIATION = {"fct_published_figures", "fct_reconciliation", "fct_findings"}


class Translator(DagsterDbtTranslator):
    """Names, groups and owners of the dbt nodes as the picture of the data's way has them."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return MADE_ELSEWHERE.get(name, dg.AssetKey([dbt_resource_props["source_name"], name]))
        return dg.AssetKey([dbt_resource_props["schema"], name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        if dbt_resource_props["name"] in RECONCILIATION:
            return "reconciliation"
        return str(dbt_resource_props["schema"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        return OWNERS

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: "DbtProject | None"
    ) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        # Nothing is modelled before the gate has judged the batch.
        if spec.group_name == "staging":
            return spec.replace_attributes(deps=[*spec.deps, dg.AssetDep(GATE)])
        return spec


# One step may make several sources.
TRANSLATOR = Translator(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))


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
    for node in nodes:
        if node.message and node.status in ("error", "fail", "warn"):
            context.log.warning("%s: %s", node.unique_id, node.message)
        if node.unique_id.startswith("test."):
            check = get_asset_check_key_for_test(manifest, TRANSLATOR, node.unique_id, None)
            if check and check in context.selected_asset_check_keys and node.status != "skipped":
                yield _convert_test(check, node)
        elif node.unique_id.startswith(("model.", "seed.")) and node.status == "success":
            key = TRANSLATOR.get_asset_spec(manifest, node.unique_id, None).key
            if key not in context.selected_asset_keys:
                continue  # the whole step was built, and a part of it was asked for
            rows = row_counts.get(".".join(key.path))
            yield dg.Output(
                None,
                output_name=key.to_python_identifier(),
                metadata={
                    "unique_id": node.unique_id,
                    "seconds": node.seconds,
                    **({} if rows is None else {"dagster/row_count": rows}),
                },
            )


def _convert_test(key: dg.AssetCheckKey, node: dbt_runner.NodeResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=node.status == "pass",
        severity=(
            dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR
        ),
        metadata={"failed rows": node.failures or 0, "status": node.status},
    )
