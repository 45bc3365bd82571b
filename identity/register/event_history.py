"""The events of the register, for reading: what happened to persons and records."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from identity.identity_error import IdentityError
from identity.last_linking import NothingLinked
from identity.register.register_file import open_existing_register

_EVENTS = """
SELECT
    min(event) AS event,
    run.at,
    run.run_id,
    event.kind,
    person.person_id,
    other.person_id,
    group_concat(DISTINCT event.reason),
    group_concat(source_record_id, ' ')
FROM event
JOIN run USING (run)
JOIN record USING (record)
JOIN person ON event.person = person.person
LEFT JOIN person AS other ON event.other_person = other.person
WHERE (?1 IS NULL OR ?1 IN (person.person_id, other.person_id))
    AND (?2 IS NULL OR event.record = (SELECT record FROM record WHERE source_record_id = ?2))
GROUP BY event.run, event.kind, event.person, event.other_person
ORDER BY min(event)
"""


class Event(NamedTuple):
    """One event: `records` became `person`. A split or a merge also has their earlier person."""

    number: int
    at: str
    run: str
    kind: str
    person: str
    other_person: str | None
    reason: str
    records: str


def list_events(vault: Path, person: str | None = None, record: str | None = None) -> list[Event]:
    """The register's events, oldest first, of one person or one record if given.

    Raises IdentityError for a person or a record that the register does not know.
    """
    with open_existing_register(vault) as connection:
        if connection is None:
            raise NothingLinked
        found = [Event(*row) for row in connection.execute(_EVENTS, (person, record))]
    if not found and (person or record):
        raise IdentityError(f"the register does not know {person or record}")
    return found
