"""Vaults as the linker leaves them, made by hand, and what the register in them holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

from common.files import private_umask
from identity.assignment import assign

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


# What no command may show: it stands in every record below.
PLANTED = (
    "Zulekha Qorbani",
    "Feroze Wadud",
    "1987-11-23",
    "7319846205",
    "ZQ5550123",
    "01799887766",
)
TABLES = """
create schema vault;
create table vault.records (record bigint, centre_code text, case_id text, source_record_id text,
    registration_date date, sex text, district_pcode text, full_name text, father_name text,
    date_of_birth text, nid text, passport_no text, phone text, is_matchable boolean);
create table vault.clusters (record bigint, cluster bigint);
create table vault.links (record bigint, joined_to bigint, rule text, match_weight double);
create table vault.pairs (record_l bigint, record_r bigint, match_weight double, rule text);
"""


@dataclass(frozen=True)
class Model:
    """The part of a linking model that reviewing needs."""

    threshold: float = 10.0
    grey_zone: tuple[float, float] = (5.0, 15.0)
    version: str = "a test"


class Evidence(NamedTuple):
    field: str
    level: str
    weight: float


def source_id(record: int) -> str:
    return f"SYL:SYL-2021-{record:05}"


def linked_vault(
    vault: Path,
    records: int,
    links: Sequence[tuple[int, int, str, float | None]] = (),
    pairs: Sequence[tuple[int, int, float]] = (),
) -> Path:
    """A vault after a linking: `links` are (record, joined_to, rule, weight)."""
    cluster = {record: record for record in range(1, records + 1)}
    for record, joined_to, _, _ in sorted(links, key=lambda link: link[1]):
        cluster[record] = cluster[joined_to]
    vault.mkdir(mode=0o700, exist_ok=True)
    database = vault / "identity.duckdb"
    database.unlink(missing_ok=True)
    with private_umask(), duckdb.connect(str(database)) as connection:
        for statement in TABLES.split(";\n"):
            connection.execute(statement)
        for record in cluster:
            centre, case = source_id(record).split(":")
            row = [record, centre, case, source_id(record), "2021-05-01", "men", "BD6091"]
            marks = ", ".join("?" * 14)
            connection.execute(
                f"insert into vault.records values ({marks})", [*row, *PLANTED, True]
            )
        for name, rows in (("clusters", list(cluster.items())), ("links", links), ("pairs", pairs)):
            for values in rows:
                values = (*values, "model") if name == "pairs" else values
                marks = ", ".join("?" * len(values))
                connection.execute(f"insert into vault.{name} values ({marks})", list(values))
        assign(connection, vault, "run-1")
    return vault
