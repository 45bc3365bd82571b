"""Bringing a linking of any size into the register: only what has changed goes through its rules.

The register is SQLite, because it must not lose anything. Comparing a million records with it one
by one would take longer than linking them, so a copy of its assignments lies beside it as Parquet.
The copy names the state of the register that it shows, and is made anew if that is not the current
one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import private_umask
from common.sql import quote_text, read_sql
from common.sqlite import hold_transaction
from identity.identity_error import IdentityError
from identity.register.id_rules import apply_rules, read_last_event
from identity.register.register_file import open_register
from identity.vault import append_rows

if TYPE_CHECKING:
    import duckdb

SQL = Path(__file__).with_name("sql")
COPY = "register.parquet"
# Rows go from SQLite to DuckDB in batches of this size.
BATCH = 100_000


@dataclass(frozen=True)
class AssignmentReport:
    """Counts of one assignment. `changed` has the records by kind of event."""

    records: int
    persons: int
    changed: dict[str, int]


def assign_person_ids(
    connection: duckdb.DuckDBPyConnection, vault: Path, run_id: str, at: datetime | None = None
) -> AssignmentReport:
    """Give every record of `vault.records` its person id, in one durable transaction.

    Reads `vault.records`, `vault.clusters` and `vault.links` of the open `connection`; makes the
    table `vault.persons(record, source_record_id, person_id)`, one row per record, in it. The
    rules are those of `id_rules`. Raises IdentityError, and duckdb.Error, whose message the caller
    must withhold.
    """
    with open_register(vault) as register, hold_transaction(register):
        copied_state = _load_register(connection, register, vault)
        connection.execute(read_sql(SQL, "01_linked_records"))
        changed = connection.execute(read_sql(SQL, "02_changed_records")).fetchall()
        vanished = connection.execute(read_sql(SQL, "03_vanished_records")).fetchall()
        before = read_last_event(register)
        counts = apply_rules(register, run_id, changed, [name for (name,) in vanished], at)
        _fill_register_table(
            connection,
            "moved_records",
            register.execute(
                "SELECT source_record_id, person, person_id, kind <> 'vanished' "
                "FROM changes JOIN person USING (person)"
            ),
        )
        if read_last_event(register) > before:
            connection.execute(read_sql(SQL, "06_registered_records"))
        connection.execute(read_sql(SQL, "07_persons"))
        report = _count_assigned(connection, counts)
        state = _describe_state(register)
    if state != copied_state:
        _save_copy(connection, vault, state)
    return report


def write_person_links(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Write the Parquet `out`: one row per case, its person, and the link that joined it."""
    query = read_sql(SQL, "08_person_links")
    connection.execute(f"copy ({query}) to {quote_text(out)} (format parquet)")


def _load_register(
    connection: duckdb.DuckDBPyConnection, register: sqlite3.Connection, vault: Path
) -> str:
    """Fill `registered_records`; returns the state that the copy on disk shows, or ''."""
    import duckdb

    copy = vault / COPY
    try:
        ((state,),) = connection.execute(
            f"select decode(value) from parquet_kv_metadata({quote_text(copy)}) where key = 'state'"
        ).fetchall()
        if state == _describe_state(register):
            connection.execute(
                f"create or replace temp table registered_records as from {quote_text(copy)}"
            )
            return str(state)
    except (ValueError, duckdb.Error):
        pass  # there is no copy, or it is damaged: the register itself is read
    _fill_register_table(
        connection,
        "registered_records",
        register.execute(
            "SELECT source_record_id, person, person_id, is_present "
            "FROM record JOIN person USING (person)"
        ),
    )
    return ""


def _save_copy(connection: duckdb.DuckDBPyConnection, vault: Path, state: str) -> None:
    draft = vault / f"{COPY}.draft"
    with private_umask():
        connection.execute(
            f"copy registered_records to {quote_text(draft)} "
            f"(format parquet, kv_metadata {{state: {quote_text(state)}}})"
        )
    draft.replace(vault / COPY)


def _fill_register_table(
    connection: duckdb.DuckDBPyConnection, table: str, rows: sqlite3.Cursor
) -> None:
    connection.execute(
        f"create or replace temp table {table} "
        "(source_record_id text, person bigint, person_id text, is_present boolean)"
    )
    while batch := rows.fetchmany(BATCH):
        append_rows(connection, table, batch)


def _describe_state(register: sqlite3.Connection) -> str:
    (register_id,) = register.execute("SELECT register_id FROM origin").fetchone()
    return f"{register_id}:{read_last_event(register)}"


def _count_assigned(
    connection: duckdb.DuckDBPyConnection, changed: dict[str, int]
) -> AssignmentReport:
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
