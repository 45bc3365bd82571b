"""Sensors: new files request a run, dead runs are reported, every failure is reported."""

import hashlib
from typing import TYPE_CHECKING

import dagster as dg

from common.settings import find_last_complete_month
from common.wording import format_count
from orchestration.dead_runs import report_dead_runs
from orchestration.tags import STARTED_BY_COMMAND
from orchestration.workspace import Workspace
from pipeline.alerts import report_failure
from pipeline.causes import RUN_AGAIN
from pipeline.failures import RunFailed

if TYPE_CHECKING:
    # Dagster returns this type from its public functions and does not export it.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

# A file that is still being copied changes within this time.
SECONDS_TO_REST = 30


def build_landing_sensor(job: "UnresolvedAssetJobDefinition") -> dg.SensorDefinition:
    """Requests the last complete month once for each state of the landing folder.

    The cursor holds the state that was asked for. There is no run key: it would be remembered for
    ever and swallow a file that is sent again. Exactly-once is the ledger's promise, not ours.
    """

    @dg.sensor(
        name="landing_folder",
        job=job,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Runs the last complete month when new or changed files are in landing.",
    )
    def landing_folder(
        context: dg.SensorEvaluationContext, workspace: Workspace
    ) -> dg.RunRequest | dg.SkipReason:
        from ingestion.scan import list_unread_files, scan_landing

        settings = workspace.settings
        waiting = list_unread_files(scan_landing(settings.landing_folder), settings.ledger)
        if not waiting:
            return dg.SkipReason("The ledger knows every file in the landing folder.")
        youngest = max(file.mtime_ns for file in waiting) / 1e9
        if settings.clock().timestamp() - youngest < SECONDS_TO_REST:
            return dg.SkipReason(
                f"{format_count(len(waiting), 'new file')}; the last is still being written."
            )
        state = hashlib.sha256(repr(sorted(map(str, waiting))).encode()).hexdigest()
        if state == context.cursor:
            return dg.SkipReason(
                f"A run was already requested for {format_count(len(waiting), 'new file')}."
            )
        context.update_cursor(state)
        month = find_last_complete_month(settings, workspace.programme)
        return dg.RunRequest(
            partition_key=f"{month:%Y-%m}", tags={"prottasha/new_files": str(len(waiting))}
        )

    return landing_folder


def build_dead_run_sensor() -> dg.SensorDefinition:
    """Reports runs whose process is dead; they would keep all others waiting."""

    @dg.sensor(
        name="dead_runs",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Reports runs as failed whose process was killed.",
    )
    def dead_runs(context: dg.SensorEvaluationContext, workspace: Workspace) -> dg.SkipReason:
        dead = report_dead_runs(context.instance, workspace)
        if not dead:
            return dg.SkipReason("Every run that is under way is alive.")
        return dg.SkipReason(f"Reported as failed: {', '.join(dead)}.")

    return dead_runs


def build_failure_sensor() -> dg.SensorDefinition:
    """Alerts for runs that failed outside of their steps, where the jobs' hook does not reach."""

    @dg.run_failure_sensor(
        name="unreported_failures",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Alerts for failed runs that nobody has reported.",
    )
    def unreported_failures(context: dg.RunFailureSensorContext, workspace: Workspace) -> None:
        if STARTED_BY_COMMAND in context.dagster_run.tags:
            return  # the command reports it
        run = workspace.build_run(context.dagster_run)
        message = "the run broke before or between its steps; its page in `prottasha dev` says more"
        report_failure(run, RunFailed(message, f"`{run.command}`; {RUN_AGAIN}"))

    return unreported_failures
