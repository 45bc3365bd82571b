"""Exact linking: two case records that share a trusted key are one person.

The keys: the normalised NID, the normalised passport number, or name + father's name + birth date
within a district. Sharing is transitive: clusters are the connected components.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from identity.vault import rebuilt_database

if TYPE_CHECKING:
    import duckdb

QUERIES = Path(__file__).with_name("sql")


@dataclass(frozen=True)
class LinkReport:
    """Counts of one linking: case records in and out, persons, records joined by each key."""

    records_in: int
    records_out: int
    persons: int
    records_joined_by: dict[str, int]


class LinkingError(Exception):
    """Linking broke, or lost a record; the message holds counts, never a value."""


def link(warehouse: Path, bronze: Path, vault: Path, out: Path) -> LinkReport:
    """Cluster the current case records of the candidate `warehouse` into persons.

    Reads `intermediate.int_cases` and the personal columns of the same rows in `bronze`; writes
    `out`, a Parquet of one row a case: centre_code, case_id, person_id. The `person_id` is made
    from the name of the cluster's oldest record, so it reveals nothing that the marts do not hold
    and is the same in every run on the same records. Raises LinkingError.
    """
    import duckdb

    try:
        return _link(warehouse, bronze, vault, out)
    except duckdb.Error as error:
        # DuckDB's own message may quote a cell, and no cell of a name may leave the vault.
        raise LinkingError(
            f"linking failed inside the vault ({type(error).__name__}); its message is withheld "
            "because it may hold personal data. Check that the disk is not full and run again"
        ) from None


def _link(warehouse: Path, bronze: Path, vault: Path, out: Path) -> LinkReport:
    with rebuilt_database(vault, "identity") as connection:
        connection.execute(f"attach {_text(warehouse)} as candidate (read_only)")
        connection.execute(f"set variable returnees = {_text(bronze / 'returnees' / '*.parquet')}")
        connection.execute(_query("records"))
        connection.execute("detach candidate")
        connection.execute(_query("keys"))
        _label_components(connection)
        connection.execute(_query("persons"))
        # Parquet is written under the private umask: only pseudonyms leave, but nothing is lost
        # by leaving them readable to the owner alone inside the run's work folder.
        connection.execute(
            f"copy (select * from vault.person_links order by all) to {_text(out)} (format parquet)"
        )
        return _report(connection)


def _label_components(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every record the smallest record number of its component, step by step until stable."""
    connection.execute(
        "create table vault.labels as select record, record as label from vault.records"
    )
    step = _query("propagate")
    while True:
        connection.execute(step)
        (changed,) = connection.execute(
            "select count(*) from vault.next_labels n join vault.labels l using (record) "
            "where n.label <> l.label"
        ).fetchall()[0]
        connection.execute("create or replace table vault.labels as from vault.next_labels")
        if not changed:
            return


def _report(connection: duckdb.DuckDBPyConnection) -> LinkReport:
    (records_in, records_out, persons) = connection.execute(
        "select (select count(*) from vault.records), count(*), count(distinct person_id) "
        "from vault.person_links"
    ).fetchall()[0]
    if records_in != records_out:
        raise LinkingError(
            f"linking was given {records_in} case records and returned {records_out}; "
            "nothing may be published from this run: report it as a defect"
        )
    joined = dict(connection.execute(_query("joined")).fetchall())
    return LinkReport(records_in, records_out, persons, joined)


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text("utf-8")


def _text(path: Path) -> str:
    escaped = str(path).replace("'", "''")
    return f"'{escaped}'"
