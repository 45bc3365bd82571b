"""When a month is due: the schedule of its bulletin, and the deadline of its deliveries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import dagster as dg

from common.programme import Programme

if TYPE_CHECKING:
    # Dagster returns this type from its public functions and does not export it.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )


def build_monthly_schedule(job: UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    """By the 5th the centres have sent what they have; what comes later is a restatement."""
    schedule = dg.build_schedule_from_partitioned_job(
        job,
        name="monthly_bulletin",
        description="The bulletin of the month before, on the 5th at 06:00 local time.",
        day_of_month=5,
        hour_of_day=6,
    )
    assert isinstance(schedule, dg.ScheduleDefinition)  # noqa: S101
    return schedule


def build_freshness_policy(programme: Programme) -> dg.FreshnessPolicy:
    """The deliveries of a month are read between the 1st and the end of the 5th of the next.

    Whether each centre has delivered is what the checks of the gate say; this says whether anybody
    has looked.
    """
    return dg.FreshnessPolicy.cron(
        deadline_cron="0 0 6 * *",
        lower_bound_delta=timedelta(days=5),
        timezone=programme.time_zone,
    )
