"""Which texts of a batch can be read, by the closed lists of ingestion.

Places are not among them: whether a district or a country that is given can be recognised, the
models judge (`every_place_given_is_recognised`).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pandas as pd

from expectations.dictionary import read_yaml

CLOSED_LISTS = Path(__file__).parent.parent / "ingestion" / "closed_lists.yml"


def fold(text: str) -> str:
    """Trim, collapse blanks, NFC, fold case: how the values of closed lists are compared."""
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


@cache
def spellings(name: str, *values: str) -> frozenset[str]:
    """All spellings of the values of a closed list, or of some of its values, folded."""
    listed = read_yaml(CLOSED_LISTS)[name]
    return frozenset(fold(text) for value in values or listed for text in (value, *listed[value]))


def is_one_of(texts: pd.Series, spelled: frozenset[str]) -> pd.Series:
    """True where the text is one of the spellings; judged once for each distinct text."""
    known = [text for text in texts.dropna().unique() if fold(text) in spelled]
    return texts.isin(known)
