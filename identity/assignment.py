"""Bringing a linking of any size into the register: only what has changed goes through its rules.

The register is SQLite, because it must not lose anything; comparing a million records with it one
by one would take longer than linking them. So a copy of its assignments lies beside it as Parquet.
The copy is marked with the state of the register that it shows, and made anew if that is not the
present one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import private_umask
from common.sql import quote_text
from common.sqlite import hold_transaction
from identity import register
from identity.errors import IdentityError
from identity.reading import append
from identity.store import opened

if TYPE_CHECKING:
    import duckdb

COPY = "register.parquet"
QUERIES = Path(__file__).with_name("assignment.sql")
# Names and text go to DuckDB in batches of this size.
BATCH = 100_000


@dataclass(frozen=True)
class AssignmentReport:
    """Counts of one assignment. `changed` has the records by kind of event."""

    records: int
    persons: int
    changed: dict[str, int]


def assign(
    connection: duckdb.DuckDBPyConnection, vault: Path, run_id: str, at: datetime | None = None
) -> AssignmentReport:
    """Give every record of `vault.records` its person id, in one durable transaction.

    Reads `vault.records`, `vault.clusters` and `vault.links` of the open `connection`; makes the
    table `vault.persons(record, source_record_id, person_id)`, one row a record, in it. The rules
    are those of `register`. Raises IdentityError; duckdb.Error is the caller's to keep inside.
    """
    queries = _queries()
    with opened(vault) as store, hold_transaction(store):
        shown = _load(connection, store, vault)
        for name in ("linked", "changed"):
            connection.execute(queries[name])
        changed = connection.execute(queries["changed_rows"]).fetchall()
        gone = [name for (name,) in connection.execute(queries["gone"]).fetchall()]
        before = register.version(store)
        counts = register.apply(store, run_id, changed, gone, at)
        if register.version(store) > before:
            _fill(connection, "moved", store.execute(
                "SELECT source_record_id, person, person_id, kind <> 'vanished' "
                "FROM change JOIN person USING (person)"
            ))  # fmt: skip
            connection.execute(queries["merge"])
            connection.execute(queries["persons_after_changes"])
        else:
            connection.execute(queries["persons"])
        report = _report(connection, counts)
        state = _state(store)
    if state != shown:
        _save_copy(connection, vault, state)
    return report


def _load(connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection, vault: Path) -> str:
    """Fill the temporary table `held`; returns the state that the copy on disk shows, or ''."""
    import duckdb

    copy = vault / COPY
    try:
        ((shown,),) = connection.execute(
            f"select decode(value) from parquet_kv_metadata({quote_text(copy)}) where key = 'state'"
        ).fetchall()
        if shown == _state(store):
            connection.execute(f"create or replace temp table held as from {quote_text(copy)}")
            return str(shown)
    except (ValueError, duckdb.Error):
        pass  # there is no copy, or it is broken: it is only a copy
    _fill(connection, "held", store.execute(
        "SELECT source_record_id, person, person_id, is_present "
        "FROM record JOIN person USING (person)"
    ))  # fmt: skip
    return ""


def _save_copy(connection: duckdb.DuckDBPyConnection, vault: Path, state: str) -> None:
    draft = vault / f"{COPY}.draft"
    with private_umask():
        connection.execute(
            f"copy held to {quote_text(draft)} "
            f"(format parquet, kv_metadata {{state: {quote_text(state)}}})"
        )
    draft.replace(vault / COPY)


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: sqlite3.Cursor) -> None:
    """A temporary table of what the register holds of some records."""
    connection.execute(
        f"create or replace temp table {table} "
        "(source_record_id text, person bigint, person_id text, is_present boolean)"
    )
    while batch := rows.fetchmany(BATCH):
        append(connection, table, batch)


def _state(store: sqlite3.Connection) -> str:
    (register_id,) = store.execute("SELECT register_id FROM origin").fetchone()
    return f"{register_id}:{register.version(store)}"


def _report(connection: duckdb.DuckDBPyConnection, changed: dict[str, int]) -> AssignmentReport:
    ((records, assigned, clusters, persons),) = connection.execute(
        "select (select count(*) from vault.records), count(person_id), "
        "(select count(distinct cluster) from vault.clusters), count(distinct person_id) "
        "from vault.persons"
    ).fetchall()
    if records != assigned or clusters != persons:
        raise IdentityError(
            f"the register was given {records} records in {clusters} clusters and assigned "
            f"{assigned} to {persons} persons; report it as a defect"
        )
    return AssignmentReport(records, persons, changed)


def _queries() -> dict[str, str]:
    """The queries of `assignment.sql` by the name in the line above each."""
    parts = QUERIES.read_text("utf-8").split("-- ## ")[1:]
    return {name.strip(): query for name, _, query in (part.partition("\n") for part in parts)}
