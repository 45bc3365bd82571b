"""The register: which person each record is, and how that came about. Here its rules are applied.

An id is given out once and stays with its person as data arrive. Records are old or young by the
linking's order (registration date, unknown last; centre; Case ID), ids by when the register gave
them out, those of one linking by their founding records. For each linking, in this order:

1. *Vanish*: a record that is not in the linking keeps its id and asks for it when it is back.
2. *Split*: if the records of one id are in several clusters, one of these keeps it: of those with a
   record that was in the last linking (the others are only back), the one with the oldest.
3. *Merge*: a cluster that keeps several ids goes by the oldest; the others are retired.
4. *Found*: a cluster that keeps none gets the id of its oldest record. If that record founded an id
   that nobody in this linking has or asks for, it is that one: what a wrong merge took comes back.

So a cluster keeps its id if nothing of it changed, if it only gained new records, and if it only
lost some to rule 1. What happens is an event: vanished, split, merged, assigned (a new record),
returned. Read in order, the events give every assignment; the same clusters again make none.

Linking month by month gives the same ids as linking all at once if records come oldest first and no
cluster splits; otherwise the persons are the same, and an id may be that of another of its records.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from common.instants import format_instant, read_clock
from common.sqlite import hold_transaction, split_statements
from identity import decisions
from identity.errors import IdentityError
from identity.person_ids import found
from identity.store import opened, reading

PERSONS, EVENTS = (
    Path(__file__).with_name(f"register_{part}.sql") for part in ("persons", "events")
)
KINDS = ("vanished", "split", "merged", "assigned", "returned")


@dataclass(frozen=True)
class Linked:
    """A record of a linking: `position` is its age (1 the oldest), unique in the linking.

    `cluster` is any number that its cluster has alone. `rule` is why it is joined to the record at
    `joined_to`; both are None for the record of a cluster that the others were joined to.
    """

    source_record_id: str
    position: int
    cluster: int
    joined_to: int | None = None
    rule: str | None = None


Row = tuple[str, int, int, int | None, str | None]


def assign(
    vault: Path, run_id: str, clusters: Iterable[Linked], at: datetime | None = None
) -> dict[str, str]:
    """Source record id → person id for a whole linking, in one durable transaction.

    A record of the register that is not in `clusters` vanishes. Raises IdentityError. For many
    records `assignment.assign` does the same and looks at what has changed only.
    """
    rows = [(r.source_record_id, r.position, r.cluster, r.joined_to, r.rule) for r in clusters]
    with opened(vault) as connection, hold_transaction(connection):
        given = {row[0] for row in rows}
        present = connection.execute("SELECT source_record_id FROM record WHERE is_present")
        apply(connection, run_id, rows, [name for (name,) in present if name not in given], at)
        people = connection.execute(
            "SELECT source_record_id, person_id FROM record JOIN person USING (person) "
            "WHERE is_present"
        ).fetchall()
    if given != {name for name, _ in people}:
        raise IdentityError("the register did not assign every record: report it as a defect")
    return dict(people)


def apply(
    connection: sqlite3.Connection,
    run_id: str,
    changed: Sequence[Row],
    gone: Iterable[str],
    at: datetime | None = None,
) -> dict[str, int]:
    """Bring the clusters of `changed` into the register; returns the number of records by kind.

    To be called in a transaction, once a connection. `changed` must hold whole clusters, and all
    clusters that differ from the register; `gone` are the records that vanished.
    """
    if len({row[0] for row in changed}) < len(changed):
        raise IdentityError("a record is in the linking twice: report it as a defect")
    _give(connection, changed, gone, at)
    _execute(connection, PERSONS)
    founding = connection.execute("SELECT cluster, founder FROM founding ORDER BY position")
    connection.executemany(
        "INSERT INTO kept (cluster, person) VALUES (?, ?)", found(connection, founding.fetchall())
    )
    earlier = version(connection)
    connection.execute(
        "INSERT INTO run (run_id, at) VALUES (?, ?)", (run_id, format_instant(at or read_clock()))
    )
    _execute(connection, EVENTS)
    if version(connection) == earlier:
        connection.execute("DELETE FROM run WHERE run = (SELECT max(run) FROM run)")
    happened = connection.execute("SELECT kind, count(*) FROM change GROUP BY kind")
    return dict.fromkeys(KINDS, 0) | dict(happened.fetchall())


def version(connection: sqlite3.Connection) -> int:
    """The number of the last event: while it stays, every assignment does."""
    return int(connection.execute("SELECT coalesce(max(event), 0) FROM event").fetchone()[0])


def person_ids(vault: Path, records: Iterable[str] | None = None) -> dict[str, str]:
    """Source record id → person id of the last linking, of all its records or of some of them."""
    people = "SELECT source_record_id, person_id FROM record JOIN person USING (person) "
    with reading(vault) as connection:
        if connection is None:
            return {}
        if records is None:
            return dict(connection.execute(people + "WHERE is_present ORDER BY 1").fetchall())
        connection.execute("CREATE TEMP TABLE wanted (source_record_id TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO wanted VALUES (?)", ((name,) for name in records))
        rows = connection.execute(people + "JOIN wanted USING (source_record_id) WHERE is_present")
        return dict(rows.fetchall())


def _execute(connection: sqlite3.Connection, script: Path) -> None:
    for statement in split_statements(script.read_text("utf-8")):
        connection.execute(statement)


def _give(
    connection: sqlite3.Connection,
    changed: Sequence[Row],
    gone: Iterable[str],
    at: datetime | None,
) -> None:
    connection.execute(
        "CREATE TEMP TABLE given (source_record_id TEXT, position INTEGER, cluster INTEGER, "
        "joined_to INTEGER, rule TEXT)"
    )
    connection.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?)", changed)
    connection.execute("CREATE TEMP TABLE vanished (source_record_id TEXT)")
    connection.executemany("INSERT INTO vanished VALUES (?)", ((name,) for name in gone))
    connection.execute(
        "CREATE TEMP TABLE gone AS SELECT record, source_record_id, person "
        "FROM vanished JOIN record USING (source_record_id) WHERE is_present"
    )
    connection.execute("CREATE TEMP TABLE apart (one TEXT, other TEXT)")
    kept_apart = decisions.in_force(connection, at).different
    both_ways = [*kept_apart, *((other, one) for one, other in kept_apart)]
    connection.executemany("INSERT INTO apart VALUES (?, ?)", both_ways)
