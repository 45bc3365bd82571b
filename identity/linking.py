"""A run's linking: from the records in force to persons with ids, inside the vault.

Only pseudonyms come out, and counts. DuckDB's messages may quote a cell, so they stay inside too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from identity import decisions, linkage, model
from identity.assignment import AssignmentReport, assign
from identity.errors import IdentityError
from identity.linkage import Decided, LinkReport
from identity.queries import query, text
from identity.vault import draft_database

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Linked:
    """What a linking came to: counts of the links, and of what changed in the register."""

    links: LinkReport
    register: AssignmentReport


def link(
    warehouse: Path,
    bronze: Path,
    vault: Path,
    out: Path,
    *,
    run_id: str,
    model_file: Path = model.PACKAGED,
    at: datetime | None = None,
) -> Linked:
    """Cluster the current case records of the candidate `warehouse` into persons.

    Reads `intermediate.int_cases` and the personal columns of the same rows in `bronze`; writes
    `out`, a Parquet of one row a case: centre_code, case_id, person_id, joined_by, match_weight,
    joined_to_centre_code, joined_to_case_id, is_matchable. Raises IdentityError.
    """
    import duckdb
    from splink.internals.exceptions import SplinkException

    linker = model.read(model_file)
    try:
        with draft_database(vault, "identity") as connection:
            _read_records(connection, warehouse, bronze)
            in_force = decisions.in_force(vault)
            decided = Decided(together=in_force.same, apart=in_force.different)
            links = linkage.link_table(connection, linker, decided)
            _require_all(links)
            register = assign(connection, vault, run_id, at)
            connection.execute(f"copy ({query('person_links')}) to {text(out)} (format parquet)")
    except (duckdb.Error, SplinkException) as error:
        raise IdentityError(
            f"linking failed inside the vault ({type(error).__name__}); its message is withheld "
            "because it may hold personal data. Check that the disk is not full and run again"
        ) from None
    return Linked(links, register)


def _read_records(connection: duckdb.DuckDBPyConnection, warehouse: Path, bronze: Path) -> None:
    connection.execute(f"attach {text(warehouse)} as candidate (read_only)")
    connection.execute(f"set variable returnees = {text(bronze / 'returnees' / '*.parquet')}")
    connection.execute(query("records"))
    connection.execute("detach candidate")


def _require_all(links: LinkReport) -> None:
    """Nothing is lost by linking."""
    if links.records_in != links.records_out:
        raise IdentityError(
            f"linking was given {links.records_in} case records and returned {links.records_out}; "
            "nothing may be published from this run: report it as a defect"
        )
