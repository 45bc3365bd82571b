"""What reviewers decided about pairs of records. It outranks the model, until they revoke it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from common.instants import format_instant
from common.sqlite import hold_transaction
from identity.errors import IdentityError
from identity.store import opened, reading

SAME, DIFFERENT, REVOKE = VERDICTS = ("same", "different", "revoke")
Pair = tuple[str, str]

_IN_FORCE = """
SELECT max(decision) AS decision, at, record_a, record_b, verdict, decided_by, reason
FROM decision WHERE rtrim(at, 'Z') <= rtrim(?, 'Z')
GROUP BY record_a, record_b ORDER BY decision
"""
_FOR_EVER = "9999"


class ContradictionError(IdentityError):
    """Decisions contradict each other; the message names them."""


@dataclass(frozen=True)
class Decision:
    """One decision. `decided_by` and `reason` are free text, which stays in the vault."""

    number: int
    at: str
    record_a: str
    record_b: str
    verdict: str
    decided_by: str
    reason: str

    @property
    def pair(self) -> Pair:
        return self.record_a, self.record_b


@dataclass(frozen=True)
class Constraints:
    """The decisions in force: pairs of source record ids to join, and pairs to keep apart."""

    same: list[Pair]
    different: list[Pair]


def in_force(source: Path | sqlite3.Connection, as_of: datetime | None = None) -> Constraints:
    """What linking must obey, from the vault's folder or an open register, now or at an instant.

    No register means no decisions. Raises ContradictionError if they contradict each other, which
    `decide` prevents.
    """
    found = decisions_in_force(source, as_of)
    _refuse_contradictions(found)
    same, different = (
        [decision.pair for decision in found if decision.verdict == verdict]
        for verdict in (SAME, DIFFERENT)
    )
    return Constraints(same, different)


def decisions_in_force(
    source: Path | sqlite3.Connection, as_of: datetime | None = None
) -> list[Decision]:
    """The latest decision about each pair, but for the revoked ones, by number.

    With `as_of` those that were made by that instant are all there is.
    """
    rows = _select(source, _IN_FORCE, format_instant(as_of) if as_of else _FOR_EVER)
    return [decision for decision in rows if decision.verdict != REVOKE]


def all_decisions(source: Path | sqlite3.Connection) -> list[Decision]:
    """Every decision that was ever made, by number."""
    return _select(source, "SELECT * FROM decision ORDER BY decision")


def digest(vault: Path, as_of: datetime | None = None) -> str:
    """The hash of the decisions in force: a run depends on them."""
    found = [[*decision.pair, decision.verdict] for decision in decisions_in_force(vault, as_of)]
    return hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()


def write_in_force(vault: Path, out: Path, as_of: datetime | None = None) -> int:
    """Write the decisions in force to the Parquet `out`, by number; returns how many.

    centre_code_a, case_id_a, centre_code_b, case_id_b, verdict, decided_at (UTC timestamp):
    references only, for `out` may lie outside the vault. Who and why stay inside.
    """
    import pyarrow
    import pyarrow.parquet

    found = decisions_in_force(vault, as_of)
    columns: dict[str, list[object]] = {}
    for side, place in zip("ab", (0, 1), strict=True):
        references = [decision.pair[place].partition(":") for decision in found]
        columns[f"centre_code_{side}"] = [centre for centre, _, _ in references]
        columns[f"case_id_{side}"] = [case for _, _, case in references]
    columns["verdict"] = [decision.verdict for decision in found]
    types = [(name, pyarrow.string()) for name in columns]
    columns["decided_at"] = [datetime.fromisoformat(decision.at) for decision in found]
    schema = pyarrow.schema([*types, ("decided_at", pyarrow.timestamp("us", tz="UTC"))])
    pyarrow.parquet.write_table(pyarrow.table(columns, schema=schema), out)
    return len(found)


def decide(
    vault: Path,
    pair: Pair,
    verdict: str,
    *,
    by: str,
    reason: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Decision:
    """Store a decision about two records, `revoke` hands the pair back to the model.

    It replaces an earlier one about the pair. `now` is asked once nobody else is writing, so that a
    run which did not see the decision shows an instant before it. Raises ContradictionError, and
    IdentityError for one record twice, nothing to revoke, or no name or reason; then nothing is
    stored.
    """
    record_a, record_b = sorted(pair)
    if record_a == record_b:
        raise IdentityError(f"{record_a} is one record; a decision is about two")
    if verdict not in VERDICTS:
        raise IdentityError(f"a verdict is one of {', '.join(VERDICTS)}")
    if not by.strip() or not reason.strip():
        raise IdentityError("a decision needs who made it and the reason; neither may be blank")
    with opened(vault) as connection, hold_transaction(connection):
        earlier = decisions_in_force(connection)
        others = [decision for decision in earlier if decision.pair != (record_a, record_b)]
        if verdict == REVOKE and len(others) == len(earlier):
            raise IdentityError(
                f"there is no decision in force about {record_a} and {record_b} to revoke"
            )
        number, latest = connection.execute(
            "SELECT count(*) + 1, coalesce(max(at), '') FROM decision"
        ).fetchone()
        # A clock that was put back does not change the order of decisions.
        at = max(format_instant(now()), latest, key=lambda text: text.rstrip("Z"))
        row = (number, at, record_a, record_b, verdict, by.strip(), reason.strip())
        made = Decision(*row)
        if verdict != REVOKE:
            _refuse_contradictions([*others, made], made)
        connection.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return made


def _select(source: Path | sqlite3.Connection, query: str, *values: str) -> list[Decision]:
    if isinstance(source, Path):
        with reading(source) as connection:
            return [] if connection is None else _select(connection, query, *values)
    return [Decision(*row) for row in source.execute(query, values)]


def _refuse_contradictions(found: Sequence[Decision], made: Decision | None = None) -> None:
    """Records that are the same through any number of decisions must not be kept apart."""
    same: dict[str, list[tuple[str, Decision]]] = {}
    for decision in found:
        if decision.verdict == SAME:
            same.setdefault(decision.record_a, []).append((decision.record_b, decision))
            same.setdefault(decision.record_b, []).append((decision.record_a, decision))
    for decision in found:
        chain = _chain(same, decision) if decision.verdict == DIFFERENT else None
        if chain:
            said = ", ".join(_words(each, made) for each in chain)
            remedy = (
                "nothing is stored; revoke one of the earlier ones first"
                if made
                else ("revoke one of them")
            )
            raise ContradictionError(
                f"decisions contradict each other: {said}, but {_words(decision, made)}; {remedy}"
            )


def _chain(same: dict[str, list[tuple[str, Decision]]], apart: Decision) -> list[Decision] | None:
    """The shortest chain of decisions by which the two records of `apart` are the same."""
    chains: dict[str, list[Decision]] = {apart.record_a: []}
    waiting = [apart.record_a]
    for record in waiting:
        for other, decision in same.get(record, ()):
            if other not in chains:
                chains[other] = [*chains[record], decision]
                waiting.append(other)
    return chains.get(apart.record_b)


def _words(decision: Decision, made: Decision | None) -> str:
    name = "this decision" if decision is made else f"decision {decision.number}"
    return f"{decision.record_a} and {decision.record_b} are {decision.verdict} ({name})"
