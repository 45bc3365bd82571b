"""Schedules: on the 5th, 06:00 in the programme's time zone, the bulletin of the month before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

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
