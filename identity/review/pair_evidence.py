"""The evidence for and against a pair, field by field: in words, without values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

from identity.matching.comparisons import Level, build_comparisons
from identity.matching.model import RIVALS
from identity.matching.scoring import Scorer

if TYPE_CHECKING:
    import duckdb

    from identity.matching.model import Model, Rival

RIVAL_NAMES = {"strangers": "two strangers", "kin": "two of one household"}


@dataclass(frozen=True)
class Evidence:
    """One field of a pair: its level in words, its weight in log2 odds."""

    field: str
    level: str
    weight: float


def weigh_evidence(
    connection: duckdb.DuckDBPyConnection, model: Model, record_l: int, record_r: int
) -> list[Evidence]:
    """The evidence on two records of `vault.features`, the prior first.

    The weights are those against the nearer rival. What the other rival subtracts comes last, so
    that they add up to the pair's weight.
    """
    connection.execute(
        "create or replace temporary table asked_pair as "
        "select $l::bigint as join_key_l, $r::bigint as join_key_r, '0' as match_key",
        {"l": min(record_l, record_r), "r": max(record_l, record_r)},
    )
    levels = build_comparisons()
    scorer = Scorer(connection, model, levels)
    weights: dict[Rival, dict[Any, Any]] = {}
    for rival in RIVALS:
        predicted = scorer.predict_in_detail(rival, "asked_pair")
        row = connection.execute(f"from {predicted}").fetchdf().to_dict("records")[0]
        weights[rival] = row
    nearer = min(RIVALS, key=lambda rival: weights[rival]["match_weight"])
    further = next(rival for rival in RIVALS if rival != nearer)
    row = weights[nearer]
    prior = Evidence("prior", f"against {RIVAL_NAMES[nearer]}", scorer.calculate_prior(nearer))
    fields = [_weigh_field(row, field, graded) for field, graded in levels.items()]
    both = -log2(sum(2.0 ** -weights[rival]["match_weight"] for rival in RIVALS))
    rest = Evidence("other rival", f"against {RIVAL_NAMES[further]}", both - row["match_weight"])
    return [prior, *(found for found in fields if found), rest]


def _weigh_field(row: Mapping[Any, Any], field: str, graded: Sequence[Level]) -> Evidence | None:
    """A field's level and weight; None where the comparison does not apply."""
    number = int(row[f"gamma_{field}"])
    level = graded[0] if number < 0 else graded[len(graded) - 1 - number]
    if number < 0 and level.label == "not compared":
        return None
    weight = row[f"mw_{field}"] + row.get(f"mw_tf_adj_{field}", 0.0)
    return Evidence(field.replace("_", " "), level.label, weight)
