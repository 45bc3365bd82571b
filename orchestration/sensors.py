"""Sensors: the landing folder asks for a run when something has arrived and has come to rest."""

import hashlib
from typing import TYPE_CHECKING

import dagster as dg

from orchestration.settings import last_complete_month
from orchestration.workspace import Workspace

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
            return dg.SkipReason(f"{len(waiting)} files are new; the last is still settling.")
        state = hashlib.sha256(repr(sorted(map(str, waiting))).encode()).hexdigest()
        if state == context.cursor:
            return dg.SkipReason(f"A run was already requested for these {len(waiting)} files.")
        context.update_cursor(state)
        month = last_complete_month(settings, workspace.programme)
        return dg.RunRequest(
            partition_key=f"{month:%Y-%m}", tags={"prottasha/new_files": str(len(waiting))}
        )

    return landing_folder
