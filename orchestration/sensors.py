"""Sensors: what has landed asks for a run; dead runs are reported; no failure goes unheard."""

import hashlib
from typing import TYPE_CHECKING

import dagster as dg

from common.settings import find_last_complete_month
from common.wording import format_count
from orchestration.orphans import reconcile
from orchestration.workspace import Workspace
from pipeline.alerts import alert, is_first_to_tell
from pipeline.failures import RUN_AGAIN, Failure

if TYPE_CHECKING:
    # Dagster returns this type from its public functions and does not export it.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

# A file that is still being copied changes within this time.
SECONDS_TO_REST = 30


def landing_sensor(job: "UnresolvedAssetJobDefinition") -> dg.SensorDefinition:
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
        context: dg.SensorEvaluationContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.RunRequest | dg.SkipReason:
        from ingestion.scan import unread_files

        settings = workspace.settings
        waiting = unread_files(settings.landing_folder, settings.ledger)
        if not waiting:
            return dg.SkipReason("The ledger knows every file in the landing folder.")
        youngest = max(file.mtime_ns for file in waiting) / 1e9
        if settings.clock().timestamp() - youngest < SECONDS_TO_REST:
            return dg.SkipReason(
                f"{format_count(len(waiting), 'new file')}; the last is still settling."
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


def orphan_sensor() -> dg.SensorDefinition:
    """Reports runs whose process is dead; they would keep all others waiting."""

    @dg.sensor(
        name="orphaned_runs",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Reports runs as failed whose process was killed.",
    )
    def orphaned_runs(
        context: dg.SensorEvaluationContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.SkipReason:
        dead = reconcile(context.instance, workspace.settings, workspace.programme)
        if not dead:
            return dg.SkipReason("Every run that is under way is alive.")
        return dg.SkipReason(f"Reported as failed: {', '.join(run.run_id for run in dead)}.")

    return orphaned_runs


def failure_sensor() -> dg.SensorDefinition:
    """Alerts for runs that broke outside of their steps, where the jobs' hook does not reach."""

    @dg.run_failure_sensor(
        name="unheard_failures",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Alerts for failed runs that nobody has alerted for.",
    )
    def unheard_failures(
        context: dg.RunFailureSensorContext, workspace: dg.ResourceParam[Workspace]
    ) -> None:
        run = workspace.run_of(context.dagster_run)
        settings = workspace.settings
        if not is_first_to_tell(context.instance, settings.dagster_home, run.run_id, "failed"):
            return
        if run.as_of is not None:
            return
        message = "the run broke before or between its steps; its page in `prottasha dev` says more"
        failure = Failure(
            "failed", message, f"`prottasha run --month {run.month_label}`; {RUN_AGAIN}"
        )
        alert(run.settings, run.programme, run.month, run.run_id, failure)

    return unheard_failures
