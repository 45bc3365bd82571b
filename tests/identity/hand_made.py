"""Records made by hand, and the tables of a linking over them, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from benchmarks.identity import people
from identity.matching import features
from identity.matching.model import Model, read_model
from identity.matching.record_linking import LinkReport, link_records
from identity.register.decisions import Constraints

COLUMNS = (
    "centre_code", "case_id", "registration_date", "sex", "district_pcode", "full_name",
    "father_name", "date_of_birth", "nid", "passport_no", "phone",
)  # fmt: skip
Row = dict[str, Any]
NOTHING = Constraints()


def case(number: int, full_name: str, **cells: Any) -> Row:
    """A case of Sylhet that says its name and nothing else, unless `cells` say more."""
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


def source_id(row: Mapping[str, Any]) -> str:
    return f"{row['centre_code']}:{row['case_id']}"


def number_of(source_record_id: str) -> int:
    """The record number that the vault gives: the lower half of the MD5, halved."""
    digest = hashlib.md5(source_record_id.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") >> 1


def vault_of(rows: Iterable[Mapping[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A connection in memory with these rows as `vault.records`, in this order."""
    import pyarrow as pa

    connection = duckdb.connect()
    connection.execute("create schema vault")
    cells = [[str(row[c]) if row[c] is not None else None for row in rows] for c in COLUMNS]
    connection.register("given", pa.table([pa.array(c, pa.string()) for c in cells], COLUMNS))
    connection.execute(
        "create table vault.records as with named as (select concat(centre_code, ':', case_id) as "
        "source_record_id, * replace (registration_date::date as registration_date) from given) "
        "select (md5_number_lower(source_record_id) >> 1)::bigint as record, * from named"
    )
    connection.unregister("given")
    return connection


def features_of(**columns: Sequence[str]) -> list[dict[str, Any]]:
    """The features of one record for each of the values, which are those of all the columns."""
    cells = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    rows = [case(number, row.pop("full_name", ""), **row) for number, row in enumerate(cells)]
    with closing(vault_of(rows)) as connection:
        features.build_features(connection)
        found = connection.sql("from vault.features").to_arrow_table().to_pylist()
    assert len(found) == len(rows)
    by_number = {row["record"]: row for row in found}
    return [by_number[number_of(source_id(row))] for row in rows]


@cache
def packaged() -> Model:
    return read_model()


@cache
def background(persons: int = 300, seed: int = 5) -> tuple[Row, ...]:
    """Registrations of other people, without documents, so that names are as rare as in life."""
    frame = people.generate(persons, "none", seed)
    return tuple(frame.to_dict("records"))


@dataclass(frozen=True)
class Linking:
    """What came out: cluster by source_record_id; (joined_to, rule, weight) of those joined."""

    clusters: dict[str, int]
    links: dict[str, tuple[str, str, float | None]]
    report: LinkReport

    def persons(self, rows: Iterable[Mapping[str, Any]]) -> list[list[str]]:
        """The case ids of these rows, person by person."""
        found: dict[int, list[str]] = {}
        for row in rows:
            found.setdefault(self.clusters[source_id(row)], []).append(row["case_id"])
        return sorted(map(sorted, found.values()))


def link(
    rows: Sequence[Mapping[str, Any]], decided: Constraints = NOTHING, model: Model | None = None
) -> Linking:
    """Link these rows alone."""
    with closing(vault_of(rows)) as connection:
        report = link_records(connection, model or packaged(), decided)
        return outcome(connection, report)


def outcome(connection: duckdb.DuckDBPyConnection, report: LinkReport) -> Linking:
    """What a linking left in the schema `vault`."""
    clusters = connection.execute(
        "select source_record_id, cluster from vault.records join vault.clusters using (record)"
    ).fetchall()
    links = connection.execute(
        "select one.source_record_id, other.source_record_id, rule, match_weight "
        "from vault.links as links join vault.records as one on links.record = one.record "
        "join vault.records as other on joined_to = other.record"
    ).fetchall()
    return Linking(dict(clusters), {one: tuple(rest) for one, *rest in links}, report)
