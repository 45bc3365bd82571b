"""Jobs: a reporting month, and everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.partitions import reporting_months
from orchestration.settings import Programme

if TYPE_CHECKING:
    # Dagster returns this type from its public functions and does not export it.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

MONTH_JOB = "reporting_month"
EVERYTHING_JOB = "everything"


def month_job(programme: Programme) -> UnresolvedAssetJobDefinition:
    """From the landing folder to the bulletin of one month."""
    return dg.define_asset_job(
        MONTH_JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=reporting_months(programme),
        description="From the landing folder to the published bulletin of one month.",
    )


def everything_job(programme: Programme) -> UnresolvedAssetJobDefinition:
    """A backfill of all months, which is one run: the history comes out of one build."""
    months = reporting_months(programme)
    return dg.define_asset_job(
        EVERYTHING_JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=months,
        description=(
            "Everything, for all months: choose the whole range of partitions and one run "
            "rebuilds the history and publishes the last month."
        ),
    )
