"""Facts about outreach: daily reach on social media, communication products, news reports."""

from __future__ import annotations

import pandas as pd

from expectations.batches.arrivals import (
    Arrivals,
    count_sharers,
    mark_where,
    parse_dates,
    parse_numbers,
    refer_to_rows,
)

FIGURE_OF = {"facebook_reach": "reach", "youtube_reach": "views", "other_reach": "reach"}
DAILY = ("facebook", "youtube")
# With fewer days, a median says little about a platform.
DAYS_FOR_A_MEDIAN = 30


def build_reach(arrivals: Arrivals) -> pd.DataFrame:
    """One row per platform and day of an export that is new in the run."""
    days = _collect_days(arrivals)
    if days.empty:
        return days
    figures = days.groupby("platform")["figure"]
    median = figures.transform("median").where(figures.transform("count") >= DAYS_FOR_A_MEDIAN)
    return days.assign(
        given=mark_where(days["figure"].notna()),
        times_median=days["figure"] / median.where(median > 0),
    )[["reference", "given", "times_median"]]


def build_reach_days(arrivals: Arrivals) -> pd.DataFrame:
    """One row per day that a daily platform should have: first new day to end of the month."""
    days = _collect_days(arrivals)
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
                    "exported": mark_where(pd.Series(calendar.isin(seen["day"]))),
                }
            )
        )
    return pd.concat(expected, ignore_index=True) if expected else pd.DataFrame()


def build_products(arrivals: Arrivals) -> pd.DataFrame:
    """One row per communication product that is new in the run."""
    return _build_communications(arrivals.select_rows("products"), "product_id", ["type", "title"])


def build_news(arrivals: Arrivals) -> pd.DataFrame:
    """One row per news report that is new in the run."""
    return _build_communications(arrivals.select_rows("news"), "report_id", ["outlet", "headline"])


def _build_communications(rows: pd.DataFrame, key: str, described_by: list[str]) -> pd.DataFrame:
    if rows.empty:
        return rows
    rows = rows.assign(day=parse_dates(rows["date"]))
    return pd.DataFrame(
        {
            "reference": refer_to_rows(rows),
            "description": mark_where(rows[described_by].notna().all(axis=1)),
            "entries": count_sharers(rows, ["day", *described_by], [key]),
        }
    )


def _collect_days(arrivals: Arrivals) -> pd.DataFrame:
    """All new rows of reach of all platforms: platform, day, figure and reference."""
    found = []
    for table, column in FIGURE_OF.items():
        rows = arrivals.select_rows(table)
        if not rows.empty:
            found.append(
                pd.DataFrame(
                    {
                        "reference": refer_to_rows(rows),
                        "platform": rows.get("platform", table.removesuffix("_reach")),
                        "day": parse_dates(rows["date"]),
                        "figure": parse_numbers(rows[column]),
                    }
                )
            )
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
