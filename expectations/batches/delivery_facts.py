"""Facts about files and deliveries: size, lateness, blanks, duplicates, missing months."""

from __future__ import annotations

import pandas as pd

from expectations.batches.arrivals import Arrivals, mark_where, parse_months

CASE_TABLES = ("returnees", "assistance")
DELIVERY = ["table_name", "centre_code", "month"]
# A centre has a usual size after half a year.
MONTHS_OF_HISTORY = 6
# Added to both sides of a ratio of row counts, so that a centre with few cases raises no alarm.
FEW_ROWS = 10
# A column is usually filled if its median share of blanks is below USUAL_BLANKS, over at least
# DELIVERIES_TO_COMPARE deliveries of at least ROWS_TO_COMPARE rows.
DELIVERIES_TO_COMPARE, ROWS_TO_COMPARE, USUAL_BLANKS = 5, 5, 0.1


def build_source_files(arrivals: Arrivals) -> pd.DataFrame:
    """One row per file (and table) in force, of every source."""
    files = arrivals.select_files_in_force()
    judged = files["rows_loaded"] + files["rows_quarantined"]
    with_rows = files[judged > 0]
    # The same content for two centres or months. A file with headers only may come twice.
    copies = with_rows.groupby(["table_name", "sha256"])["source_file_id"].transform("nunique")
    return pd.DataFrame(
        {
            "reference": files["reference"],
            "quarantined_share": files["rows_quarantined"] / judged.where(judged > 0),
            "deliveries_of_same_bytes": copies.reindex(files.index),
        }
    )


def build_deliveries(arrivals: Arrivals) -> pd.DataFrame:
    """One row per monthly case delivery in force: its slot, its relative size, its lateness."""
    files = _select_monthly_files(arrivals)
    if files.empty:
        return files
    files = files.sort_values(DELIVERY)
    usual = files.groupby(["table_name", "centre_code"])["rows_read"].transform(
        lambda rows: rows.shift().expanding(MONTHS_OF_HISTORY).median()
    )
    return pd.DataFrame(
        {
            "reference": files["reference"],
            "table_name": files["table_name"],
            "centre_code": files["centre_code"],
            "month": files["month"].astype("str"),
            "times_usual_rows": (files["rows_read"] + FEW_ROWS) / (usual + FEW_ROWS),
            "days_after_month": _count_days_after_month(files, arrivals.source_files),
        }
    )


def _count_days_after_month(files: pd.DataFrame, ledger: pd.DataFrame) -> pd.Series:
    """Days from the month's end to the first landing of any version of the delivery.

    Null for the files of the very first landing: it brought the history, and does not show when
    a centre sent them.
    """
    landed = ledger.assign(
        month=parse_months(ledger["delivery_month"]),
        landed_at=pd.to_datetime(ledger["landed_at"], utc=True),
    )
    first = landed[landed["verdict"] == "loaded"].groupby(DELIVERY)["landed_at"].min()
    first = files[DELIVERY].merge(first, how="left", left_on=DELIVERY, right_index=True)[
        "landed_at"
    ]
    opening_day = landed["landed_at"].min().normalize()
    ends = files["month"].dt.end_time.dt.tz_localize("UTC")
    first = first.set_axis(files.index)
    days: pd.Series = (first - ends) / pd.Timedelta(days=1)
    return days.where(first.dt.normalize() > opening_day)


def build_delivery_columns(arrivals: Arrivals) -> pd.DataFrame:
    """One row per new case delivery and usually filled column: by how much it is blanker."""
    found = [_compare_blanks(arrivals.select_rows(table), table) for table in CASE_TABLES]
    found = [blanks for blanks in found if not blanks.empty]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _compare_blanks(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    provenance = ["source_file_id", "row_number", "centre_code", "extra"]
    blank = rows.drop(columns=provenance, errors="ignore").isna()
    if blank.empty:
        return blank
    files = blank.groupby(rows["source_file_id"]).mean()[
        rows.groupby("source_file_id").size() >= ROWS_TO_COMPARE
    ]
    usual = files.median()
    if len(files) < DELIVERIES_TO_COMPARE:
        return pd.DataFrame()
    long = (files - usual).loc[:, usual < USUAL_BLANKS].stack()
    references = [f"{file_id} {column}" for file_id, column in long.index]
    return pd.DataFrame({"reference": references, "more_blank": long.to_numpy()})


def build_expected_deliveries(arrivals: Arrivals) -> pd.DataFrame:
    """One row per centre, table and month since the centre's first delivery of the table."""
    files = _select_monthly_files(arrivals)
    last = pd.Period(arrivals.reporting_month, freq="M")
    rows = []
    for (table, centre), sent in files.groupby(["table_name", "centre_code"]):
        calendar = pd.period_range(sent["month"].min(), last, freq="M")
        rows.append(
            pd.DataFrame(
                {
                    "reference": [f"{table}-{centre}-{month}" for month in calendar],
                    "delivered": mark_where(pd.Series(calendar.isin(sent["month"]))),
                }
            )
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _select_monthly_files(arrivals: Arrivals) -> pd.DataFrame:
    files = arrivals.select_files_in_force()
    is_case = files["table_name"].isin(CASE_TABLES) & files["centre_code"].isin(arrivals.centres)
    return files[is_case & files["month"].notna() & ~files["is_baseline"].astype(bool)]
