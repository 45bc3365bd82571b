"""The candidate of a month: what a run has built so far, and which of its steps are complete.

It lies in `work/<month>/` and stays there, so that a later run can go on where this one ended. Its
record says which steps are complete, from what state they were made, and which run had it last. A
folder without a record is no candidate.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Self

from common.files import remove_tree, write_durably
from pipeline.run_context import Run

RECORD = "candidate.json"


@dataclass(frozen=True)
class Candidate:
    """The record of a candidate.

    `run_id` is the run that began or continued it last. `fingerprint` is the hash of all that it
    is made from, `published` the releases that its checks and restatements were compared with.
    `steps` are the complete steps, from the first one on without a gap.
    """

    run_id: str
    fingerprint: str
    published: str
    steps: tuple[str, ...]

    def keep_before(self, step: str) -> Self:
        """The record while `step` is under way: it and all that follow are not complete."""
        kept = self.steps[: self.steps.index(step)] if step in self.steps else self.steps
        return replace(self, steps=kept)

    def add_step(self, step: str) -> Self:
        """The record once `step` is complete, which follows those that are."""
        return replace(self, steps=(*self.steps, step))


def read_candidate(run: Run) -> Candidate | None:
    """The record of the candidate of a run's month; None if there is none."""
    try:
        facts = json.loads((run.folder / RECORD).read_text("utf-8"))
        return Candidate(**{**facts, "steps": tuple(facts["steps"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def write_candidate(run: Run, candidate: Candidate) -> None:
    """Replace the record in one step, unless the run's folder is gone."""
    if run.folder.is_dir():
        text = json.dumps(asdict(candidate), indent=2)
        write_durably(run.folder / RECORD, f"{text}\n".encode())


def begin_candidate(run: Run, step: str) -> Candidate:
    """The record of a candidate whose inputs have just been written by its first step."""
    published = describe_published(run)
    return Candidate(run.run_id, run.facts["fingerprint"], published, (step,))


def remove_candidate(run: Run) -> None:
    """Remove what an earlier run left in the run's folder, the record first."""
    (run.folder / RECORD).unlink(missing_ok=True)
    if run.folder.is_dir():
        remove_tree(run.folder)


def explain_staleness(run: Run, candidate: Candidate | None) -> str | None:
    """Why a run cannot continue a candidate; None if it can."""
    from ingestion.ledger.queries import list_source_files
    from pipeline.fingerprint import hash_people, hash_run_state

    if candidate is None:
        return f"there is no candidate of {run.month_label}"
    settings = run.settings
    files = list_source_files(settings.ledger)
    if candidate.fingerprint != hash_run_state(settings, run.month, files, hash_people(settings)):
        return "the ledger, the decisions, the configuration or the code has changed since"
    if candidate.published != describe_published(run):
        return "the releases that it was compared with have changed since"
    return None


def describe_published(run: Run) -> str:
    """The names of all releases, and the one that readers get."""
    from publishing.releases.places import list_release_names
    from publishing.releases.pointer import read_current_name

    releases = run.settings.releases
    return f"{' '.join(list_release_names(releases))}, current {read_current_name(releases)}"
