"""The rows that are new in a run, the ledger, and helpers for columns of text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

BANGLA_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


@dataclass(frozen=True)
class Arrivals:
    """`tables`: bronze rows (all text) that no release holds yet, by table; under
    `quarantine`, the quarantined cells of the same files. `source_files`: the whole ledger."""

    tables: Mapping[str, pd.DataFrame]
    source_files: pd.DataFrame
    reporting_month: date
    centres: Collection[str]

    def select_rows(self, table: str) -> pd.DataFrame:
        """The new rows of a table with their centre; an empty frame if nothing is new."""
        rows = self.tables.get(table)
        if rows is None or rows.empty:
            return pd.DataFrame()
        centre_of = self.source_files.drop_duplicates("source_file_id").set_index("source_file_id")
        return rows.reset_index(drop=True).assign(
            centre_code=lambda new: new["source_file_id"].map(centre_of["centre_code"])
        )

    def select_files_in_force(self) -> pd.DataFrame:
        """The ledger's rows that count, with `month` (null where a file has none)."""
        files = self.source_files
        files = files[files["is_in_force"].astype(bool) & (files["table_name"] != "")]
        return files.assign(
            month=parse_months(files["delivery_month"]), reference=files["source_file_id"]
        )


def refer_to_rows(rows: pd.DataFrame) -> pd.Series:
    """The references of rows, as results show them: `source_file_id:row_number`."""
    return rows["source_file_id"].astype("str") + ":" + rows["row_number"].astype("str")


def parse_months(texts: pd.Series) -> pd.Series:
    """`YYYY-MM` as month periods."""
    return pd.Series(pd.PeriodIndex(texts, freq="M"), index=texts.index)


def parse_dates(texts: pd.Series) -> pd.Series:
    """Days as the field writes them (YYYY-MM-DD, an ISO timestamp, DD/MM/YYYY); else null."""
    text = texts.astype("str").str.strip()
    iso = pd.to_datetime(text.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    return iso.fillna(pd.to_datetime(text, format="%d/%m/%Y", errors="coerce"))


def parse_numbers(texts: pd.Series) -> pd.Series:
    """Numbers, thousands commas allowed; blank is null, not zero."""
    return pd.to_numeric(texts.astype("str").str.replace(",", "").str.strip(), errors="coerce")


def extract_digits(texts: pd.Series) -> pd.Series:
    """The digits of a text, Bangla digits as Latin ones; null where there are none."""
    latin = texts.astype("str").str.translate(BANGLA_DIGITS).str.replace(r"[^0-9]", "", regex=True)
    return latin.mask(latin.isna() | (latin == ""))


def fold_case(texts: pd.Series) -> pd.Series:
    """Trimmed, NFC, case folded: the form in which values of closed lists are compared."""
    return texts.astype("str").str.normalize("NFC").str.strip().str.casefold()


def mark_where(condition: pd.Series) -> pd.Series:
    """`yes` where the condition holds, else null: the form that completeness checks judge."""
    return pd.Series("yes", index=condition.index, dtype="object").where(
        condition.astype(bool), None
    )


def count_sharers(of: pd.DataFrame, by: list[str], key: list[str]) -> pd.Series:
    """For each row, how many different `key`s share its `by`; null where a `by` is blank."""
    together = of[[*dict.fromkeys([*by, *key])]]
    keys_of_group = together.drop_duplicates().groupby(by, dropna=True).size().rename("sharers")
    return together.merge(keys_of_group, how="left", left_on=by, right_index=True)["sharers"]
