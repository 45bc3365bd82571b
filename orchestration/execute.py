"""`prottasha run`: the job of a month, executed here, in the history that the web UI shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration import steps
from orchestration.report import ingest_with_progress
from orchestration.run import Run
from orchestration.second_core import SecondCore
from orchestration.settings import Programme, Settings

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult, JobDefinition

    from ingestion.report import IngestReport

Announce = Callable[[str], None]


class RunFailed(Exception):
    """The run broke off for a reason other than its audit; the message says where."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `release` is what readers get now; `is_new` tells if this run made it."""

    release: Path
    is_new: bool
    ingested: IngestReport


def execute(settings: Settings, programme: Programme, month: date, announce: Announce) -> Outcome:
    """Take in what is new and, if anything has changed, run the month's job.

    Raises steps.Refused if a blocking check did not pass, RunFailed if a step broke.
    """
    from ingestion.scan import unread_files

    if not unread_files(settings.landing_folder, settings.ledger):
        report = steps.ingest(settings, programme)
        unchanged = _release_of_this_state(settings, month)
        if unchanged:
            return Outcome(unchanged, is_new=False, ingested=report)
    with SecondCore() as second:
        second.start(ingest_with_progress, settings, programme)
        second.start(steps.load_gate)
        job = _month_job(settings, announce, second)
        report = second.result()
        unchanged = _release_of_this_state(settings, month)
        if unchanged:
            return Outcome(unchanged, is_new=False, ingested=report)
        second.result()
        _run(job, settings, programme, month)
    release = _latest(settings, month)
    assert release is not None  # noqa: S101
    return Outcome(release, is_new=True, ingested=report)


def _latest(settings: Settings, month: date) -> Path | None:
    from publishing.release import latest_release

    return latest_release(settings.releases, f"{month:%Y-%m}")


def _release_of_this_state(settings: Settings, month: date) -> Path | None:
    """The release that was already made from exactly what a run now would depend on."""
    from ingestion.ledger import source_files
    from orchestration.fingerprint import fingerprint, people_state
    from publishing.release import current_release, make_current, read_manifest

    release = _latest(settings, month)
    if release is None:
        return None
    files = source_files(settings.ledger, None)
    now = fingerprint(settings, month, files, people_state(settings))
    if read_manifest(release)["fingerprint"] != now:
        return None
    # Another month may have been published since: what was asked for last is what readers get.
    if current_release(settings.releases) != release:
        make_current(release)
    return release


def _month_job(settings: Settings, announce: Announce, second: SecondCore) -> JobDefinition:
    from orchestration.definitions import build_defs
    from orchestration.jobs import MONTH_JOB

    return build_defs(settings, announce=announce, apart=second.call).resolve_job_def(MONTH_JOB)


def _run(job: JobDefinition, settings: Settings, programme: Programme, month: date) -> None:
    from orchestration.instance import open_instance

    with open_instance(settings.dagster_home) as instance:
        result = job.execute_in_process(
            instance=instance,
            partition_key=f"{month:%Y-%m}",
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
        if not result.success:
            raise _failure(Run(result.run_id, month, settings, programme), result)


def _failure(run: Run, result: ExecuteInProcessResult) -> Exception:
    """Refused if the audit found a blocker, else RunFailed with what the steps said."""
    try:
        steps.refuse_if_blocked(steps.judge(run))
    except steps.Refused as refusal:
        return refusal
    except OSError:
        pass  # it broke before anything could be judged
    said = [
        f"{event.step_key}: {(data.error.cause or data.error).message.strip()}"
        for event in result.all_events
        if event.is_step_failure and (data := event.step_failure_data) and data.error
    ]
    return RunFailed("; ".join(said) or "no step says why; see the run in `make dev`")
