"""One way through a run: a month, from the landing folder to a release, or again as of an instant.

`run_month` holds the home, reports runs that were killed, scans and ingests once, finds out whether
anything has changed, says the plan and has the job run by an executor.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from common.locks import HomeLocked, hold_home_lock
from common.settings import Settings, choose_month
from common.wording import format_count
from pipeline import steps
from pipeline.alerts import report_failure
from pipeline.failures import RunFailed, explain_error
from pipeline.inputs import build_empty_report
from pipeline.job import Announce, Executor, Job, LocalExecutor
from pipeline.published import find_bases, give_to_readers, is_up_to_date
from pipeline.rebuild import recall_past
from pipeline.run_context import Run
from pipeline.run_locks import has_dead_runs
from pipeline.second_process import SecondProcess

if TYPE_CHECKING:
    from ingestion.ingest_report import IngestReport
    from pipeline.steps import Progress


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `folder` is what readers of the month get now, or the rebuild.

    `is_new` tells whether this run made it; `replaced` is the release that it replaced. `current`
    is the release that readers get by default, None if there is none.
    """

    folder: Path
    is_new: bool
    ingested: IngestReport
    replaced: Path | None = None
    current: str | None = None
    seconds: float = 0.0


def run_month(
    settings: Settings,
    month: str | None = None,
    *,
    as_of: datetime | None = None,
    make_current: bool = False,
    wait: bool = True,
    say: Announce = lambda line: None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Outcome:
    """Ingest what is new and, if anything has changed, make and publish `month`.

    The default month is the last complete one. With `as_of` nothing is ingested or published: the
    month is made again as it was known at that instant, in a folder of its own. With
    `make_current` readers get the month's release even if it is not the newest month. `progress` is
    told of files that are read, in another process: it must be picklable.

    Raises ConfigurationError for a month or an instant that cannot be made, HomeLocked if another
    run is under way and this one shall not `wait`, RunFailed if it broke or was refused. Then an
    alert has been sent.
    """
    from publishing.releases.pointer import read_current_name

    run = prepare_run(settings, month, as_of, say)
    work = _MonthWork(run, say, progress, executor or LocalExecutor())
    try:
        with hold_home_lock(run.settings.work, run.purpose, say if wait else None):
            outcome = work.do_all()
            if make_current and as_of is None:
                give_to_readers(work.run, outcome.folder)
            current = read_current_name(settings.releases)
    except HomeLocked:
        raise
    except RunFailed as failure:
        report_failure(work.run, failure)
        raise
    except Exception as error:
        explained = explain_error(error, settings)
        report_failure(work.run, explained)
        raise explained from error
    return replace(outcome, current=current, seconds=time.monotonic() - work.began)


def prepare_run(
    settings: Settings, month: str | None, as_of: datetime | None, say: Announce
) -> Run:
    """The run of a month without an id: it has not begun. Raises ConfigurationError."""
    past = recall_past(settings, as_of, say) if as_of else settings
    programme = past.load_programme()
    clock = past.model_copy(update={"now": as_of}) if as_of else past
    return Run("", choose_month(month, clock, programme), past, programme, as_of)


def report_dead_runs(executor: Executor, say: Announce) -> None:
    """Report the runs that were killed, and say which they are."""
    for run_id in executor.report_dead_runs():
        say(f"the earlier run {run_id} was killed and is now reported as failed")


class _MonthWork:
    """What `run_month` does while it holds the home. `run` has an id as soon as it has begun."""

    def __init__(
        self, run: Run, say: Announce, progress: Progress | None, executor: Executor
    ) -> None:
        self.run, self.say, self.progress, self.executor = run, say, progress, executor
        self.settings, self.began = run.settings, time.monotonic()

    def do_all(self) -> Outcome:
        if has_dead_runs(self.settings.dagster_home):
            report_dead_runs(self.executor, self.say)
        with SecondProcess() as second:
            return self.make_rebuild(second) if self.run.as_of else self.make_release(second)

    def make_rebuild(self, second: SecondProcess) -> Outcome:
        from publishing.releases.rebuilds import list_rebuilds

        assert self.run.as_of is not None  # noqa: S101
        self.load_libraries(second)
        self.run_job(second)
        made = list_rebuilds(self.settings.rebuilds, self.run.month_label, self.run.as_of)
        return Outcome(made[-1], is_new=True, ingested=build_empty_report())

    def make_release(self, second: SecondProcess) -> Outcome:
        from ingestion.ledger.queries import list_source_files
        from pipeline.plan import describe_plan
        from publishing.releases.publication import find_latest_release

        report, is_loading = self.ingest_once(second)
        files = list_source_files(self.settings.ledger)
        replaced, base = find_bases(self.run)
        if replaced and replaced == base and is_up_to_date(self.run, replaced, files):
            return Outcome(replaced, is_new=False, ingested=report)
        is_published = replaced is not None
        for line in describe_plan(
            self.settings, self.run.month, files, base, is_published=is_published
        ):
            self.say(line)
        if not is_loading:
            self.load_libraries(second)
        self.run_job(second, report)
        made = find_latest_release(self.settings.releases, self.run.month_label)
        assert made is not None  # noqa: S101
        return Outcome(made, is_new=True, ingested=report, replaced=replaced)

    def ingest_once(self, second: SecondProcess) -> tuple[IngestReport, bool]:
        """Scan once and ingest: in the second process if files must be read.

        Returns what ingestion did, and whether the engines are being loaded meanwhile.
        """
        from ingestion.scan import list_unread_files, scan_landing

        settings, programme = self.settings, self.run.programme
        found = scan_landing(settings.landing_folder)
        unread = list_unread_files(found, settings.ledger)
        if not unread:
            return steps.run_ingestion(settings, programme, found=found), False
        files = format_count(len(unread), "file in landing is", "files in landing are")
        self.say(f"{files} new or changed")
        second.start_call(steps.run_ingestion, settings, programme, self.progress, found)
        self.load_libraries(second)
        return second.wait_for_result(), True

    def load_libraries(self, second: SecondProcess) -> None:
        """Load what is slow to import: Great Expectations there, the executor's here."""
        second.start_call(steps.load_gate)
        self.executor.load_libraries(self.run)

    def run_job(self, second: SecondProcess, report: IngestReport | None = None) -> None:
        second.wait_for_result()
        self.run = replace(self.run, run_id=str(uuid4()), ingested=report)
        self.executor.run_job(Job(self.run, self.say, second.call, self.began))
