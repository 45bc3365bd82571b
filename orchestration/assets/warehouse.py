"""The dbt models and their tests as assets and asset checks, built in this process."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from common.programme import Programme
from orchestration.assets.gate import GATE
from orchestration.assets.person_links import PERSON_LINKS
from orchestration.assets.publication import VERDICTS
from orchestration.assets.restatements import RESTATEMENTS
from orchestration.partitions import ONE_RUN, reporting_months
from orchestration.workspace import Workspace
from pipeline import dbt_runner, steps

if TYPE_CHECKING:
    from dagster_dbt import DbtProject

# What a dbt source is called as an asset, where a station other than ingestion makes it.
MADE_ELSEWHERE = {
    "person_links": PERSON_LINKS,
    "restatements": RESTATEMENTS,
    "restated_rows": RESTATEMENTS,
    "check_results": VERDICTS,
}
# The models of the selector `verdicts`.
KNOWN_LAST = ("fct_restatements", "fct_restated_rows", "fct_check_results")
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
        return ["team:data-engineering"]

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


def warehouse_assets(programme: Programme) -> list[dg.AssetsDefinition]:
    """The three dbt steps of a run: before identity, after it, and the verdicts."""
    return [_dbt_step(selector, programme) for selector in ("records", "figures", "verdicts")]


def tests_of(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The data tests of the project."""
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]


def nodes_by_step(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """What `selectors.yml` says, spelled out: Dagster cannot read a cautious indirect selection.

    A test belongs to the first step that has built all that it reads.
    """
    parents = manifest["parent_map"]
    waiting = [next(key for key in parents if key.endswith(".int_cases"))]
    records: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node not in records:
            records.add(node)
            waiting += parents[node]
    names: dict[str, list[str]] = {"records": [], "figures": [], "verdicts": []}
    for key, node in manifest["nodes"].items():
        is_test = node["resource_type"] == "test"
        reads = {parent for parent in parents[key] if not parent.startswith("source.")}
        if any(name.endswith(KNOWN_LAST) for name in {key, *reads}):
            names["verdicts"].append(node["name"])
        elif key in records or (is_test and reads <= records):
            names["records"].append(node["name"])
        else:
            names["figures"].append(node["name"])
    return names


def _dbt_step(selector: str, programme: Programme) -> dg.AssetsDefinition:
    manifest = dbt_runner.manifest_mapping()
    names = nodes_by_step(manifest)
    mine = set(names[selector])
    # A test that reads a model of this step may have to wait for one of the next.
    others = [node["name"] for node in tests_of(manifest) if node["name"] not in mine]

    @dbt_assets(
        manifest=manifest,
        select=" ".join(names[selector]),
        exclude=" ".join(others),
        name=f"dbt_{selector}",
        partitions_def=reporting_months(programme),
        backfill_policy=ONE_RUN,
        dagster_dbt_translator=TRANSLATOR,
    )
    def step(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]
    ) -> Iterator[dg.Output[None] | dg.AssetCheckResult]:
        run = workspace.started(context)
        nodes = steps.build(run, selector)
        yield from _events(context, nodes, manifest, dbt_runner.row_counts(run.warehouse))
        broken = [node.unique_id for node in nodes if node.status in ("error", "fail")]
        if broken:
            raise dg.Failure(
                f"These dbt nodes stop the publication: {', '.join(broken)}. "
                "The run's log has what dbt says of each.",
                allow_retries=False,
            ) from RuntimeError("; ".join(node.message for node in nodes if node.message))
        if selector == "records":
            context.log.info("%s rows are held back", steps.hold(run))

    return step


def _events(
    context: dg.AssetExecutionContext,
    nodes: Sequence[dbt_runner.NodeResult],
    manifest: Mapping[str, Any],
    row_counts: Mapping[str, int],
) -> Iterator[dg.Output[None] | dg.AssetCheckResult]:
    """Dagster's events for dbt's results: an output a model, a check result a test."""
    for node in nodes:
        if node.message and node.status in ("error", "fail", "warn"):
            context.log.warning("%s: %s", node.unique_id, node.message)
        if node.unique_id.startswith("test."):
            check = get_asset_check_key_for_test(manifest, TRANSLATOR, node.unique_id, None)
            if check and check in context.selected_asset_check_keys and node.status != "skipped":
                yield _check_result(check, node)
        elif node.unique_id.startswith(("model.", "seed.")) and node.status == "success":
            key = TRANSLATOR.get_asset_spec(manifest, node.unique_id, None).key
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


def _check_result(key: dg.AssetCheckKey, node: dbt_runner.NodeResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=node.status == "pass",
        severity=(
            dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR
        ),
        metadata={"failed rows": node.failures or 0, "status": node.status},
    )
