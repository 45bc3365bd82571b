"""Making a person's id: what it is made from, and what happens if two are alike."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Sequence
from itertools import count


def person_id(secret: bytes, founder: str, attempt: int) -> str:
    """`P` and 15 hex digits that say nothing about the founding record to who lacks the secret."""
    text = founder if attempt == 0 else f"{founder}\n{attempt}"
    return f"P{hmac.digest(secret, text.encode(), 'sha256').hex()[:15].upper()}"


def found(
    connection: sqlite3.Connection, clusters: Sequence[tuple[int, str]]
) -> list[tuple[int, int]]:
    """Give each (cluster, founding record) a person; returns (cluster, person).

    That is a new one, unless the record founded a person once that nobody is any more: then the
    record gets that one back. An id that is taken, by whatever chance, makes way for the next one
    of the same record. Needs the temporary tables `claim` and `gone`.
    """
    (secret,) = connection.execute("SELECT secret FROM origin").fetchone()
    (youngest,) = connection.execute("SELECT coalesce(max(person), 0) FROM person").fetchone()
    numbers = count(youngest + 1)
    fresh: dict[str, tuple[int, str]] = {}
    founded = []
    for cluster, founder in clusters:
        for attempt in count():
            candidate = person_id(secret, founder, attempt)
            if candidate in fresh:
                continue
            known = _known(connection, candidate) if youngest else None  # the first linking
            if known is None:
                person = next(numbers)
                fresh[candidate] = person, founder
            elif known[1] != founder or _is_claimed(connection, known[0]):
                continue
            else:
                person = known[0]
            founded.append((cluster, person))
            break
    connection.executemany(
        "INSERT INTO person (person, person_id, founder) VALUES (?, ?, ?)",
        ((person, name, founder) for name, (person, founder) in fresh.items()),
    )
    return founded


def _known(connection: sqlite3.Connection, candidate: str) -> tuple[int, str] | None:
    row: tuple[int, str] | None = connection.execute(
        "SELECT person, founder FROM person WHERE person_id = ?", (candidate,)
    ).fetchone()
    return row


def _is_claimed(connection: sqlite3.Connection, person: int) -> bool:
    """True if a record of this linking is or was this person."""
    (claimed,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM claim WHERE held = ?1) "
        "OR EXISTS (SELECT 1 FROM record WHERE person = ?1 AND is_present "
        "AND record NOT IN (SELECT record FROM gone))",
        (person,),
    ).fetchone()
    return bool(claimed)
