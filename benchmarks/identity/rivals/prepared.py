"""The cleaning that any user does first, so that no rival loses by forms of dates and phones.

Names: small letters, no punctuation, no Md. or Mst. in front. Bangla script stays as it is, which
the rivals do not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PREFIX = (
    r"^(?:late |lt |মৃত |মৃতঃ )?(?:md|mo\w*mm\w*d|mu\w*mm\w*d|mst|most|mosammat|মোঃ|মো|মোসাঃ|মোছাঃ) "
)
COLUMNS = ("full_name", "father_name", "date_of_birth", "phone", "district_pcode", "sex")
BANGLA_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


def prepare_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """unique_id (the row number) and COLUMNS; None for nothing, birth as YYYY-MM-DD."""
    import pandas as pd

    out = pd.DataFrame({"unique_id": range(len(frame))})
    for column in ("full_name", "father_name"):
        name = frame[column].str.lower().str.replace(r"[.,\s]+", " ", regex=True).str.strip()
        out[column] = name.str.replace(PREFIX, "", regex=True)
    birth = frame["date_of_birth"]
    turned = birth.str.slice(6) + "-" + birth.str.slice(3, 5) + "-" + birth.str.slice(0, 2)
    out["date_of_birth"] = birth.where(~birth.str.contains("/"), turned)
    digits = frame["phone"].str.translate(BANGLA_DIGITS).str.replace(r"\D", "", regex=True)
    out["phone"] = digits.str.slice(-10)
    out["district_pcode"] = frame["district_pcode"].fillna("")
    out["sex"] = frame["sex"].where(frame["sex"] != "unknown", "")
    text = list(COLUMNS)
    out[text] = out[text].astype(object).where(out[text] != "", None)
    return out
