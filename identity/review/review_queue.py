"""The review queue: which pairs a reviewer should decide about, most effect on figures first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from common.sql import quote_text, read_sql
from identity.last_linking import open_last_linking
from identity.register.decisions import list_decisions_in_force
from identity.register.register_file import read_person_ids
from identity.vault import fill_table

if TYPE_CHECKING:
    import duckdb

    from identity.matching.model import Model
    from identity.register.contradictions import Decision

SQL = Path(__file__).with_name("sql")
MOST_WANTED = "unique_beneficiaries"


class Question(NamedTuple):
    """A row of the queue. `effect` is None if there is no release to tell it."""

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


def list_questions(
    vault: Path, model: Model, release: Path | None = None, limit: int | None = None
) -> list[Question]:
    """The pairs to review, at most `limit`; `release` is the warehouse file of the current release.

    Pairs that change unique beneficiaries come first, then those that change most indicators, then
    those nearest to the threshold. Raises IdentityError.
    """
    decided = list_decisions_in_force(vault)
    with open_last_linking(vault) as connection:
        pairs = _find_pairs(connection, model, decided)
        records = {record for pair in pairs for record in (pair.record_a, pair.record_b)}
        people = read_person_ids(vault, records)
        effects = _find_effects(connection, pairs, people, release)

    def rank_by_effect(number: int) -> tuple[bool, int, float, int]:
        distance = abs(pairs[number].match_weight - model.threshold)
        found = effects[number]
        is_wanted = bool(found) and found[0].startswith(MOST_WANTED)
        return not is_wanted, -len(found), distance, number

    chosen = sorted(range(len(pairs)), key=rank_by_effect)[:limit]
    return [_make_question(pairs[n], people, effects[n] if release else None) for n in chosen]


def _find_pairs(
    connection: duckdb.DuckDBPyConnection, model: Model, decided: Sequence[Decision]
) -> list[_Pair]:
    for name, value in zip(
        ("lowest", "highest", "threshold"), (*model.grey_zone, model.threshold), strict=True
    ):
        connection.execute(f"set variable {name} = {value}")
    rows = [(*decision.pair, decision.verdict) for decision in decided]
    columns = "record_a text, record_b text, verdict text"
    fill_table(connection, "decisions_in_force", columns, rows)
    for name in ("01_decided_pairs", "02_grey_pairs", "03_sole_links"):
        connection.execute(read_sql(SQL, name))
    return [_Pair(*row) for row in connection.execute(read_sql(SQL, "04_questions")).fetchall()]


def _find_effects(
    connection: duckdb.DuckDBPyConnection,
    pairs: Sequence[_Pair],
    people: dict[str, str],
    release: Path | None,
) -> list[list[str]]:
    """What each pair would change in which figures, unique beneficiaries first."""
    effects: list[list[str]] = [[] for _ in pairs]
    if release is None or not pairs:
        return effects
    connection.execute(f"attach {quote_text(release)} as release (read_only)")
    asked = [
        (number, people.get(pair.record_a), people.get(pair.record_b))
        for number, pair in enumerate(pairs)
    ]
    fill_table(connection, "asked_pairs", "pair integer, person_a text, person_b text", asked)
    for name in ("05_effects_of_merging", "06_effects_of_splitting"):
        for number, indicator, effect in connection.execute(read_sql(SQL, name)).fetchall():
            effects[number].append(f"{indicator} {effect}")
    return effects


def _make_question(pair: _Pair, people: dict[str, str], effects: list[str] | None) -> Question:
    return Question(
        pair.record_a,
        pair.record_b,
        people.get(pair.record_a),
        people.get(pair.record_b),
        round(pair.match_weight, 2),
        "yes" if pair.is_joined else "no",
        None if effects is None else ", ".join(effects) or "none",
    )
