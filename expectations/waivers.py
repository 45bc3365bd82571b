"""Waivers: failing rows that a named person has examined and excused until a date.

The list is `waivers.yml`. A waiver is valid for reporting months that begin on or before its
`until`, so that a run for a month gives the same verdicts whenever it is repeated. Blocking checks
cannot be waived: keys, contracts and lost rows have to be corrected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from expectations import dictionary
from expectations.dictionary import DictionaryError, describe_problems, read_yaml

FILE = Path(__file__).with_name("waivers.yml")


class Waiver(BaseModel):
    """Excuses failing rows of one check on one target: the `rows` named, or at most `count`.

    `rows` are references as results show them (`source_file_id:row_number`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    check_id: str
    target: str
    rows: frozenset[str] = frozenset()
    count: int = Field(default=0, ge=0)
    reason: str = Field(min_length=10)
    who: str = Field(min_length=2)
    until: date

    @model_validator(mode="after")
    def _rows_or_count(self) -> Waiver:
        if bool(self.rows) == bool(self.count):
            raise ValueError("name the rows or give a count above 0, one of the two")
        return self

    def is_valid_for(self, check_id: str, target: str, month: date) -> bool:
        return (self.check_id, self.target) == (check_id, target) and month <= self.until


@cache
def load_waivers(path: Path = FILE) -> tuple[Waiver, ...]:
    """The waivers of a file. DictionaryError if one is malformed or for an unknown check."""
    known = dictionary.load_checks()
    try:
        waivers = tuple(
            Waiver.model_validate(item) for item in (read_yaml(path) or {}).get("waivers") or ()
        )
    except ValidationError as error:
        raise DictionaryError(f"{path.name}: {describe_problems(error)}") from None
    if unknown := sorted({waiver.check_id for waiver in waivers} - set(known)):
        raise DictionaryError(
            f"{path.name}: no check is called {', '.join(unknown)}; correct the id"
        )
    if blocking := sorted(
        {w.check_id for w in waivers if known[w.check_id].severity == "blocking"}
    ):
        raise DictionaryError(
            f"{path.name}: {', '.join(blocking)} blocks and cannot be waived; correct the cause"
        )
    return waivers


def count_waived_rows(
    waivers: Iterable[Waiver], failed: int, failing_references: Sequence[str] | Collection[str]
) -> int:
    """How many of the `failed` rows the waivers given excuse; never more than `failed`."""
    waivers = tuple(waivers)
    named = frozenset[str]().union(*(waiver.rows for waiver in waivers))
    by_reference = sum(1 for reference in failing_references if reference in named)
    return min(failed, by_reference + sum(waiver.count for waiver in waivers))
