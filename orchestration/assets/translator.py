"""What a node of dbt is in Dagster: key, group, owners, lineage to the gate, file, checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster._core.definitions.metadata.source_code import CodeReferencesMetadataSet
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from orchestration.assets.dbt_checks import describe_test
from orchestration.keys import GATE, OWNERS, PERSON_LINKS, RESTATEMENTS, VERDICTS
from pipeline.dbt_runner import PROJECT

if TYPE_CHECKING:
    from dagster_dbt import DbtProject

# What a dbt source is called as an asset, where a station other than ingestion makes it.
MADE_ELSEWHERE = {
    "person_links": PERSON_LINKS,
    "restatements": RESTATEMENTS,
    "restated_rows": RESTATEMENTS,
    "check_results": VERDICTS,
}
# Marts that are about the figures, apart from those that hold them.
GROUPS = {
    **dict.fromkeys(
        ("fct_published_figures", "fct_reconciliation", "fct_findings"), "reconciliation"
    ),
    **dict.fromkeys(("fct_restatements", "fct_restated_rows", "fct_check_results"), "audit"),
}


class Translator(DagsterDbtTranslator):
    """Names, groups and owners of the dbt nodes as the picture of the data's way has them."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return MADE_ELSEWHERE.get(name, dg.AssetKey([dbt_resource_props["source_name"], name]))
        return dg.AssetKey([dbt_resource_props["schema"], name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return GROUPS.get(dbt_resource_props["name"], str(dbt_resource_props["schema"]))

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        return OWNERS

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        if CodeReferencesMetadataSet.extract(spec.metadata).code_references is None:
            file = PROJECT / self.get_resource_props(manifest, unique_id)["original_file_path"]
            reference = dg.LocalFileCodeReference(file_path=str(file))
            value = dg.CodeReferencesMetadataValue(code_references=[reference])
            spec = spec.merge_attributes(
                metadata={**CodeReferencesMetadataSet(code_references=value)}
            )
        # Nothing is modelled before the gate has judged the batch.
        if spec.group_name == "staging":
            return spec.replace_attributes(deps=[*spec.deps, dg.AssetDep(GATE)])
        return spec

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        description, metadata = describe_test(manifest["nodes"][unique_id], manifest)
        return spec._replace(
            description=description, metadata={**(spec.metadata or {}), **metadata}
        )


# One step may make several sources.
TRANSLATOR = Translator(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))
