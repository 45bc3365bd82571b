"""Partitions: the reporting months, in the programme's time zone, each open when it has ended."""

from __future__ import annotations

import dagster as dg

from common.programme import Programme

MONTH_FORMAT = "%Y-%m"


def build_month_partitions(programme: Programme) -> dg.MonthlyPartitionsDefinition:
    """`2017-04`, `2017-05`, … up to the last complete month."""
    return dg.MonthlyPartitionsDefinition(
        start_date=f"{programme.start_month:{MONTH_FORMAT}}",
        timezone=programme.time_zone,
        fmt=MONTH_FORMAT,
    )


# A month has a release of its own, so a backfill makes a run for each month.
MONTH_BY_MONTH = dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
