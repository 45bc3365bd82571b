"""A run's linking: from the records in force to persons with ids, inside the vault.

Only pseudonyms come out, and counts. DuckDB's messages may quote a cell, so they stay inside too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import private_umask
from common.sql import quote_text
from identity import decisions, linkage, model
from identity.assignment import AssignmentReport, assign
from identity.errors import IdentityError
from identity.linkage import Decided, LinkReport
from identity.queries import query
from identity.vault import draft_database

if TYPE_CHECKING:
    import duckdb

    from identity.model import Model

# Below so many records, linking all anew takes a second or two; above, a run goes on from the last
# linking, if no more than this share of the records is fresh.
LARGE, FRESH_AT_MOST = 50_000, 0.1
STATE = "identity.json"


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
    joined_to_centre_code, joined_to_case_id, is_matchable. `at` is the instant of the run: it
    stamps what changes, and decisions made later wait for the next run. Raises IdentityError.
    """
    import duckdb
    from splink.internals.exceptions import SplinkException

    linker = model.read(model_file)
    made_by = f"{linker.version} {_code_version()} {duckdb.__version__}"
    go_on = _is_large(vault, made_by)
    # Should this linking be killed, nothing vouches for what it leaves: the next links all anew.
    (vault / STATE).unlink(missing_ok=True)
    try:
        with draft_database(vault, "identity", go_on=go_on) as connection:
            _read_records(connection, warehouse, bronze)
            in_force = decisions.in_force(vault, at)
            decided = Decided(together=in_force.same, apart=in_force.different)
            links = _link(connection, linker, decided)
            _require_all(links)
            register = assign(connection, vault, run_id, at)
            connection.execute(
                f"copy ({query('person_links')}) to {quote_text(out)} (format parquet)"
            )
        _remember(vault, made_by, links.records_out)
    except (duckdb.Error, SplinkException) as error:
        raise IdentityError(
            f"linking failed inside the vault ({type(error).__name__}); its message is withheld "
            "because it may hold personal data. Check that the disk is not full and run again"
        ) from None
    return Linked(links, register)


def _link(connection: duckdb.DuckDBPyConnection, linker: Model, decided: Decided) -> LinkReport:
    """Link all records, or only what is fresh where the draft goes on from a linking before."""
    ((fresh, linked),) = connection.execute(
        "select (select count(*) from fresh), (select count(*) from duckdb_tables() "
        "where schema_name = 'vault' and table_name = 'clusters')"
    ).fetchall()
    ((records,),) = connection.execute("select count(*) from vault.records").fetchall()
    if linked and fresh < FRESH_AT_MOST * records:
        return linkage.relink_table(connection, linker, decided)
    return linkage.link_table(connection, linker, decided)


def _is_large(vault: Path, made_by: str) -> bool:
    """Whether the last linking is worth going on from: large, and by this very model and code."""
    try:
        last = json.loads((vault / STATE).read_text("utf-8"))
        return bool(last["made_by"] == made_by and last["records"] >= LARGE)
    except (OSError, ValueError, KeyError):
        return False


def _remember(vault: Path, made_by: str, records: int) -> None:
    with private_umask():
        content = json.dumps({"made_by": made_by, "records": records})
        (vault / STATE).write_text(content + "\n", "utf-8")


@cache
def _code_version() -> str:
    """The hash of this station's code."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.sql")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read_records(connection: duckdb.DuckDBPyConnection, warehouse: Path, bronze: Path) -> None:
    connection.execute(f"attach {quote_text(warehouse)} as candidate (read_only)")
    connection.execute(f"set variable returnees = {quote_text(bronze / 'returnees' / '*.parquet')}")
    connection.execute(query("records"))
    connection.execute("detach candidate")
    ((missing,),) = connection.execute(
        "select count(*) from in_force anti join vault.records using (record)"
    ).fetchall()
    if missing:
        raise IdentityError(
            f"{missing} case records in force have no row in bronze; nothing may be published from "
            "this run: put the missing files of bronze back and run again"
        )


def _require_all(links: LinkReport) -> None:
    """Nothing is lost by linking."""
    if links.records_in != links.records_out:
        raise IdentityError(
            f"linking was given {links.records_in} case records and returned {links.records_out}; "
            "nothing may be published from this run: report it as a defect"
        )
