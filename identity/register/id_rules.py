"""The rules of the register: which id a person keeps from linking to linking.

An id is given out once and stays with its person as data arrive. Records are ordered by age as the
linking orders them (registration date, unknown last; centre; Case ID). Ids are ordered by when the
register gave them out, and those of one linking by their founding records. For each linking, in
this order:

1. *Vanish*: a record that is not in the linking keeps its id and claims it when it returns.
2. *Split*: if the records of one id are in several clusters, one of these keeps it: of those with a
   record that was in the last linking (other records have only returned), the one with the oldest.
3. *Merge*: a cluster that keeps several ids goes by the oldest; the others are retired.
4. *Found*: a cluster that keeps none gets the id of its oldest record. If that record founded an id
   that no record of this linking has or claims, the cluster gets that id back: so an id that a
   wrong merge took returns.

So a cluster keeps its id if it did not change, if it only gained new records, and if it only lost
some to rule 1. Every change is an event: vanished, split, merged, assigned (a new record),
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
from common.sql import read_sql
from common.sqlite import hold_transaction, run_script
from identity.identity_error import IdentityError
from identity.register.decisions import read_constraints
from identity.register.person_ids import choose_persons
from identity.register.register_file import open_register

SQL = Path(__file__).with_name("sql")
KINDS = ("vanished", "split", "merged", "assigned", "returned")


@dataclass(frozen=True)
class LinkedRecord:
    """A record of a linking: `position` is its age (1 the oldest), unique in the linking.

    `cluster` is any number that only its cluster has. `rule` is why it is joined to the record at
    `joined_to`; both are None for the record of a cluster that the others were joined to.
    """

    source_record_id: str
    position: int
    cluster: int
    joined_to: int | None = None
    rule: str | None = None


Row = tuple[str, int, int, int | None, str | None]


def assign_records(
    vault: Path, run_id: str, clusters: Iterable[LinkedRecord], at: datetime | None = None
) -> dict[str, str]:
    """Source record id → person id for a whole linking, in one durable transaction.

    A record of the register that is not in `clusters` vanishes. Raises IdentityError. For many
    records `assignment.assign_person_ids` does the same and looks only at what has changed.
    """
    rows = [(r.source_record_id, r.position, r.cluster, r.joined_to, r.rule) for r in clusters]
    with open_register(vault) as connection, hold_transaction(connection):
        given = {row[0] for row in rows}
        present = connection.execute("SELECT source_record_id FROM record WHERE is_present")
        vanished = [name for (name,) in present if name not in given]
        apply_rules(connection, run_id, rows, vanished, at)
        people = connection.execute(
            "SELECT source_record_id, person_id FROM record JOIN person USING (person) "
            "WHERE is_present"
        ).fetchall()
    if given != {name for name, _ in people}:
        raise IdentityError("the register did not assign every record; report it as a defect")
    return dict(people)


def apply_rules(
    connection: sqlite3.Connection,
    run_id: str,
    changed: Sequence[Row],
    vanished: Iterable[str],
    at: datetime | None = None,
) -> dict[str, int]:
    """Bring the clusters of `changed` into the register; returns the number of records by kind.

    Call it in a transaction, once per connection. `changed` must hold whole clusters, and all
    clusters that differ from the register; `vanished` are the records that are not in the linking.
    """
    if len({row[0] for row in changed}) < len(changed):
        raise IdentityError("a record is in the linking twice; report it as a defect")
    _load_linking(connection, changed, vanished, at)
    run_script(connection, read_sql(SQL, "04_persons_of_clusters"))
    founders = connection.execute("SELECT cluster, founder FROM founders ORDER BY position")
    connection.executemany(
        "INSERT INTO persons_of_clusters (cluster, person) VALUES (?, ?)",
        choose_persons(connection, founders.fetchall()),
    )
    earlier = read_last_event(connection)
    connection.execute(
        "INSERT INTO run (run_id, at) VALUES (?, ?)", (run_id, format_instant(at or read_clock()))
    )
    run_script(connection, read_sql(SQL, "05_events"))
    if read_last_event(connection) == earlier:
        connection.execute("DELETE FROM run WHERE run = (SELECT max(run) FROM run)")
    counts = connection.execute("SELECT kind, count(*) FROM changes GROUP BY kind")
    return dict.fromkeys(KINDS, 0) | dict(counts.fetchall())


def read_last_event(connection: sqlite3.Connection) -> int:
    """The number of the last event. Assignments do not change as long as it stays."""
    return int(connection.execute("SELECT coalesce(max(event), 0) FROM event").fetchone()[0])


def _load_linking(
    connection: sqlite3.Connection,
    changed: Sequence[Row],
    vanished: Iterable[str],
    at: datetime | None,
) -> None:
    """Make the temporary tables that the rules read."""
    connection.execute(
        "CREATE TEMP TABLE given_records (source_record_id TEXT, position INTEGER, "
        "cluster INTEGER, joined_to INTEGER, rule TEXT)"
    )
    connection.executemany("INSERT INTO given_records VALUES (?, ?, ?, ?, ?)", changed)
    connection.execute("CREATE TEMP TABLE vanished_names (source_record_id TEXT)")
    connection.executemany("INSERT INTO vanished_names VALUES (?)", ((name,) for name in vanished))
    connection.execute(
        "CREATE TEMP TABLE vanished_records AS SELECT record, source_record_id, person "
        "FROM vanished_names JOIN record USING (source_record_id) WHERE is_present"
    )
    connection.execute("CREATE TEMP TABLE kept_apart (one TEXT, other TEXT)")
    different = read_constraints(connection, at).different
    both_ways = [*different, *((other, one) for one, other in different)]
    connection.executemany("INSERT INTO kept_apart VALUES (?, ?)", both_ways)
