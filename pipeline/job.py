"""The job of a month: the list of its steps, and how they are run one after the other.

The names of steps are those that Dagster shows; `dbt_NAME` builds the selector NAME of dbt.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from pipeline import audit, steps
from pipeline.candidate import (
    Candidate,
    begin_candidate,
    describe_published,
    explain_staleness,
    read_candidate,
    write_candidate,
)
from pipeline.failures import MachineFailed, Refused, RunFailed, Stopped, explain_error
from pipeline.run_context import Run
from pipeline.run_locks import hold_run

Announce = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    """A part of a run: its name, what it does in plain words, and the function that does it.

    A rebuild has words of its own where it does something else. `is_apart` marks the step whose
    imports are slow and which a second process may do.
    """

    name: str
    words: str
    function: Callable[..., Any]
    words_in_rebuild: str = ""
    is_apart: bool = False

    def describe_for(self, run: Run) -> str:
        """What the step does, for a reader."""
        return (self.words_in_rebuild if run.as_of else "") or self.words


STEPS = (
    Step("ingestion", "reading the landing folder", steps.begin_run,
         "reading what had landed by then"),
    Step("checks__gate", "judging the deliveries", steps.judge_deliveries,
         "judging the deliveries of then", is_apart=True),
    Step("dbt_records", "modelling the records", steps.build_records),
    Step("identity__person_links", "finding which records are one person", steps.link_persons),
    Step("dbt_figures", "counting the figures", partial(steps.build_models, selector="figures")),
    Step("publication__restatements", "comparing with what was published", steps.find_restatements,
         "comparing with what had been published by then"),
    Step("checks__verdicts", "collecting the verdicts of all checks", audit.collect_verdicts),
    Step("dbt_verdicts", "writing the verdicts",
         partial(steps.build_models, selector="verdicts")),
    Step("publication__bulletin", "writing the bulletin", steps.render_bulletin),
    Step("publication__release", "publishing the release", steps.publish_run,
         "putting the rebuild aside"),
)  # fmt: skip


def call_here(function: Callable[..., Any], *arguments: object) -> Any:
    """Call a function in this process."""
    return function(*arguments)


@dataclass(frozen=True)
class Job:
    """The steps of a run that is ready to begin.

    `say` is told of each step as it starts; `call_apart` calls the step that is done apart.
    """

    run: Run
    say: Announce = lambda line: None
    call_apart: Callable[..., Any] = call_here
    began: float = field(default_factory=time.monotonic)

    def run_step(self, name: str, only: Sequence[str] | None = None) -> Any:
        """Do a step, after those before it that the month's candidate lacks.

        The first step begins a new candidate. `only` are the dbt nodes that are asked for: if the
        step is complete, no others are built again. Returns what the step returns.
        """
        number, step = find_step(name)
        if number == 1:
            return self._begin_candidate()
        candidate = self._continue_candidate()
        for earlier in STEPS[len(candidate.steps) : number - 1]:
            self.say(f"the candidate lacks a step before: {earlier.describe_for(self.run)}")
            self._do_step(earlier)
        return self._do_step(step, only)

    def _begin_candidate(self) -> Any:
        result = self._call_step(STEPS[0])
        write_candidate(self.run, begin_candidate(self.run, STEPS[0].name))
        return result

    def _continue_candidate(self) -> Candidate:
        """The candidate that this run works on; a new one if that of the month is out of date."""
        candidate = read_candidate(self.run)
        if candidate and candidate.run_id == self.run.run_id:
            return candidate
        reason = explain_staleness(self.run, candidate)
        if candidate is None or reason:
            self.say(f"{reason}: the month is made from its beginning")
            self._begin_candidate()
        else:
            self.say(f"continuing the candidate of {self.run.month_label}")
            write_candidate(self.run, replace(candidate, run_id=self.run.run_id))
        return self._read_candidate()

    def _do_step(self, step: Step, only: Sequence[str] | None = None) -> Any:
        """Do a step that follows the first, and record that it is complete.

        Until then neither it nor any step after it is, whatever happens meanwhile.
        """
        candidate = self._read_candidate()
        is_part = only is not None and step.name in candidate.steps
        before = candidate.keep_before(step.name)
        write_candidate(self.run, before)
        result = self._call_step(step, only if is_part else None)
        after = candidate if is_part else before.add_step(step.name)
        if step is STEPS[-1]:
            after = replace(after, published=describe_published(self.run))
        write_candidate(self.run, after)
        return result

    def _call_step(self, step: Step, only: Sequence[str] | None = None) -> Any:
        """Say seconds since the beginning, n of m, and what the step does; then do it."""
        number, _ = find_step(step.name)
        seconds = time.monotonic() - self.began
        self.say(f"{seconds:5.1f} s  {number} of {len(STEPS)}  {step.describe_for(self.run)}")
        if only is not None:
            return step.function(self.run, only=only)
        call = self.call_apart if step.is_apart else call_here
        return call(step.function, self.run)

    def _read_candidate(self) -> Candidate:
        candidate = read_candidate(self.run)
        assert candidate is not None  # noqa: S101
        return candidate


def find_step(name: str) -> tuple[int, Step]:
    """A step of the job and its number, counted from one."""
    return next((n, step) for n, step in enumerate(STEPS, start=1) if step.name == name)


class Executor(Protocol):
    """Whatever runs the steps of a job."""

    def load_libraries(self, run: Run) -> None:
        """Load ahead of time what a run needs and is slow to import."""

    def report_dead_runs(self) -> list[str]:
        """Report the runs that were killed as failed; returns their ids."""

    def run_job(self, job: Job) -> None:
        """Run all steps. Raises RunFailed."""


class LocalExecutor:
    """Runs the steps in this process, one after the other. It keeps no history of its runs."""

    def load_libraries(self, run: Run) -> None:
        """Nothing: each step imports what it needs."""

    def report_dead_runs(self) -> list[str]:
        """None: who kills such a run is the one who knows it."""
        return []

    def run_job(self, job: Job) -> None:
        """Run all steps. Raises RunFailed."""
        with hold_run(job.run, job.say):
            for step in STEPS:
                try:
                    job.run_step(step.name)
                except BaseException as error:
                    raise explain_step_error(job.run, error, step.name) from error


def explain_step_error(run: Run, error: BaseException, name: str) -> RunFailed:
    """The failure of a run whose step `name` broke: if the audit has found a blocker, a refusal."""
    from duckdb import Error

    failure = explain_error(error, run.settings, find_step(name)[1].describe_for(run))
    if isinstance(failure, (Refused, Stopped, MachineFailed)):
        return failure
    # It may have broken before anything could be judged.
    with suppress(OSError, Error):
        try:
            audit.refuse_if_blocked(audit.collect_verdicts(run))
        except Refused as refusal:
            return refusal
    return failure
