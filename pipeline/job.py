"""The job of a month: the list of its steps, and how they are run one after the other.

The names of steps are those that Dagster shows; `dbt_NAME` builds the selector NAME of dbt.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from pipeline import audit, steps
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
    function: Callable[[Run], Any]
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

    def run_step(self, name: str) -> Any:
        """Say seconds since the beginning, n of m, and what the step does; then do it."""
        number, step = find_step(name)
        seconds = time.monotonic() - self.began
        self.say(f"{seconds:5.1f} s  {number} of {len(STEPS)}  {step.describe_for(self.run)}")
        call = self.call_apart if step.is_apart else call_here
        return call(step.function, self.run)


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
