"""Facts about services: amounts, durations, repeated entries."""

from __future__ import annotations

import pandas as pd

from expectations.batches.arrivals import (
    Arrivals,
    count_sharers,
    fold_case,
    parse_dates,
    parse_numbers,
    refer_to_rows,
)

SERVICE = ["centre_code", "service_id"]


def build_assistance(arrivals: Arrivals) -> pd.DataFrame:
    """One row per service record that is new in the run, without cancelled services."""
    rows = arrivals.select_rows("assistance")
    if rows.empty:
        return rows
    rows = rows[fold_case(rows["status"]) != "cancelled"].reset_index(drop=True)
    if rows.empty:
        return rows
    started, completed = parse_dates(rows["start_date"]), parse_dates(rows["completion_date"])
    keys = rows[[*SERVICE, "case_id"]].assign(service=fold_case(rows["service"]), started=started)
    return pd.DataFrame(
        {
            "reference": refer_to_rows(rows),
            "amount_bdt": parse_numbers(rows["amount_bdt"]),
            "duration_days": (completed - started).dt.days,
            "services_of_case": count_sharers(keys, ["centre_code", "case_id"], SERVICE),
            "entries": count_sharers(
                keys, ["centre_code", "case_id", "service", "started"], SERVICE
            ),
            "started_together": count_sharers(keys, ["centre_code", "service", "started"], SERVICE),
        }
    )
