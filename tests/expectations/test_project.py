"""The gate as Great Expectations' own users find it: files, ids, and a checkpoint that runs."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from expectations import dictionary
from expectations.export import export_project
from expectations.gate import judge_frames, run_gate
from expectations.verdicts import CheckResult
from tests.expectations.faults import FAULTS
from tests.expectations.house import CENTRES, MONTH, House
from tests.expectations.test_gate import GATE, judge
from tests.support.gx_prompt import run_prompt

ROOT = Path(__file__).parents[2]


def list_files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def judge_into(house: House, folder: Path) -> list[CheckResult]:
    return run_gate(
        house.tables, house.files, reporting_month=MONTH, centres=CENTRES, project=folder / "gx"
    )


def test_the_project_of_the_repository_is_the_dictionary_s(tmp_path: Path) -> None:
    export_project(tmp_path / "gx")
    assert list_files(ROOT / "gx") == list_files(tmp_path / "gx"), "run: make docs"


def test_nothing_of_an_earlier_judging_stays_when_nothing_is_new(tmp_path: Path) -> None:
    left = tmp_path / "gx" / "batches" / "returnees.parquet"
    left.parent.mkdir(parents=True)
    left.touch()
    nothing = {str(check.batch): pd.DataFrame() for check in GATE}
    found = judge_frames(nothing, GATE, tmp_path / "gx")
    assert {counts.evaluated for counts in found.values() if counts} == {0}
    assert not left.exists()


def test_the_project_has_a_suite_and_a_validation_definition_for_each_batch() -> None:
    batches = {check.batch for check in GATE}
    for folder in ("expectations", "validation_definitions"):
        assert {path.stem for path in (ROOT / "gx" / folder).glob("*.json")} == batches
    (checkpoint,) = (ROOT / "gx" / "checkpoints").glob("*.json")
    named = json.loads(checkpoint.read_text("utf-8"))["validation_definitions"]
    assert {definition["name"] for definition in named} == batches


def test_an_expectation_says_what_its_check_says() -> None:
    suites = [
        json.loads(path.read_text("utf-8")) for path in (ROOT / "gx" / "expectations").iterdir()
    ]
    said = {one["meta"]["check_id"]: one for suite in suites for one in suite["expectations"]}
    assert set(said) == {check.id for check in GATE}
    for check in GATE:
        one = said[check.id]
        assert one["description"] == check.title
        assert one["severity"] == check.severity  # none of the gate blocks
        assert one["notes"] == [f"Engineer: {check.engineer}", f"Auditor: {check.auditor}"]
        assert one["meta"]["quality_dimension"] == check.quality_dimension


def test_no_results_no_pages_and_no_analytics_are_configured() -> None:
    found = yaml.safe_load((ROOT / "gx" / "great_expectations.yml").read_text("utf-8"))
    assert found["data_docs_sites"] == {}
    assert found["analytics_enabled"] is False
    assert found["stores"]["validation_results_store"]["store_backend"] == {
        "class_name": "InMemoryStoreBackend"
    }


@pytest.mark.parametrize("is_spoilt", [False, True], ids=["clean", "with all faults"])
def test_anybody_runs_the_checkpoint_and_finds_what_the_gate_found(
    house: House, tmp_path: Path, is_spoilt: bool
) -> None:
    if is_spoilt:
        for fault in FAULTS.values():
            fault(house)
    results = {result.check_id: result for result in judge_into(house, tmp_path)}
    before = list_files(tmp_path)
    success, found = run_prompt(tmp_path)
    assert list_files(tmp_path) == before  # opening and running write nothing
    assert success == all(result.verdict == "passed" for result in results.values())
    assert set(found) == set(results)
    for check_id, (succeeded, counts) in found.items():
        result = results[check_id]
        assert succeeded == (result.verdict == "passed"), check_id
        evaluated = counts["element_count"] - counts.get("missing_count", 0)
        assert (evaluated, counts["unexpected_count"]) == (result.evaluated, result.failed)
        references = [
            name for part in counts["unexpected_index_list"] for name in part["reference"]
        ]
        assert ", ".join(references[:20]) == (result.row_references or "")


def test_a_batch_without_rows_passes_in_the_library_and_is_not_evaluated_here(
    house: House, tmp_path: Path
) -> None:
    del house.tables["returnees"]
    results = {result.check_id: result.verdict for result in judge_into(house, tmp_path)}
    _, found = run_prompt(tmp_path)
    of_cases = {check.id for check in GATE if check.batch == "returnees"}
    assert {results[check_id] for check_id in of_cases} == {"not_evaluated"}
    assert all(found[check_id][0] for check_id in of_cases)


def test_a_batch_that_breaks_is_no_part_of_the_checkpoint(house: House, tmp_path: Path) -> None:
    house.tables["events"] = house.tables["events"].drop(columns="event_date")
    judge_into(house, tmp_path)
    _, found = run_prompt(tmp_path)
    assert set(found) == {check.id for check in GATE if check.batch != "events"}


def test_a_project_is_replaced_and_its_batches_are_small(house: House, tmp_path: Path) -> None:
    (tmp_path / "gx" / "batches").mkdir(parents=True)
    (tmp_path / "gx" / "batches" / "of_an_earlier_attempt.parquet").touch()
    judge_into(house, tmp_path)
    sizes = {path.stem: path.stat().st_size for path in (tmp_path / "gx" / "batches").iterdir()}
    assert set(sizes) == {check.batch for check in GATE}
    assert sum(sizes.values()) < 200_000


def test_nothing_is_left_behind_without_a_project(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    judge(house)
    assert list(tmp_path.iterdir()) == []


def test_the_working_directory_does_not_matter_to_a_run(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere" / "gx" / "batches"
    elsewhere.mkdir(parents=True)
    pd.DataFrame({"reference": ["wrong"]}).to_parquet(elsewhere / "returnees.parquet")
    monkeypatch.chdir(tmp_path / "elsewhere")
    check = dictionary.load_checks()["case_sex_given"]
    frame = pd.DataFrame({"reference": ["a", "b"], "sex": ["m", None]})
    counts = judge_frames({"returnees": frame}, [check], tmp_path / "gx")[check.id]
    assert counts is not None
    assert (counts.evaluated, counts.failed, counts.references) == (2, 1, ("b",))
