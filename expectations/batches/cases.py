"""Case records: can a person be recognised and described, and do the records look like people?"""

from __future__ import annotations

import pandas as pd

from expectations.batches.arrivals import Arrivals, dates, digits, folded, sharers, yes_where

DAYS_A_YEAR = 365.25
CASE = ["centre_code", "case_id"]
NID_LENGTHS = (10, 13, 17)


def returnees(arrivals: Arrivals) -> pd.DataFrame:
    """One row a case record that is new in the run."""
    rows = arrivals.rows("returnees")
    if rows.empty:
        return rows
    born, registered = dates(rows["date_of_birth"]), dates(rows["registration_date"])
    identifiers = rows[["nid", "passport_no", "phone"]]
    return pd.DataFrame(
        {
            "source_file_id": rows["source_file_id"],
            "row_number": rows["row_number"],
            "identifier": yes_where(identifiers.notna().any(axis=1)),
            "father": yes_where(rows["father_name"].notna()),
            "sex": folded(rows["sex"]),
            "district": yes_where(rows["district"].notna()),
            "country": yes_where(rows["country_of_return"].notna()),
            "return_date": yes_where(rows["return_date"].notna()),
            "birth_date": yes_where(rows["date_of_birth"].notna()),
            "birth_date_known_to": _precision(born),
            "age_at_registration": (registered - born).dt.days / DAYS_A_YEAR,
            "nid_form": _nid_form(rows["nid"]),
            "documents": _documents(rows, arrivals.tables.get("quarantine")),
            **_sharers(rows),
        }
    )


def _precision(born: pd.Series) -> pd.Series:
    """1 January is what is typed when only the year is known."""
    to_year = (born.dt.month == 1) & (born.dt.day == 1)
    known_to: pd.Series = to_year.map({True: "year", False: "day"}).where(born.notna(), None)
    return known_to


def _nid_form(nids: pd.Series) -> pd.Series:
    fits = digits(nids).str.len().isin(NID_LENGTHS)
    return fits.map({True: "complete", False: "other"}).where(nids.notna(), None)


def _documents(rows: pd.DataFrame, quarantine: pd.DataFrame | None) -> pd.Series:
    """Whether a spreadsheet cost the row a number; unknown where no quarantine was handed over."""
    if quarantine is None:
        return pd.Series(None, index=rows.index, dtype="object")
    where = ["source_file_id", "row_number"]
    lost = quarantine.loc[quarantine["rule"] == "scientific_notation", where].drop_duplicates()
    is_lost = rows[where].merge(lost, how="left", on=where, indicator=True)["_merge"] == "both"
    return is_lost.map({True: "lost", False: "kept"})


def _sharers(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """How many cases share a document or a phone; how often one person was entered on one day."""
    keys = rows[[*CASE, "registration_date"]].assign(
        nid=digits(rows["nid"]),
        passport=rows["passport_no"].str.upper().str.replace(r"[^0-9A-Z]", "", regex=True),
        # The last ten digits are the number; what stands before them is written in many ways.
        phone=digits(rows["phone"]).str[-10:],
    )
    by_document = pd.concat([sharers(keys, [d], CASE) for d in ("nid", "passport")], axis=1)
    entered = [
        sharers(keys, ["centre_code", d, "registration_date"], CASE) for d in ("nid", "passport")
    ]
    return {
        "cases_of_document": by_document.max(axis=1),
        "cases_of_phone": sharers(keys, ["phone"], CASE),
        "entries_that_day": pd.concat(entered, axis=1).max(axis=1),
    }
