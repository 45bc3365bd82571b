"""Services: is the same help entered twice, and do amounts and numbers look like help?"""

from __future__ import annotations

import pandas as pd

from expectations.batches.arrivals import Arrivals, dates, folded, numbers, sharers

SERVICE = ["centre_code", "service_id"]


def assistance(arrivals: Arrivals) -> pd.DataFrame:
    """One row a service record that is new in the run; cancelled services count nowhere."""
    rows = arrivals.rows("assistance")
    if rows.empty:
        return rows
    rows = rows[folded(rows["status"]) != "cancelled"].reset_index(drop=True)
    if rows.empty:
        return rows
    started, completed = dates(rows["start_date"]), dates(rows["completion_date"])
    keys = rows[[*SERVICE, "case_id"]].assign(service=folded(rows["service"]), started=started)
    return pd.DataFrame(
        {
            "source_file_id": rows["source_file_id"],
            "row_number": rows["row_number"],
            "amount_bdt": numbers(rows["amount_bdt"]),
            "duration_days": (completed - started).dt.days,
            "services_of_case": sharers(keys, ["centre_code", "case_id"], SERVICE),
            "entries": sharers(keys, ["centre_code", "case_id", "service", "started"], SERVICE),
            "started_together": sharers(keys, ["centre_code", "service", "started"], SERVICE),
        }
    )
