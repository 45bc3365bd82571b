"""`prottasha run`: the job of a month, executed here, in the history that the web UI shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from cli.report import ingest_with_progress
from common.errors import ProttashaError
from common.locks import HomeLocked, hold_home_lock
from common.programme import Programme
from common.settings import Settings
from common.wording import format_count
from orchestration import orphans
from pipeline import steps
from pipeline.alerts import alert, is_first_to_tell
from pipeline.failures import RUN_AGAIN, Failure, explain
from pipeline.progress import counted
from pipeline.run import AS_OF
from pipeline.second_core import SecondCore

if TYPE_CHECKING:
    from dagster import DagsterInstance, JobDefinition

    from ingestion.report import IngestReport

Announce = Callable[[str], None]


class RunFailed(ProttashaError):
    """A run broke off or was refused, and has alerted. `failure` says why and what to do."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `release` is what readers get now; `is_new` tells if this run made it."""

    release: Path
    is_new: bool
    ingested: IngestReport
    seconds: float = 0.0
    # What readers of this month got before, if this run made a release.
    replaced: Path | None = None


def execute(
    settings: Settings, programme: Programme, month: date, announce: Announce, *, wait: bool = True
) -> Outcome:
    """Take in what is new and, if anything has changed, run the month's job.

    Raises RunFailed if it broke or was refused, turn.TurnTaken if another run is under way and
    this one shall not `wait`.
    """
    began = time.monotonic()
    try:
        with hold_home_lock(settings.work, f"run of {month:%Y-%m}", announce if wait else None):
            if orphans.left_over(settings.dagster_home):
                bury_the_dead(settings, programme, announce)
            outcome = _execute(settings, programme, month, announce)
    except (RunFailed, HomeLocked):
        raise
    except Exception as error:
        # It broke before there was a run in Dagster's history, whose hook would have alerted.
        failure = explain(error, settings)
        alert(settings, programme, month, None, failure)
        raise RunFailed(failure) from error
    return replace(outcome, seconds=time.monotonic() - began)


def _execute(settings: Settings, programme: Programme, month: date, announce: Announce) -> Outcome:
    from ingestion.scan import unread_files

    unread = unread_files(settings.landing_folder, settings.ledger)
    if not unread:
        report = steps.ingest(settings, programme)
        unchanged = _release_of_this_state(settings, month)
        if unchanged:
            return Outcome(unchanged, is_new=False, ingested=report)
    else:
        found = format_count(len(unread), "file in landing is", "files in landing are")
        announce(f"{found} new or changed")
    with SecondCore() as second:
        second.start(ingest_with_progress, settings, programme)
        second.start(steps.load_gate)
        failures: list[Failure] = []
        # Importing is part of a run's seconds.
        job = month_job_of(settings, counted(announce), second, failures)
        report = second.result()
        unchanged = _release_of_this_state(settings, month)
        if unchanged:
            return Outcome(unchanged, is_new=False, ingested=report)
        _announce_plan(settings, month, announce)
        second.result()
        replaced = _latest(settings, month)
        run_job(job, settings, programme, month, failures)
    release = _latest(settings, month)
    assert release is not None  # noqa: S101
    return Outcome(release, is_new=True, ingested=report, replaced=replaced)


def bury_the_dead(settings: Settings, programme: Programme, announce: Announce) -> None:
    """Report every run that was killed as failed, in the history that the web UI shows."""
    from orchestration.instance import open_instance

    with open_instance(settings.dagster_home) as instance:
        for run in orphans.reconcile(instance, settings, programme):
            announce(f"the earlier run {run.run_id} was killed; it is reported as failed now")


def _announce_plan(settings: Settings, month: date, announce: Announce) -> None:
    from ingestion.ledger import source_files
    from pipeline.plan import plan

    for line in plan(settings, month, source_files(settings.ledger)):
        announce(line)


def _latest(settings: Settings, month: date) -> Path | None:
    from publishing.release import latest_release

    return latest_release(settings.releases, f"{month:%Y-%m}")


def _release_of_this_state(settings: Settings, month: date) -> Path | None:
    """The release that was already made from exactly what a run now would depend on.

    One that is not what was published any more is no such release: the run makes a new one.
    """
    from ingestion.ledger import source_files
    from pipeline.fingerprint import fingerprint, people_state
    from publishing.release import current_release, held_back, make_current, read_manifest
    from publishing.verification import is_sound

    release = _latest(settings, month)
    if release is None or not is_sound(release):
        return None
    files = source_files(settings.ledger, None)
    now = fingerprint(settings, month, files, people_state(settings))
    if read_manifest(release)["fingerprint"] != now:
        return None
    # Another month may have been published since: what was asked for last is what readers get,
    # unless somebody has sent them back to an earlier release.
    if current_release(settings.releases) != release and not held_back(settings.releases):
        make_current(release)
    return release


def month_job_of(
    settings: Settings, announce: Announce, second: SecondCore, failures: list[Failure]
) -> JobDefinition:
    """The job of a month as the command line has it: `announce` is told the name of each step as it
    starts, failures are collected."""
    from orchestration.definitions import build_defs
    from orchestration.jobs import MONTH_JOB

    defs = build_defs(settings, announce=announce, apart=second.call, failed=failures.append)
    return defs.resolve_job_def(MONTH_JOB)


def run_job(
    job: JobDefinition,
    settings: Settings,
    programme: Programme,
    month: date,
    failures: list[Failure],
    tags: Mapping[str, str] | None = None,
) -> None:
    """Execute the job here; raises RunFailed with the first of the `failures` that it collects.

    The job's hook has alerted for those; what breaks outside of its steps is alerted for here.
    """
    from orchestration.instance import open_instance

    run_id, broken = str(uuid4()), None
    with open_instance(settings.dagster_home) as instance:
        orphans.reconcile(instance, settings, programme)
        try:
            result = job.execute_in_process(
                instance=instance,
                partition_key=f"{month:%Y-%m}",
                tags=tags,
                run_id=run_id,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                raise_on_error=False,
            )
            if result.success:
                return
        except Exception as error:
            broken = error  # a full disk keeps Dagster from writing down how a run ends
        if not failures:
            failure = explain(broken, settings) if broken else _without_word(instance, run_id)
            failures.append(failure)
            is_first = is_first_to_tell(instance, settings.dagster_home, run_id, failure.event)
            if is_first and AS_OF not in (tags or {}):
                alert(settings, programme, month, run_id, failure)
        raise RunFailed(failures[0]) from broken


def _without_word(instance: DagsterInstance, run_id: str) -> Failure:
    """The failure of a run of which no step has told why."""
    run = instance.get_run_by_id(run_id)
    # Dagster interrupts a step without calling its hooks.
    if run and run.tags.get("dagster/failure_reason") == "UNEXPECTED_TERMINATION":
        return Failure("stopped", "stopped by hand, nothing was published", RUN_AGAIN)
    return Failure(
        "failed",
        "the run broke between its steps",
        "see its page in `prottasha dev`, then run again",
    )
