"""Outreach: daily reach on social media, communication products, news reports."""

from __future__ import annotations

import pandas as pd

from expectations.batches.arrivals import Arrivals, dates, numbers, sharers, yes_where

FIGURE_OF = {"facebook_reach": "reach", "youtube_reach": "views", "other_reach": "reach"}
DAILY = ("facebook", "youtube")
# Below this number of days a median says little about a platform.
DAYS_FOR_A_MEDIAN = 30


def reach(arrivals: Arrivals) -> pd.DataFrame:
    """One row a platform and day of an export that is new in the run."""
    days = _days(arrivals)
    if days.empty:
        return days
    figures = days.groupby("platform")["figure"]
    median = figures.transform("median").where(figures.transform("count") >= DAYS_FOR_A_MEDIAN)
    return days.assign(
        given=yes_where(days["figure"].notna()),
        times_median=days["figure"] / median.where(median > 0),
    )[["source_file_id", "row_number", "given", "times_median"]]


def reach_days(arrivals: Arrivals) -> pd.DataFrame:
    """One row a day that a daily platform should have: first new day to end of the month."""
    days = _days(arrivals)
    if days.empty:
        return days
    last = pd.Timestamp(arrivals.reporting_month) + pd.offsets.MonthEnd(0)
    expected = []
    for platform, seen in days[days["platform"].isin(DAILY)].groupby("platform"):
        calendar = pd.date_range(seen["day"].min(), last, freq="D")
        expected.append(
            pd.DataFrame(
                {
                    "reference": f"{platform} " + calendar.strftime("%Y-%m-%d"),
                    "exported": yes_where(pd.Series(calendar.isin(seen["day"]))),
                }
            )
        )
    return pd.concat(expected, ignore_index=True) if expected else pd.DataFrame()


def products(arrivals: Arrivals) -> pd.DataFrame:
    """One row a communication product that is new in the run."""
    return _communications(arrivals.rows("products"), "product_id", ["type", "title"])


def news(arrivals: Arrivals) -> pd.DataFrame:
    """One row a news report that is new in the run."""
    return _communications(arrivals.rows("news"), "report_id", ["outlet", "headline"])


def _communications(rows: pd.DataFrame, key: str, described_by: list[str]) -> pd.DataFrame:
    if rows.empty:
        return rows
    rows = rows.assign(day=dates(rows["date"]))
    return pd.DataFrame(
        {
            "source_file_id": rows["source_file_id"],
            "row_number": rows["row_number"],
            "description": yes_where(rows[described_by].notna().all(axis=1)),
            "entries": sharers(rows, ["day", *described_by], [key]),
        }
    )


def _days(arrivals: Arrivals) -> pd.DataFrame:
    """All new rows of reach, whatever the platform: platform, day, figure and reference."""
    found = []
    for table, column in FIGURE_OF.items():
        rows = arrivals.rows(table)
        if not rows.empty:
            found.append(
                pd.DataFrame(
                    {
                        "source_file_id": rows["source_file_id"],
                        "row_number": rows["row_number"],
                        "platform": rows.get("platform", table.removesuffix("_reach")),
                        "day": dates(rows["date"]),
                        "figure": numbers(rows[column]),
                    }
                )
            )
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
