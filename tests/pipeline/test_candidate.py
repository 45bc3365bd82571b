"""A month's candidate: a step is complete once it is done, and what is stale is not continued."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from common.programme import parse_month
from common.settings import Settings, load_settings
from pipeline import candidate as candidates
from pipeline import job as jobs
from pipeline.candidate import RECORD, Candidate, read_candidate
from pipeline.job import Job, Step
from pipeline.run_context import Run

STATE = {"fingerprint": "f1"}


class Steps:
    """Four steps that note what they are called with; one of them may break."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []
        self.broken = ""

    def make(self, name: str) -> Step:
        def call(run: Run, only: object = None) -> str:
            if name == "bronze":
                candidates.remove_candidate(run)
                run.inputs.mkdir(parents=True)
                run.facts_file.write_text(json.dumps(STATE), "utf-8")
            self.calls.append((name, only))
            if name == self.broken:
                raise OSError(name)
            return name

        return Step(name, name, call)

    def take_calls(self) -> list[tuple[str, object]]:
        taken, self.calls = self.calls, []
        return taken


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    steps = Steps()
    made = tuple(map(steps.make, ("bronze", "models", "figures", "release")))
    monkeypatch.setattr(jobs, "STEPS", made)
    monkeypatch.setattr(
        jobs, "explain_staleness", lambda run, found: None if found else "there is none"
    )
    return steps


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path)


def start(settings: Settings, run_id: str) -> Job:
    return Job(Run(run_id, parse_month("2022-09"), settings, settings.load_programme()))


def test_a_step_alone_does_those_before_it_first_and_none_twice(
    steps: Steps, settings: Settings
) -> None:
    assert start(settings, "one").run_step("figures", ["a model"]) == "figures"
    assert steps.take_calls() == [("bronze", None), ("models", None), ("figures", None)]
    start(settings, "two").run_step("figures", ["a model"])
    assert steps.take_calls() == [("figures", ["a model"])]
    start(settings, "three").run_step("release")
    assert steps.take_calls() == [("release", None)]


def test_the_first_step_always_begins_anew(steps: Steps, settings: Settings) -> None:
    start(settings, "one").run_step("release")
    job = start(settings, "two")
    job.run_step("bronze")
    steps.take_calls()
    job.run_step("figures")
    assert steps.take_calls() == [("models", None), ("figures", None)]


@pytest.mark.parametrize("only", [None, ["a model"]])
def test_a_step_that_breaks_is_not_complete_and_neither_are_those_after_it(
    steps: Steps, settings: Settings, only: list[str] | None
) -> None:
    start(settings, "one").run_step("release")
    steps.broken = "models"
    with pytest.raises(OSError, match="models"):
        start(settings, "two").run_step("models", only)
    found = read_candidate(start(settings, "two").run)
    assert found is not None
    assert (found.run_id, found.steps) == ("two", ("bronze",))
    steps.broken = ""
    steps.take_calls()
    start(settings, "three").run_step("release")
    assert steps.take_calls() == [("models", None), ("figures", None), ("release", None)]


def test_a_whole_step_done_again_makes_what_follows_incomplete_and_a_part_does_not(
    steps: Steps, settings: Settings
) -> None:
    job = start(settings, "one")
    job.run_step("release")
    job.run_step("models", ["a model"])
    assert read_candidate(job.run) == Candidate(
        "one", "f1", candidates.describe_published(job.run),
        ("bronze", "models", "figures", "release"),
    )  # fmt: skip
    job.run_step("models")
    found = read_candidate(job.run)
    assert found is not None
    assert found.steps == ("bronze", "models")


def test_what_a_candidate_was_made_from_and_compared_with_decides_if_it_is_continued(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(settings, "one").run
    monkeypatch.setattr("pipeline.fingerprint.hash_run_state", lambda *_: "f1")
    sound = Candidate("zero", "f1", candidates.describe_published(run), ("bronze",))
    assert candidates.explain_staleness(run, sound) is None
    assert "no candidate of 2022-09" in str(candidates.explain_staleness(run, None))
    other = Candidate("zero", "f2", sound.published, sound.steps)
    assert "has changed" in str(candidates.explain_staleness(run, other))
    (settings.releases / "2022-08.1").mkdir(parents=True)
    assert "the releases" in str(candidates.explain_staleness(run, sound))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"steps": []}'])
def test_a_folder_without_a_whole_record_is_no_candidate(settings: Settings, text: str) -> None:
    run = start(settings, "one").run
    run.folder.mkdir(parents=True)
    (run.folder / RECORD).write_text(text, "utf-8")
    assert read_candidate(run) is None
