"""Facts about case records: completeness, plausibility, shared documents and phones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from expectations.batches.arrivals import (
    Arrivals,
    count_sharers,
    extract_digits,
    fold_case,
    mark_where,
    parse_dates,
    refer_to_rows,
)

DAYS_A_YEAR = 365.25
MIDDLE_AGE = 50
CASE = ["centre_code", "case_id"]
NID_LENGTHS = (10, 13, 17)


def build_returnees(arrivals: Arrivals) -> pd.DataFrame:
    """One row per case record that is new in the run."""
    rows = arrivals.select_rows("returnees")
    if rows.empty:
        return rows
    born, registered = parse_dates(rows["date_of_birth"]), parse_dates(rows["registration_date"])
    identifiers = rows[["nid", "passport_no", "phone"]]
    return pd.DataFrame(
        {
            "reference": refer_to_rows(rows),
            "identifier": mark_where(identifiers.notna().any(axis=1)),
            "father": mark_where(rows["father_name"].notna()),
            "sex": fold_case(rows["sex"]),
            "district": mark_where(rows["district"].notna()),
            "country": mark_where(rows["country_of_return"].notna()),
            "return_date": mark_where(rows["return_date"].notna()),
            "birth_date": mark_where(rows["date_of_birth"].notna()),
            "birth_date_known_to": _classify_birth_dates(born),
            "age_at_registration": _round_ages((registered - born).dt.days / DAYS_A_YEAR),
            "nid_form": _classify_nids(rows["nid"]),
            "documents": _classify_documents(rows, arrivals.tables.get("quarantine")),
            **_count_shared_identifiers(rows),
        }
    )


def _classify_birth_dates(born: pd.Series) -> pd.Series:
    """1 January is typed where only the year is known."""
    to_year = (born.dt.month == 1) & (born.dt.day == 1)
    known_to: pd.Series = to_year.map({True: "year", False: "day"}).where(born.notna(), None)
    return known_to


def _round_ages(ages: pd.Series) -> pd.Series:
    """Whole years, which give no birth date away: the young rounded down, the old up.

    An age is then below or above a limit in whole years exactly if it was before.
    """
    rounded: pd.Series = np.floor(ages).where(ages < MIDDLE_AGE, np.ceil(ages))
    return rounded


def _classify_nids(nids: pd.Series) -> pd.Series:
    fits = extract_digits(nids).str.len().isin(NID_LENGTHS)
    return fits.map({True: "complete", False: "other"}).where(nids.notna(), None)


def _classify_documents(rows: pd.DataFrame, quarantine: pd.DataFrame | None) -> pd.Series:
    """Whether a spreadsheet rounded a number of the row; null if no quarantine was given."""
    if quarantine is None:
        return pd.Series(None, index=rows.index, dtype="object")
    where = ["source_file_id", "row_number"]
    lost = quarantine.loc[quarantine["rule"] == "scientific_notation", where].drop_duplicates()
    is_lost = rows[where].merge(lost, how="left", on=where, indicator=True)["_merge"] == "both"
    return is_lost.map({True: "lost", False: "kept"})


def _count_shared_identifiers(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """How many cases share a document or a phone; how often one person was entered on one day."""
    keys = rows[[*CASE, "registration_date"]].assign(
        nid=extract_digits(rows["nid"]),
        passport=rows["passport_no"].str.upper().str.replace(r"[^0-9A-Z]", "", regex=True),
        # The last ten digits are the number. The prefix is written in many ways.
        phone=extract_digits(rows["phone"]).str[-10:],
    )
    by_document = pd.concat([count_sharers(keys, [d], CASE) for d in ("nid", "passport")], axis=1)
    entered = [
        count_sharers(keys, ["centre_code", d, "registration_date"], CASE)
        for d in ("nid", "passport")
    ]
    return {
        "cases_of_document": by_document.max(axis=1),
        "cases_of_phone": count_sharers(keys, ["phone"], CASE),
        "entries_that_day": pd.concat(entered, axis=1).max(axis=1),
    }
