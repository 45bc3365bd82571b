"""A new model from the records at hand: their documents say who is one person, and who is not.

Two records that share a trusted document are one person; two that share a phone, or father and
district, but show different NIDs are kin; two drawn at random are strangers. How often each level
of agreement occurs among the three is the model. No reviewer's label is needed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from identity import features
from identity.comparisons import Level, comparisons
from identity.model import Model, Rates
from identity.queries import query
from identity.scoring import Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

FEWEST_PAIRS = 200
# Half a pair of prior evidence on every level, so that what was never seen is rare, not impossible.
_UNSEEN = 0.5

Found = dict[str, dict[str, float]]


class TooFewPairs(Exception):
    """There is too little to learn from; the message says what and how much."""


def train(connection: duckdb.DuckDBPyConnection, model: Model, trained_on: str) -> Model:
    """`model` with the rates that hold in `vault.records`; blocks, bounds and threshold stay.

    Raises TooFewPairs if the records share too few documents.
    """
    features.build(connection)
    connection.execute(query("training_pairs"))
    levels = comparisons()
    blank = replace(model, levels={field: {} for field in levels})
    scorer = Scorer(connection, blank, levels)
    kinds = ("same_person", "strangers", "kin")
    shares = {kind: _shares(connection, scorer, kind, levels) for kind in kinds}
    shares["kin"]["phone"] = _shares(connection, scorer, "kin_by_father", levels)["phone"]
    learned = {
        field: {
            level.label: Rates(*(round(shares[kind][field][level.label], 7) for kind in shares))
            for level in found[1:]
        }
        for field, found in levels.items()
    }
    repeats, kin_by_phone = connection.execute(query("training_numbers")).fetchall()[0]
    return replace(
        model,
        trained_on=trained_on,
        levels=learned,
        repeats_per_record=round(repeats, 4),
        kin_per_record=round(kin_by_phone / learned["phone"]["same"].kin, 4),
    )


def _shares(
    connection: duckdb.DuckDBPyConnection,
    scorer: Scorer,
    kind: str,
    levels: Mapping[str, Sequence[Level]],
) -> Found:
    """How often each level occurs among the pairs of a kind, by comparison and label."""
    connection.execute(
        "create or replace temporary table learned as "
        "select join_key_l, join_key_r, '0' as match_key from training_pairs where kind = $kind",
        {"kind": kind},
    )
    predicted = scorer.predict_in_detail("strangers", "learned")
    ((pairs,),) = connection.execute(f"select count(*) from {predicted}").fetchall()
    if pairs < FEWEST_PAIRS:
        raise TooFewPairs(
            f"{pairs} pairs of records are known to be {kind.replace('_', ' ')} by their "
            f"documents; {FEWEST_PAIRS} are needed to learn from: train on more records"
        )
    found: Found = {}
    for field, graded in levels.items():
        counts = dict(
            connection.execute(
                f"select gamma_{field}, count(*) from {predicted} group by 1"
            ).fetchall()
        )
        # Splink numbers the levels from the last one up; a missing value is -1.
        by_label = {
            level.label: counts.get(len(graded) - 2 - place, 0) + _UNSEEN
            for place, level in enumerate(graded[1:])
        }
        found[field] = _normalised(by_label, graded[1:])
    connection.execute(f"drop table {predicted}")
    return found


def _normalised(counts: Mapping[str, float], levels: Sequence[Level]) -> dict[str, float]:
    """Shares of 1 among the levels that share out one case."""
    totals: dict[str, float] = {}
    for level in levels:
        totals[level.given] = totals.get(level.given, 0.0) + counts[level.label]
    return {level.label: counts[level.label] / totals[level.given] for level in levels}
