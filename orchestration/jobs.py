"""The job of a reporting month, and what happens when a step of any run fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from common.programme import Programme
from orchestration.partitions import build_month_partitions
from pipeline.alerts import report_failure
from pipeline.job import explain_step_error

if TYPE_CHECKING:
    # Dagster returns this type from its public functions and does not export it.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

MONTH_JOB = "reporting_month"


@dg.failure_hook(name="explain_failure", required_resource_keys={"workspace"})
def explain_failure(context: dg.HookContext) -> None:
    """Say once why a run failed, while its files are there and its error is whole."""
    workspace = context.resources.workspace
    dagster_run = context.instance.get_run_by_id(context.run_id)
    error = context.op_exception
    if dagster_run is None or error is None:
        return
    run = workspace.find_job(dagster_run).run
    failure = explain_step_error(run, error, context.op.name)
    if workspace.command.job:
        workspace.command.failure = workspace.command.failure or failure
    else:
        report_failure(run, failure)
    # The last, as a full disk does not take it.
    context.log.error("%s Next: %s", failure, failure.next_step)


def build_month_job(programme: Programme) -> UnresolvedAssetJobDefinition:
    """From the landing folder to the bulletin of one month."""
    return dg.define_asset_job(
        MONTH_JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=build_month_partitions(programme),
        description="From the landing folder to the published bulletin of one month.",
    )
