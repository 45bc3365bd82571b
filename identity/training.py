"""A new model from the records at hand: their documents say who is one person, and who is not.

Two records that share a trusted document are one person; two that share a phone, or father and
district, but show different NIDs are kin; two drawn at random are strangers. How often each level
of agreement occurs among the three is the model. No reviewer's label is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from identity import features
from identity.comparisons import Level, comparisons
from identity.errors import IdentityError
from identity.model import Model, Rates
from identity.queries import query
from identity.scoring import Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

# Fewer pairs that are one person's, by their documents, teach nothing.
FEWEST_PAIRS = 100
# What the records do not tell, the present model does: it counts as so many pairs.
_PAIRS_OF_PRESENT = 50
# Without one: half a pair on every level, so that what was never seen is rare, not impossible.
_UNSEEN = 0.5

Found = dict[str, dict[str, float]]


class TooFewPairs(IdentityError):
    """There is too little to learn from; the message says what and how much."""


def train(connection: duckdb.DuckDBPyConnection, present: Model, trained_on: str) -> Model:
    """`present` with the rates that hold in `vault.records`; blocks, bounds and threshold stay.

    Raises TooFewPairs if the records share too few documents.
    """
    features.build(connection)
    for pairs in ("same_person", "kin", "strangers", "pairs"):
        connection.execute(query(f"training_{pairs}"))
    levels = comparisons()
    blank = replace(present, levels={field: {} for field in levels})
    teacher = Teacher(connection, Scorer(connection, blank, levels), levels, present)
    shares = {kind: teacher.shares(kind, kind) for kind in ("same_person", "strangers", "kin")}
    # What pairs were found by cannot be learnt from them.
    shares["same_person"]["nid"] = teacher.shares("same_person_by_passport", "same_person")["nid"]
    shares["same_person"]["passport"] = teacher.shares("same_person_by_nid", "same_person")[
        "passport"
    ]
    shares["kin"]["nid"] = shares["strangers"]["nid"]
    shares["kin"]["phone"] = teacher.shares("kin_by_father", "kin")["phone"]
    learned = {
        field: {
            level.label: Rates(*(round(shares[kind][field][level.label], 7) for kind in shares))
            for level in found[1:]
        }
        for field, found in levels.items()
    }
    repeats, kin_by_phone = connection.execute(query("training_numbers")).fetchall()[0]
    return replace(
        present,
        trained_on=trained_on,
        levels=learned,
        repeats_per_record=round(repeats, 4),
        kin_per_record=round(kin_by_phone / learned["phone"]["same"].kin, 4),
    )


@dataclass(frozen=True)
class Teacher:
    """Counts how the pairs of `training_pairs` agree."""

    connection: duckdb.DuckDBPyConnection
    scorer: Scorer
    levels: Mapping[str, Sequence[Level]]
    present: Model

    def shares(self, kind: str, rate: str) -> Found:
        """How often each level occurs among the pairs of a kind, by comparison and label.

        `rate` is the present model's name for it.
        """
        self.connection.execute(
            "create or replace temporary table learned as select join_key_l, join_key_r, "
            "'0' as match_key from training_pairs where kind = $kind",
            {"kind": kind},
        )
        predicted = self.scorer.predict_in_detail("strangers", "learned")
        ((pairs,),) = self.connection.execute(f"select count(*) from {predicted}").fetchall()
        if kind == "same_person" and pairs < FEWEST_PAIRS:
            raise TooFewPairs(
                f"{pairs} pairs of records are known to be one person's by their documents; "
                f"{FEWEST_PAIRS} are needed to learn from: train on more records"
            )
        found = {
            field: _normalised(self._counts(predicted, field, graded, rate), graded[1:])
            for field, graded in self.levels.items()
        }
        self.connection.execute(f"drop table {predicted}")
        return found

    def _counts(
        self, predicted: str, field: str, graded: Sequence[Level], rate: str
    ) -> dict[str, float]:
        counts = dict(
            self.connection.execute(
                f"select gamma_{field}, count(*) from {predicted} group by 1"
            ).fetchall()
        )
        known = self.present.levels.get(field, {})
        # Splink numbers the levels from the last one up; a missing value is -1.
        return {
            level.label: counts.get(len(graded) - 2 - place, 0)
            + (
                _PAIRS_OF_PRESENT * getattr(known[level.label], rate)
                if level.label in known
                else _UNSEEN
            )
            for place, level in enumerate(graded[1:])
        }


def _normalised(counts: Mapping[str, float], levels: Sequence[Level]) -> dict[str, float]:
    """Shares of 1 among the levels that share out one case."""
    totals: dict[str, float] = {}
    for level in levels:
        totals[level.given] = totals.get(level.given, 0.0) + counts[level.label]
    return {level.label: counts[level.label] / totals[level.given] for level in levels}
