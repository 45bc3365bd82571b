"""Vaults as the linker leaves them, made by hand, and what the register in them holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

_EVENTS = """
select run_id, kind, source_record_id, person.person_id, other.person_id, reason
from event join run using (run) join record using (record)
join person on event.person = person.person
left join person as other on event.other_person = other.person order by event
"""


def events_of(vault: Path) -> list[tuple[str, ...]]:
    """run, kind, record, person, other person, reason: all events in order."""
    with sqlite3.connect(vault / "register.sqlite") as connection:
        return connection.execute(_EVENTS).fetchall()


def replayed(vault: Path) -> dict[str, tuple[str, bool]]:
    """Record → its person and whether it is present, from the events alone; checks the register."""
    state: dict[str, tuple[str, bool]] = {}
    for _, kind, record, person, other, _ in events_of(vault):
        if kind in ("split", "merged"):
            assert state[record][0] == other
        elif kind != "assigned":
            assert state[record][0] == person
        state[record] = (person, kind != "vanished")
    with sqlite3.connect(vault / "register.sqlite") as connection:
        rows = connection.execute(
            "select source_record_id, person_id, is_present from record join person using (person)"
        ).fetchall()
    assert state == {record: (person, bool(present)) for record, person, present in rows}
    return state
