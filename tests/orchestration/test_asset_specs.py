"""What Dagster is told of each asset and each check before anything has run."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from common import settings as settings_module
from expectations import dictionary
from orchestration.assets.dbt_checks import ALL_RULES, describe_test, find_check
from orchestration.definitions import build_defs
from orchestration.keys import POOL
from pipeline.dbt_runner import load_manifest
from tests.support.home import CLOCK


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    home = tmp_path_factory.mktemp("no_home_yet") / "data"
    return build_defs(settings_module.load_settings(home=home, now=CLOCK))


@pytest.fixture(scope="module")
def specs(defs: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_every_check_says_what_it_judges_in_the_words_of_the_dictionary(
    defs: dg.Definitions,
) -> None:
    titles = [ALL_RULES, *(check.title for check in dictionary.load_checks().values())]
    graph = defs.resolve_asset_graph()
    assert len(graph.asset_check_keys) > 100
    for key in graph.asset_check_keys:
        spec = graph.get_check_spec(key)
        assert spec.description, key
        assert spec.description.startswith(tuple(titles)), key
        assert spec.metadata, key
        assert spec.metadata["what an engineer does"], key


def test_every_asset_has_a_code_version_its_source_and_a_pool(
    defs: dg.Definitions, specs: dict[str, dg.AssetSpec]
) -> None:
    assert len(specs) > 80
    for name, spec in specs.items():
        assert spec.code_version, name
        references = spec.metadata["dagster/code_references"].code_references
        assert all(Path(each.file_path).is_file() for each in references), name
    first = (
        specs["marts/fct_indicator_values"].metadata["dagster/code_references"].code_references[0]
    )
    assert first.file_path.endswith("figures/fct_indicator_values.sql")
    for node in defs.resolve_job_def("reporting_month").nodes:
        assert node.definition.pool == POOL  # type: ignore[attr-defined]


def test_every_model_has_its_columns_with_what_they_mean(specs: dict[str, dg.AssetSpec]) -> None:
    models = [spec for spec in specs.values() if "dbt" in spec.kinds]
    assert len(models) > 60
    for spec in models:
        columns = spec.metadata["dagster/column_schema"].columns
        assert columns, spec.key
        assert [column.name for column in columns if not column.description] == [], spec.key


def test_deliveries_are_due_by_the_end_of_the_fifth(specs: dict[str, dg.AssetSpec]) -> None:
    due = {name: spec.freshness_policy for name, spec in specs.items() if spec.freshness_policy}
    assert due.keys() == {name for name in specs if name.startswith("bronze/")}
    (policy,) = set(due.values())
    assert isinstance(policy, dg.FreshnessPolicy)
    assert policy == dg.FreshnessPolicy.cron("0 0 6 * *", timedelta(days=5), "Asia/Dhaka")


def declared(name: str, **arguments: Any) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "name": f"{name}_of_a_model",
        "attached_node": "model.prottasha.a_model",
        "config": {"meta": {}},
        "test_metadata": {"name": name, "kwargs": arguments},
    }


def test_the_test_of_all_rules_lists_the_rules_that_a_model_declares() -> None:
    fused = declared("rules")
    tests = [
        fused,
        declared("unique_combination_of_columns", combination_of_columns=["centre", "case"]),
        declared("not_null", column_name="centre"),
        declared("not_null", column_name="case"),
        declared("accepted_values", column_name="sex", values=["men", "women"]),
        declared("relationships", column_name="person", to="ref('dim')", field="person"),
        declared("expression_is_true", expression="amount >= 0", rule="amounts_are_not_negative"),
        {**declared("not_null", column_name="other"), "attached_node": "model.prottasha.other"},
    ]
    manifest = {"nodes": {str(number): node for number, node in enumerate(tests)}}
    description, _ = describe_test(fused, manifest)
    lines = description.split(":\n\n")[1].splitlines()
    assert lines == [
        "- Amounts of assistance are not negative",
        "- Columns with a closed list hold only its values: sex",
        "- Every key exists in the table it refers to: person",
        "- No two rows of a model have the same key: centre and case",
        "- Required columns are filled: centre, case",
    ]
    alone, _ = describe_test(tests[5], manifest)
    assert alone.startswith(dictionary.load_checks()["relationships"].title)
    assert alone.endswith("Columns: person.")


def test_every_test_of_dbt_is_in_the_dictionary() -> None:
    tests = [node for node in load_manifest()["nodes"].values() if node["resource_type"] == "test"]
    assert tests
    assert [test["name"] for test in tests if find_check(test) is None] == []
