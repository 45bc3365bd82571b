"""The batches that the gate judges, by name: what a check may name as its `batch`.

A batch is a frame of facts about rows (given or not, an age, a count of namesakes), never of the
rows' own values: no personal column ever reaches Great Expectations. A row is known by its
`source_file_id` and `row_number`, or by a `reference` where it stands for a file or for something
that should be there.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from expectations.batches import cases, deliveries, events, outreach, services
from expectations.batches.arrivals import Arrivals

BATCHES: dict[str, Callable[[Arrivals], pd.DataFrame]] = {
    "returnees": cases.returnees,
    "assistance": services.assistance,
    "events": events.events,
    "reach": outreach.reach,
    "reach_days": outreach.reach_days,
    "products": outreach.products,
    "news": outreach.news,
    "source_files": deliveries.source_files,
    "deliveries": deliveries.deliveries,
    "delivery_columns": deliveries.delivery_columns,
    "expected_deliveries": deliveries.expected_deliveries,
}

__all__ = ["BATCHES", "Arrivals"]
