"""Jobs: a reporting month, and everything; and what happens when a step of theirs breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from common.programme import Programme
from orchestration.partitions import reporting_months
from pipeline.alerts import ALERTED, alert, is_first_to_tell
from pipeline.failures import of_step
from pipeline.progress import words

if TYPE_CHECKING:
    # Dagster returns this type from its public functions and does not export it.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

MONTH_JOB = "reporting_month"
EVERYTHING_JOB = "everything"


@dg.failure_hook(name="tell_why", required_resource_keys={"workspace"})
def tell_why(context: dg.HookContext) -> None:
    """Say once why a run broke, while its files are there and its error is whole."""
    workspace, instance = context.resources.workspace, context.instance
    dagster_run = instance.get_run_by_id(context.run_id)
    error = context.op_exception
    if dagster_run is None or error is None or ALERTED in dagster_run.tags:
        return
    run = workspace.run_of(dagster_run)
    is_rebuild = run.as_of is not None
    failure = of_step(run, error, words(context.op.name, of_a_rebuild=is_rebuild))
    workspace.failed(failure)
    is_first = is_first_to_tell(
        instance, workspace.settings.dagster_home, run.run_id, failure.event
    )
    if is_first and not is_rebuild:  # whoever rebuilds the past sits in front of it
        alert(run.settings, run.programme, run.month, run.run_id, failure)
    context.log.error("%s", failure)  # the last, as a full disk does not take it


def month_job(programme: Programme) -> UnresolvedAssetJobDefinition:
    """From the landing folder to the bulletin of one month."""
    return dg.define_asset_job(
        MONTH_JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=reporting_months(programme),
        hooks={tell_why},
        description="From the landing folder to the published bulletin of one month.",
    )


def everything_job(programme: Programme) -> UnresolvedAssetJobDefinition:
    """A backfill of all months, which is one run: the history comes out of one build."""
    months = reporting_months(programme)
    return dg.define_asset_job(
        EVERYTHING_JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=months,
        hooks={tell_why},
        description=(
            "Everything, for all months: choose the whole range of partitions and one run "
            "rebuilds the history and publishes the last month."
        ),
    )
