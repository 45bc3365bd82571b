"""Why a pair weighs what it does, field by field: for reviewers, in words and without values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

from identity.comparisons import Level, comparisons
from identity.model import RIVALS
from identity.scoring import Scorer

if TYPE_CHECKING:
    import duckdb

    from identity.model import Model, Rival

RIVAL_NAMES = {"strangers": "two strangers", "kin": "two of one household"}


@dataclass(frozen=True)
class Evidence:
    """What one field says of a pair: its level in words, its weight in log2 odds."""

    field: str
    level: str
    weight: float


def evidence(
    connection: duckdb.DuckDBPyConnection, model: Model, record_l: int, record_r: int
) -> list[Evidence]:
    """Why two records of `vault.features` weigh what they do, the prior first.

    The weights are those against the nearer rival; what the other one takes away comes last, so
    that they add up to the pair's weight.
    """
    connection.execute(
        "create or replace temporary table asked as "
        "select $l::bigint as join_key_l, $r::bigint as join_key_r, '0' as match_key",
        {"l": min(record_l, record_r), "r": max(record_l, record_r)},
    )
    levels = comparisons()
    scorer = Scorer(connection, model, levels)
    weights: dict[Rival, dict[Any, Any]] = {}
    for rival in RIVALS:
        predicted = scorer.predict_in_detail(rival, "asked")
        row = connection.execute(f"from {predicted}").fetchdf().to_dict("records")[0]
        weights[rival] = row
    nearer = min(RIVALS, key=lambda rival: weights[rival]["match_weight"])
    further = next(rival for rival in RIVALS if rival != nearer)
    row = weights[nearer]
    prior = Evidence("prior", f"against {RIVAL_NAMES[nearer]}", scorer.prior(nearer))
    fields = [_field(row, field, graded) for field, graded in levels.items()]
    both = -log2(sum(2.0 ** -weights[rival]["match_weight"] for rival in RIVALS))
    rest = Evidence("other rival", f"against {RIVAL_NAMES[further]}", both - row["match_weight"])
    return [prior, *(found for found in fields if found), rest]


def _field(row: Mapping[Any, Any], field: str, graded: Sequence[Level]) -> Evidence | None:
    """A field's level and weight; None where a comparison has nothing to say beside another."""
    number = int(row[f"gamma_{field}"])
    level = graded[0] if number < 0 else graded[len(graded) - 1 - number]
    if number < 0 and level.label == "not compared":
        return None
    weight = row[f"mw_{field}"] + row.get(f"mw_tf_adj_{field}", 0.0)
    return Evidence(field.replace("_", " "), level.label, weight)
