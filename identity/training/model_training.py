"""A new model from the records in the vault: documents show which of them are one person.

Two records that share a trusted document are one person; two that share a phone, or father and
district, but have different NIDs are kin; two drawn at random are strangers. The model holds how
often each level of agreement occurs among the three. No reviewer's label is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from common.sql import read_sql
from identity.identity_error import IdentityError
from identity.matching.comparisons import Level, build_comparisons
from identity.matching.features import build_features
from identity.matching.model import Model, Rates
from identity.matching.scoring import Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

SQL = Path(__file__).with_name("sql")
# Fewer pairs of one person, by their documents, are not enough to learn from.
FEWEST_PAIRS = 100
# The current model fills what the records do not show. It counts as this many pairs.
_PAIRS_OF_PRESENT = 50
# Without one, every level gets half a pair: what was never seen is rare, not impossible.
_UNSEEN = 0.5

# The order is that of the fields of `Rates`.
RATES = ("same_person", "strangers", "kin")
Found = dict[str, dict[str, float]]


class TooFewPairs(IdentityError):
    """The vault holds too few pairs to learn from."""


def train_model(connection: duckdb.DuckDBPyConnection, present: Model, trained_on: str) -> Model:
    """Train a model: `present` with the rates of `vault.records`. All else of it stays.

    Raises TooFewPairs if the records share too few documents.
    """
    build_features(connection)
    for name in (
        "02_same_person_pairs",
        "03_kin_pairs",
        "04_stranger_pairs",
        "05_training_pairs",
    ):
        connection.execute(read_sql(SQL, name))
    levels = build_comparisons()
    blank = replace(present, levels={field: {} for field in levels})
    teacher = Teacher(connection, Scorer(connection, blank, levels), levels, present)
    shares = {kind: teacher.measure_shares(kind, kind) for kind in RATES}
    # Pairs that were found by a document cannot show how often that document agrees.
    by_passport = teacher.measure_shares("same_person_by_passport", "same_person")
    by_nid = teacher.measure_shares("same_person_by_nid", "same_person")
    shares["same_person"] |= {"nid": by_passport["nid"], "passport": by_nid["passport"]}
    by_father = teacher.measure_shares("kin_by_father", "kin")
    shares["kin"] |= {"nid": shares["strangers"]["nid"], "phone": by_father["phone"]}
    learned = {
        field: {
            level.label: Rates(*(round(shares[kind][field][level.label], 7) for kind in shares))
            for level in found[1:]
        }
        for field, found in levels.items()
    }
    repeats, kin_by_phone = connection.execute(read_sql(SQL, "06_frequencies")).fetchall()[0]
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

    def measure_shares(self, kind: str, rate: str) -> Found:
        """How often each level occurs among the pairs of a kind, by comparison and label.

        `rate` is the name of the same rate in the current model.
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
                f"documents show only {pairs} pairs of records of one person; "
                f"training needs at least {FEWEST_PAIRS}, so train on more records"
            )
        found = {
            field: _share_out(self._count_levels(predicted, field, graded, rate), graded[1:])
            for field, graded in self.levels.items()
        }
        self.connection.execute(f"drop table {predicted}")
        return found

    def _count_levels(
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


def _share_out(counts: Mapping[str, float], levels: Sequence[Level]) -> dict[str, float]:
    """Counts as shares, which add up to 1 among the levels of one case."""
    totals: dict[str, float] = {}
    for level in levels:
        totals[level.given] = totals.get(level.given, 0.0) + counts[level.label]
    return {level.label: counts[level.label] / totals[level.given] for level in levels}
