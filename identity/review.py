"""The review queue: which pairs a person should decide about, most effect on figures first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from common.sql import quote_text
from identity.decisions import DIFFERENT, decisions_in_force
from identity.queries import query
from identity.reading import fill, last_linking
from identity.register import person_ids

if TYPE_CHECKING:
    import duckdb

    from identity.decisions import Decision

MOST_WANTED = "unique_beneficiaries"


class Thresholds(Protocol):
    """What the queue needs to know of a linking model, in log2 odds."""

    @property
    def threshold(self) -> float: ...
    @property
    def grey_zone(self) -> tuple[float, float]: ...


class Question(NamedTuple):
    """A row of the queue. `effect` is None if no release tells it."""

    record_a: str
    record_b: str
    person_a: str | None
    person_b: str | None
    match_weight: float
    joined_now: str
    effect: str | None


@dataclass(frozen=True)
class _Pair:
    record_a: str
    record_b: str
    match_weight: float
    is_joined: bool


def queue(
    vault: Path, model: Thresholds, release: Path | None = None, limit: int | None = None
) -> list[Question]:
    """The pairs to review, at most `limit`; `release` is the warehouse file of the current release.

    Those that move unique beneficiaries come first, then those that move most indicators, then
    those nearest to the threshold. Raises IdentityError.
    """
    decided = decisions_in_force(vault)
    with last_linking(vault) as connection:
        pairs = _pairs(connection, model, decided)
        people = person_ids(vault, {r for pair in pairs for r in (pair.record_a, pair.record_b)})
        moved = _moved(connection, pairs, people, release)

    def effect_first(number: int) -> tuple[bool, int, float, int]:
        distance = abs(pairs[number].match_weight - model.threshold)
        effects = moved[number]
        is_wanted = bool(effects) and effects[0].startswith(MOST_WANTED)
        return not is_wanted, -len(effects), distance, number

    chosen = sorted(range(len(pairs)), key=effect_first)[:limit]
    return [_question(pairs[n], people, moved[n] if release else None) for n in chosen]


def _pairs(
    connection: duckdb.DuckDBPyConnection, model: Thresholds, decided: Sequence[Decision]
) -> list[_Pair]:
    for name, value in zip(
        ("lowest", "highest", "threshold"), (*model.grey_zone, model.threshold), strict=True
    ):
        connection.execute(f"set variable {name} = {value}")
    rows = [(*decision.pair, decision.verdict) for decision in decided]
    fill(connection, "said", "one text, other text, verdict text", rows)
    connection.execute(
        "create or replace temp table decided as select verdict, "
        "least(l.record, r.record) as record_l, greatest(l.record, r.record) as record_r, "
        "least(cl.cluster, cr.cluster) as cluster_l, greatest(cl.cluster, cr.cluster) as cluster_r "
        "from said join vault.records as l on one = l.source_record_id "
        "join vault.records as r on other = r.source_record_id "
        "join vault.clusters as cl on l.record = cl.record "
        "join vault.clusters as cr on r.record = cr.record"
    )
    connection.execute(
        f"create or replace temp table kept_apart as from decided where verdict = '{DIFFERENT}'"
    )
    for name in ("grey", "only_links"):
        connection.execute(query(name))
    return [_Pair(*row) for row in connection.execute(query("queue")).fetchall()]


def _moved(
    connection: duckdb.DuckDBPyConnection,
    pairs: Sequence[_Pair],
    people: dict[str, str],
    release: Path | None,
) -> list[list[str]]:
    """For each pair what it does to which figures, unique beneficiaries first."""
    moved: list[list[str]] = [[] for _ in pairs]
    if release is None or not pairs:
        return moved
    connection.execute(f"attach {quote_text(release)} as release (read_only)")
    asked = [
        (number, people.get(pair.record_a), people.get(pair.record_b))
        for number, pair in enumerate(pairs)
    ]
    fill(connection, "asked", "pair integer, person_a text, person_b text", asked)
    queries = ["effects"]
    # Releases of earlier versions do not say what parting would do.
    if connection.execute(
        "from duckdb_tables() where database_name = 'release' "
        "and table_name = 'fct_identity_effects'"
    ).fetchall():
        queries.append("effects_of_parting")
    for name in queries:
        for number, code, step in connection.execute(query(name)).fetchall():
            moved[number].append(f"{code} {step}")
    return moved


def _question(pair: _Pair, people: dict[str, str], moved: list[str] | None) -> Question:
    return Question(
        pair.record_a,
        pair.record_b,
        people.get(pair.record_a),
        people.get(pair.record_b),
        round(pair.match_weight, 2),
        "yes" if pair.is_joined else "no",
        None if moved is None else ", ".join(moved) or "none",
    )
