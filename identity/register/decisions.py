"""The reviewers' decisions about pairs of records. They outrank the model until revoked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from common.files import hash_bytes
from common.instants import format_instant, parse_instant, read_clock
from common.sqlite import hold_transaction
from identity.identity_error import IdentityError
from identity.register.contradictions import Decision, Pair, refuse_contradictions
from identity.register.register_file import open_existing_register, open_register

SAME, DIFFERENT, REVOKE = VERDICTS = ("same", "different", "revoke")

_IN_FORCE = """
SELECT max(decision) AS decision, at, record_a, record_b, verdict, decided_by, reason
FROM decision WHERE at <= ?
GROUP BY record_a, record_b ORDER BY decision
"""
_FOREVER = "9999"


@dataclass(frozen=True)
class Constraints:
    """The decisions in force: pairs of source record ids to join, and pairs to keep apart."""

    same: Sequence[Pair] = ()
    different: Sequence[Pair] = ()


def read_constraints(
    source: Path | sqlite3.Connection, as_of: datetime | None = None
) -> Constraints:
    """The decisions that linking must obey, from the vault or an open register, now or `as_of`.

    Without a register there are no decisions. Raises ContradictingDecisions, which
    `store_decision` prevents.
    """
    found = list_decisions_in_force(source, as_of)
    refuse_contradictions(found)
    same, different = (
        [decision.pair for decision in found if decision.verdict == verdict]
        for verdict in (SAME, DIFFERENT)
    )
    return Constraints(same, different)


def list_decisions_in_force(
    source: Path | sqlite3.Connection, as_of: datetime | None = None
) -> list[Decision]:
    """The latest decision about each pair, by number, without the revoked ones.

    With `as_of`, only decisions made by that instant count.
    """
    rows = _select_decisions(source, _IN_FORCE, format_instant(as_of) if as_of else _FOREVER)
    return [decision for decision in rows if decision.verdict != REVOKE]


def list_decisions(source: Path | sqlite3.Connection) -> list[Decision]:
    """Every decision ever made, by number."""
    return _select_decisions(source, "SELECT * FROM decision ORDER BY decision")


def hash_decisions(vault: Path, as_of: datetime | None = None) -> str:
    """The hash of the decisions in force, which a run depends on."""
    found = [[*made.pair, made.verdict] for made in list_decisions_in_force(vault, as_of)]
    return hash_bytes(json.dumps(sorted(found)).encode())


def write_decisions(vault: Path, out: Path, as_of: datetime | None = None) -> int:
    """Write the decisions in force to the Parquet `out`, by number; returns their number.

    centre_code_a, case_id_a, centre_code_b, case_id_b, verdict, decided_at (UTC timestamp).
    Reviewers and reasons stay in the vault, because `out` may lie outside it.
    """
    import pyarrow
    import pyarrow.parquet

    found = list_decisions_in_force(vault, as_of)
    columns: dict[str, list[object]] = {}
    for side, place in zip("ab", (0, 1), strict=True):
        references = [decision.pair[place].partition(":") for decision in found]
        columns[f"centre_code_{side}"] = [centre for centre, _, _ in references]
        columns[f"case_id_{side}"] = [case for _, _, case in references]
    columns["verdict"] = [decision.verdict for decision in found]
    types = [(name, pyarrow.string()) for name in columns]
    columns["decided_at"] = [parse_instant(decision.at) for decision in found]
    schema = pyarrow.schema([*types, ("decided_at", pyarrow.timestamp("us", tz="UTC"))])
    pyarrow.parquet.write_table(pyarrow.table(columns, schema=schema), out)
    return len(found)


def store_decision(
    vault: Path,
    pair: Pair,
    verdict: str,
    *,
    by: str,
    reason: str,
    now: Callable[[], datetime] = read_clock,
) -> Decision:
    """Store a decision about two records; `revoke` returns the pair to the model.

    It replaces an earlier one about the pair. `now` is read once no other process is writing, so
    that a run which did not see the decision shows an earlier instant. Raises
    ContradictingDecisions, and IdentityError for one record twice, nothing to revoke, or a missing
    name or reason; then nothing is stored.
    """
    record_a, record_b = sorted(pair)
    if record_a == record_b:
        raise IdentityError(f"A and B are both {record_a}; a decision is about two records")
    if verdict not in VERDICTS:
        raise IdentityError(f"a verdict is one of {', '.join(VERDICTS)}")
    if not by.strip() or not reason.strip():
        raise IdentityError("a decision needs a reviewer and a reason; neither may be blank")
    with open_register(vault) as connection, hold_transaction(connection):
        earlier = list_decisions_in_force(connection)
        others = [decision for decision in earlier if decision.pair != (record_a, record_b)]
        if verdict == REVOKE and len(others) == len(earlier):
            raise IdentityError(f"no decision about {record_a} and {record_b} is in force")
        number, latest = connection.execute(
            "SELECT count(*) + 1, coalesce(max(at), '') FROM decision"
        ).fetchone()
        # A clock that was put back does not change the order of decisions.
        at = max(format_instant(now()), latest)
        row = (number, at, record_a, record_b, verdict, by.strip(), reason.strip())
        made = Decision(*row)
        if verdict != REVOKE:
            refuse_contradictions([*others, made], made)
        connection.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return made


def _select_decisions(
    source: Path | sqlite3.Connection, query: str, *values: str
) -> list[Decision]:
    if isinstance(source, Path):
        with open_existing_register(source) as connection:
            return [] if connection is None else _select_decisions(connection, query, *values)
    return [Decision(*row) for row in source.execute(query, values)]
