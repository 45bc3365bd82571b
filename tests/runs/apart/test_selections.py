"""Any selection that Dagster's UI offers works: models, groups, checks, a run from its failure.

The tests share one home and follow one another in it, as a day's work does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import dagster as dg
import pytest

from common.settings import load_settings
from orchestration import definitions
from orchestration.instance import open_instance
from pipeline import dbt_runner, steps
from pipeline.month import run_month
from publishing.releases.manifest import read_manifest
from tests.chaos.deliveries import a_case_file
from tests.runs.apart.launchpad import BEFORE, MONTH, Launchpad, land_little

FIGURES = "marts/fct_indicator_values"
RELEASE = "publication/release"
CONTINUING = "continuing the candidate of 2022-09"


@pytest.fixture(scope="module")
def pad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launchpad]:
    root = tmp_path_factory.mktemp("selections")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in land_little(root).items():
            patch.setenv(name, value)
        patch.setenv("DAGSTER_HOME", "")
        # Each run loads the definitions, as a worker does; they are built once.
        patch.setattr(definitions, "build_defs", cache(definitions.build_defs))
        with open_instance(root / "home" / "dagster") as instance:
            yield Launchpad(root / "home", instance)


@pytest.fixture(scope="module")
def graph(pad: Launchpad) -> dg.AssetGraph:
    repository = pad.load_job("reporting_month").repository.get_definition()
    return repository.asset_graph


def find(graph: dg.AssetGraph, selection: str) -> list[str]:
    """The assets of a selection, as the UI's search field takes it."""
    keys = dg.AssetSelection.from_string(selection).resolve(graph)
    assert keys, selection
    return sorted(key.to_user_string() for key in keys)


def test_a_model_alone_in_a_new_home_is_made_from_bronze_and_nothing_is_published(
    pad: Launchpad,
) -> None:
    launched = pad.launch(FIGURES)
    assert launched.run.is_success, launched.said
    assert "there is no candidate of 2022-09" in launched.said
    assert launched.made == {FIGURES}
    assert launched.checked
    assert (pad.releases, pad.candidates) == ([], [MONTH])


def test_a_run_continues_from_its_failure_and_publishes_what_a_whole_run_would(
    pad: Launchpad, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build = dbt_runner.build_selection

    def breaks(selector: str, *arguments: object, **options: object) -> object:
        if selector == "figures":
            raise RuntimeError("a step breaks")
        return build(selector, *arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(dbt_runner, "build_selection", breaks)
        failed = pad.launch_month()
    assert failed.run.status == dg.DagsterRunStatus.FAILURE
    assert "counting the figures: RuntimeError" in failed.said
    again = pad.launch_again(failed)
    assert again.run.is_success, again.said
    assert again.run.parent_run_id == failed.run_id
    assert CONTINUING in again.said
    assert "modelling the records" not in again.said
    assert not again.made & failed.made
    assert pad.releases == [pad.current] == ["2022-09.1"]
    assert again.read_metadata(RELEASE)["published by this run"] is True

    settings = load_settings(home=tmp_path / "whole")
    whole = read_manifest(run_month(settings, MONTH).folder)
    continued = read_manifest(pad.home / "releases" / "2022-09.1")
    for fact in ("figures_sha256", "rows", "fingerprint", "verdicts"):
        assert continued[fact] == whole[fact]


def test_an_unchanged_month_is_not_published_again(pad: Launchpad) -> None:
    launched = pad.launch_month()
    assert launched.run.is_success
    assert "it is not published again" in launched.said
    assert launched.read_metadata(RELEASE)["published by this run"] is False
    assert launched.read_metadata(RELEASE)["release"] == "2022-09.1"
    assert pad.releases == ["2022-09.1"]


@pytest.mark.parametrize(
    "selection",
    [
        'key:"marts/fct_indicator_values"',
        'key:"marts/fct_indicator_values" or key:"staging/stg_returnees"',
        '1+key:"intermediate/int_cases"',
        "group:reconciliation",
        "group:reference",
        'key:"publication/restatements"',
        "group:publication",
    ],
)
def test_a_part_of_a_published_month_is_made_again_and_nothing_else(
    pad: Launchpad, graph: dg.AssetGraph, selection: str
) -> None:
    asked = find(graph, selection)
    launched = pad.launch(*asked)
    assert launched.run.is_success, launched.said
    assert launched.made == set(asked)
    assert CONTINUING in launched.said
    assert "reading the landing folder" not in launched.said
    assert pad.releases == ["2022-09.1"]


@pytest.mark.parametrize(
    "selection", ['key:"bronze/returnees" or key:"staging/stg_returnees"',
                  "group:gate",
                  pytest.param('+key:"marts/fct_indicator_values"', marks=pytest.mark.chaos)],
)  # fmt: skip
def test_a_selection_that_begins_with_bronze_or_the_gate_yields_what_was_asked_for(
    pad: Launchpad, graph: dg.AssetGraph, selection: str
) -> None:
    asked = find(graph, selection)
    launched = pad.launch(*asked)
    assert launched.run.is_success, launched.said
    assert launched.made == set(asked)
    assert pad.releases == ["2022-09.1"]


def test_every_check_can_be_run_alone(pad: Launchpad, graph: dg.AssetGraph) -> None:
    keys = graph.asset_check_keys
    assert [key for key in keys if graph.get_execution_set_asset_and_check_keys(key) != {key}] == []
    # One of each step of dbt and of the others, then one of ingestion: it begins a new candidate.
    for part in ("marts", "staging/stg_returnees", "publication", "checks", "inputs"):
        check = min(key for key in keys if key.asset_key.to_user_string().startswith(part))
        launched = pad.launch(checks=[check])
        assert launched.run.is_success, launched.said
        assert launched.made == set()
        # One that has nothing to look at has no result.
        assert launched.checked <= {check.name}
        assert launched.checked or part in ("publication", "checks")


def test_publication_alone_does_what_is_missing_first(pad: Launchpad) -> None:
    launched = pad.launch(RELEASE)
    assert launched.run.is_success, launched.said
    assert "the candidate lacks a step before: counting the figures" in launched.said
    assert launched.made == {RELEASE}
    assert pad.releases == ["2022-09.1"]


def test_an_older_month_leaves_readers_where_they_are(pad: Launchpad) -> None:
    launched = pad.launch_month(BEFORE)
    assert launched.run.is_success, launched.said
    assert pad.releases == ["2022-08.1", "2022-09.1"]
    assert (pad.current, pad.candidates) == ("2022-09.1", [BEFORE])
    assert launched.read_metadata(RELEASE)["readers get"] == "2022-09.1"
    assert "--month 2022-08 --make-current" in launched.said


def test_a_range_of_months_is_refused_before_anything_is_done(pad: Launchpad) -> None:
    ends = {"start": BEFORE, "end": MONTH}
    tags = {f"dagster/asset_partition_range_{end}": month for end, month in ends.items()}
    launched = pad.launch(FIGURES, tags=tags)
    assert launched.run.status == dg.DagsterRunStatus.FAILURE
    assert launched.made == set()
    assert pad.candidates == [BEFORE]


def test_a_candidate_of_another_state_is_not_continued(pad: Launchpad) -> None:
    settings, of_august = load_settings(), {"dagster/partition": BEFORE}
    file = a_case_file("SYL_2022-07", rows=2)
    (settings.landing_folder / file.path).write_bytes(file.content)
    steps.run_ingestion(settings, settings.load_programme())
    launched = pad.launch(FIGURES, tags=of_august)
    assert launched.run.is_success, launched.said
    assert "the ledger, the decisions, the configuration or the code has changed" in launched.said
    launched = pad.launch(RELEASE, tags=of_august)
    assert launched.run.is_success, launched.said
    assert "continuing the candidate of 2022-08" in launched.said
    assert pad.releases == ["2022-08.1", "2022-08.2", "2022-09.1"]
    assert pad.current == "2022-09.1"
