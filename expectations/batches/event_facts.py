"""Facts about workshops and events: completeness, size, lateness, repeated submissions."""

from __future__ import annotations

import pandas as pd

from expectations.batches.arrivals import (
    Arrivals,
    count_sharers,
    fold_case,
    mark_where,
    parse_dates,
    parse_numbers,
    refer_to_rows,
)

PEOPLE = ["participants_men", "participants_women", "participants_unknown"]
# The types whose participants are figures of the bulletin (indicators.csv).
COUNTED_BY_PEOPLE = ("magistrate_training", "awareness_session")
NOT_APPROVED = ("not approved", "validation_status_not_approved")


def build_events(arrivals: Arrivals) -> pd.DataFrame:
    """One row per submission that is new in the run, without those that were not approved."""
    rows = arrivals.select_rows("events")
    if rows.empty:
        return rows
    rows = rows[~fold_case(rows["validation_status"]).isin(NOT_APPROVED)]
    if rows.empty:
        return rows
    rows = rows.reset_index(drop=True)
    people = rows[PEOPLE].apply(parse_numbers)
    total = people.sum(axis=1, min_count=1)
    event_type = fold_case(rows["event_type"])
    held = parse_dates(rows["event_date"])
    return pd.DataFrame(
        {
            "reference": refer_to_rows(rows),
            "district": mark_where(rows["district"].notna()),
            "people_of_counted_types": total.fillna(0).where(event_type.isin(COUNTED_BY_PEOPLE)),
            "people": total,
            "share_of_unknown_sex": (
                people["participants_unknown"].fillna(0) / total.where(total > 0)
            ),
            "days_to_submission": (parse_dates(rows["submission_time"]) - held).dt.days,
            **_count_repeated_submissions(rows.assign(event_type=event_type, held=held)),
        }
    )


def _count_repeated_submissions(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Submissions of one venue and day; submissions that are the same in every fact."""
    where = ["held", "district", "venue"]
    for column in where[1:]:
        rows[column] = fold_case(rows[column])
    # Two submissions with a blank count can be the same.
    same = rows.fillna(dict.fromkeys(PEOPLE, ""))
    return {
        "events_of_venue_and_day": count_sharers(rows, where, ["submission_id"]),
        "entries": count_sharers(same, ["event_type", *where, *PEOPLE], ["submission_id"]),
    }
