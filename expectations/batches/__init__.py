"""The batches that the gate judges, by the name that a check gives as its `batch`.

A batch is a frame of facts about rows (given or not, an age, a count of sharers), never of their
values: no personal column reaches Great Expectations. A row is identified by its `reference`: the
row of a file (`source_file_id:row_number`), a file, or something expected.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from expectations.batches import (
    case_facts,
    delivery_facts,
    event_facts,
    outreach_facts,
    service_facts,
)
from expectations.batches.arrivals import Arrivals

BATCHES: dict[str, Callable[[Arrivals], pd.DataFrame]] = {
    "returnees": case_facts.build_returnees,
    "assistance": service_facts.build_assistance,
    "events": event_facts.build_events,
    "reach": outreach_facts.build_reach,
    "reach_days": outreach_facts.build_reach_days,
    "products": outreach_facts.build_products,
    "news": outreach_facts.build_news,
    "source_files": delivery_facts.build_source_files,
    "deliveries": delivery_facts.build_deliveries,
    "delivery_columns": delivery_facts.build_delivery_columns,
    "expected_deliveries": delivery_facts.build_expected_deliveries,
}

__all__ = ["BATCHES", "Arrivals"]
