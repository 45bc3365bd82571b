"""A person's id: what it is made from, and what happens if two would be the same."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Sequence
from itertools import count


def make_person_id(secret: bytes, founder: str, attempt: int) -> str:
    """`P` and 15 hex digits, which reveal nothing about the founding record without the secret."""
    text = founder if attempt == 0 else f"{founder}\n{attempt}"
    return f"P{hmac.digest(secret, text.encode(), 'sha256').hex()[:15].upper()}"


def choose_persons(
    connection: sqlite3.Connection, clusters: Sequence[tuple[int, str]]
) -> list[tuple[int, int]]:
    """Give each (cluster, founding record) a person; returns (cluster, person).

    The person is new, unless the record once chosen a person that no record is any more: then the
    record gets that person back. If an id is taken by chance, the next id of the same record is
    tried. Needs the temporary tables `claims` and `vanished_records`.
    """
    (secret,) = connection.execute("SELECT secret FROM origin").fetchone()
    (youngest,) = connection.execute("SELECT coalesce(max(person), 0) FROM person").fetchone()
    numbers = count(youngest + 1)
    fresh: dict[str, tuple[int, str]] = {}
    chosen = []
    for cluster, founder in clusters:
        for attempt in count():
            candidate = make_person_id(secret, founder, attempt)
            if candidate in fresh:
                continue
            known = _find_person(connection, candidate) if youngest else None  # the first linking
            if known is None:
                person = next(numbers)
                fresh[candidate] = person, founder
            elif known[1] != founder or _is_claimed(connection, known[0]):
                continue
            else:
                person = known[0]
            chosen.append((cluster, person))
            break
    connection.executemany(
        "INSERT INTO person (person, person_id, founder) VALUES (?, ?, ?)",
        ((person, name, founder) for name, (person, founder) in fresh.items()),
    )
    return chosen


def _find_person(connection: sqlite3.Connection, candidate: str) -> tuple[int, str] | None:
    row: tuple[int, str] | None = connection.execute(
        "SELECT person, founder FROM person WHERE person_id = ?", (candidate,)
    ).fetchone()
    return row


def _is_claimed(connection: sqlite3.Connection, person: int) -> bool:
    """Whether a record of this linking is or was this person."""
    (claimed,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM claims WHERE previous_person = ?1) "
        "OR EXISTS (SELECT 1 FROM record WHERE person = ?1 AND is_present "
        "AND record NOT IN (SELECT record FROM vanished_records))",
        (person,),
    ).fetchone()
    return bool(claimed)
