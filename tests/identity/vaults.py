"""Records made by hand, the tables of a linking over them, and the vault that it leaves."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.identity import people
from common.files import make_private_folder, private_umask
from identity.matching.features import build_features
from identity.matching.model import Model, read_model
from identity.matching.record_linking import NO_DECISIONS, LinkReport, link_records
from identity.register.assignment import assign_person_ids
from identity.register.decisions import Constraints
from identity.register.id_rules import LinkedRecord

Row = dict[str, Any]
COLUMNS = (
    "centre_code", "case_id", "registration_date", "sex", "district_pcode", "full_name",
    "father_name", "date_of_birth", "nid", "passport_no", "phone",
)  # fmt: skip
# No command may show these values without --reveal.
PLANTED = {
    "full_name": "Zulekha Qorbani", "father_name": "Feroze Wadud", "date_of_birth": "1987-11-23",
    "nid": "7319846205", "passport_no": "ZQ5550123", "phone": "01799887766",
}  # fmt: skip
NUMBER = "(md5_number_lower(source_record_id) >> 1)::bigint"
_EVENTS = """
select run_id, kind, source_record_id, person.person_id, other.person_id, reason
from event join run using (run) join record using (record)
join person on event.person = person.person
left join person as other on event.other_person = other.person order by event
"""


def make_case(number: int, full_name: str, **cells: Any) -> Row:
    """A case of Sylhet with a name and nothing else, unless `cells` say more."""
    blank = dict.fromkeys(("father_name", "date_of_birth", "nid", "passport_no", "phone"), "")
    return {
        "centre_code": "SYL",
        "case_id": f"T-{number:05}",
        "registration_date": f"2021-01-{1 + number % 28:02}",
        "sex": "men",
        "district_pcode": None,
        **blank,
        "full_name": full_name,
        **cells,
    }


@cache
def make_background(persons: int = 300, seed: int = 5) -> tuple[Row, ...]:
    """Registrations of other people, without documents, so that names are as rare as in life."""
    frame = people.generate_frame(persons, "none", seed)
    return tuple(frame.to_dict("records"))


def name_record(row: Mapping[str, Any]) -> str:
    return f"{row['centre_code']}:{row['case_id']}"


def number_record(source_record_id: str) -> int:
    """The record number that the vault gives: the lower half of the MD5, halved."""
    digest = hashlib.md5(source_record_id.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") >> 1


def add_records(
    connection: duckdb.DuckDBPyConnection, rows: Iterable[Mapping[str, Any]], number: str = NUMBER
) -> None:
    """Make `vault.records` of these rows, in this order; `number` is SQL."""
    import pyarrow as pa

    cells = [[str(row[c]) if row[c] is not None else None for row in rows] for c in COLUMNS]
    connection.register("given", pa.table([pa.array(c, pa.string()) for c in cells], COLUMNS))
    connection.execute(
        "create schema if not exists vault; create table vault.records as "
        "with named as (select concat(centre_code, ':', case_id) as source_record_id, "
        "* replace (registration_date::date as registration_date) from given) "
        f"select {number} as record, * from named"
    )
    connection.unregister("given")


def open_records(rows: Iterable[Mapping[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A connection in memory with these rows as `vault.records`."""
    connection = duckdb.connect()
    add_records(connection, rows)
    return connection


def read_features(**columns: Sequence[str]) -> list[dict[str, Any]]:
    """The features of one record for each of the values, which are those of all the columns."""
    cells = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    rows = [make_case(number, row.pop("full_name", ""), **row) for number, row in enumerate(cells)]
    with closing(open_records(rows)) as connection:
        build_features(connection)
        found = connection.sql("from vault.features").to_arrow_table().to_pylist()
    assert len(found) == len(rows)
    by_number = {row["record"]: row for row in found}
    return [by_number[number_record(name_record(row))] for row in rows]


@cache
def read_packaged() -> Model:
    return read_model()


def make_review_model() -> Model:
    """The packaged model with a threshold and a grey zone in round numbers."""
    return replace(read_packaged(), threshold=10.0, grey_zone=(5.0, 15.0))


@dataclass(frozen=True)
class Outcome:
    """A linking: cluster by source_record_id; (joined_to, rule, weight) of those joined."""

    clusters: dict[str, int]
    links: dict[str, tuple[str, str, float | None]]
    report: LinkReport

    def list_persons(self, rows: Iterable[Mapping[str, Any]]) -> list[list[str]]:
        """The case ids of these rows, person by person."""
        found: dict[int, list[str]] = {}
        for row in rows:
            found.setdefault(self.clusters[name_record(row)], []).append(row["case_id"])
        return sorted(map(sorted, found.values()))


def link_rows(
    rows: Sequence[Mapping[str, Any]],
    decided: Constraints = NO_DECISIONS,
    model: Model | None = None,
) -> Outcome:
    """Link these rows alone."""
    with closing(open_records(rows)) as connection:
        report = link_records(connection, model or read_packaged(), decided)
        return read_outcome(connection, report)


def read_outcome(connection: duckdb.DuckDBPyConnection, report: LinkReport) -> Outcome:
    """What a linking left in the schema `vault`."""
    clusters = connection.execute(
        "select source_record_id, cluster from vault.records join vault.clusters using (record)"
    ).fetchall()
    links = connection.execute(
        "select one.source_record_id, other.source_record_id, rule, match_weight "
        "from vault.links as links join vault.records as one on links.record = one.record "
        "join vault.records as other on joined_to = other.record"
    ).fetchall()
    return Outcome(dict(clusters), {one: tuple(rest) for one, *rest in links}, report)


def place_record(
    number: int, cluster: int, joined_to: int | None = None, rule: str | None = None
) -> LinkedRecord:
    """The record `S:<number>` in a linking for the register; the lower the number, the older."""
    return LinkedRecord(f"S:{number}", number, cluster, joined_to, rule)


def format_record_id(record: int) -> str:
    """The source record id of a record of `make_linked_vault`."""
    return f"SYL:SYL-2021-{record:05}"


def make_linked_vault(
    vault: Path,
    records: int,
    links: Sequence[tuple[int, int, str, float | None]] = (),
    pairs: Sequence[tuple[int, int, float]] = (),
) -> Path:
    """A vault after a linking of records 1 to `records`, each with the PLANTED values.

    `links` are (record, joined_to, rule, weight), `pairs` (record, record, weight).
    """
    cluster = {record: record for record in range(1, records + 1)}
    for record, joined_to, _, _ in sorted(links, key=lambda link: link[1]):
        cluster[record] = cluster[joined_to]
    rows = [make_case(n, **PLANTED, case_id=f"SYL-2021-{n:05}") for n in cluster]
    make_private_folder(vault)
    database = vault / "identity.duckdb"
    database.unlink(missing_ok=True)
    with private_umask(), duckdb.connect(str(database)) as connection:
        add_records(connection, rows, "right(case_id, 5)::bigint")
        add_linking(connection, cluster, links, pairs)
        assign_person_ids(connection, vault, "run-1")
    return vault


def add_linking(
    connection: duckdb.DuckDBPyConnection,
    clusters: Mapping[int, int],
    links: Sequence[tuple[int, int, str, float | None]] = (),
    pairs: Sequence[tuple[int, int, float]] = (),
) -> None:
    """Make `vault.clusters`, `vault.links` and `vault.pairs`."""
    connection.execute(
        "create table vault.clusters (record bigint, cluster bigint); create table vault.links "
        "(record bigint, joined_to bigint, rule text, match_weight double); create table "
        "vault.pairs (record_l bigint, record_r bigint, match_weight double)"
    )
    for name, rows in (("clusters", list(clusters.items())), ("links", links), ("pairs", pairs)):
        for row in rows:
            marks = ", ".join("?" * len(row))
            connection.execute(f"insert into vault.{name} values ({marks})", list(row))


def list_events(vault: Path) -> list[tuple[str, ...]]:
    """run, kind, record, person, other person, reason: all events in order."""
    with sqlite3.connect(vault / "register.sqlite") as connection:
        return connection.execute(_EVENTS).fetchall()


def replay_events(vault: Path) -> dict[str, tuple[str, bool]]:
    """Record → its person and whether it is present, from the events alone; checks the register."""
    state: dict[str, tuple[str, bool]] = {}
    for _, kind, record, person, other, _ in list_events(vault):
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
