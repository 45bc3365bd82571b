"""The linking of a run: from the case records in force to persons with ids, inside the vault.

It joins `matching` and `register`. Only pseudonyms and counts leave it. Messages of DuckDB may
quote a cell, so they stay inside too.
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
from identity.identity_error import IdentityError
from identity.matching import record_linking
from identity.matching.case_records import load_records
from identity.matching.model import PACKAGED, Model, read_model
from identity.matching.record_linking import LinkReport
from identity.register.assignment import AssignmentReport, assign_person_ids, write_person_links
from identity.register.decisions import Constraints, read_constraints
from identity.vault import open_draft

if TYPE_CHECKING:
    import duckdb

# A smaller home is linked anew in a second or two. A larger one continues from the last linking,
# if no more than this share of its records is new or changed.
LARGE, FRESH_AT_MOST = 50_000, 0.1
STATE = "identity.json"


@dataclass(frozen=True)
class Linked:
    """The outcome of a linking: counts of the links, and of what changed in the register."""

    links: LinkReport
    register: AssignmentReport


def link_cases(
    warehouse: Path,
    bronze: Path,
    vault: Path,
    out: Path,
    *,
    run_id: str,
    model_file: Path = PACKAGED,
    at: datetime | None = None,
) -> Linked:
    """Cluster the current case records of the candidate `warehouse` into persons.

    Reads `intermediate.int_cases` and the personal columns of the same rows in `bronze`; writes
    `out`, a Parquet with one row per case: centre_code, case_id, person_id, joined_by,
    match_weight, joined_to_centre_code, joined_to_case_id, is_matchable. `at` is the instant of
    the run: it stamps what changes, and later decisions wait for the next run. Raises
    IdentityError.
    """
    import duckdb
    from splink.internals.exceptions import SplinkException

    model = read_model(model_file)
    made_by = f"{model.version} {_hash_code()} {duckdb.__version__}"
    is_continued = _is_worth_continuing(vault, made_by)
    # If this linking is killed, no state vouches for what it leaves: the next one links all anew.
    (vault / STATE).unlink(missing_ok=True)
    try:
        with open_draft(vault, "identity", from_current=is_continued) as connection:
            load_records(connection, warehouse, bronze)
            links = _link_records(connection, model, read_constraints(vault, at))
            _require_all_records(links)
            register = assign_person_ids(connection, vault, run_id, at)
            write_person_links(connection, out)
        _write_state(vault, made_by, links.records_out)
    except (duckdb.Error, SplinkException) as error:
        raise IdentityError(
            f"linking failed inside the vault ({type(error).__name__}). The message is withheld "
            "because it may hold personal data. Check that the disk is not full and run again"
        ) from None
    return Linked(links, register)


def _link_records(
    connection: duckdb.DuckDBPyConnection, model: Model, decided: Constraints
) -> LinkReport:
    """Link all records, or only the fresh ones where the draft continues the last linking."""
    ((fresh, linked),) = connection.execute(
        "select (select count(*) from fresh_records), (select count(*) from duckdb_tables() "
        "where schema_name = 'vault' and table_name = 'clusters')"
    ).fetchall()
    ((records,),) = connection.execute("select count(*) from vault.records").fetchall()
    if linked and fresh < FRESH_AT_MOST * records:
        return record_linking.relink_records(connection, model, decided)
    return record_linking.link_records(connection, model, decided)


def _is_worth_continuing(vault: Path, made_by: str) -> bool:
    """Whether the last linking is large and was made by this very model and code."""
    try:
        last = json.loads((vault / STATE).read_text("utf-8"))
        return bool(last["made_by"] == made_by and last["records"] >= LARGE)
    except (OSError, ValueError, KeyError):
        return False


def _write_state(vault: Path, made_by: str, records: int) -> None:
    with private_umask():
        content = json.dumps({"made_by": made_by, "records": records})
        (vault / STATE).write_text(content + "\n", "utf-8")


@cache
def _hash_code() -> str:
    """The first 12 digits of the hash of this station's code."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.sql")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _require_all_records(links: LinkReport) -> None:
    if links.records_in != links.records_out:
        raise IdentityError(
            f"linking was given {links.records_in} case records and returned {links.records_out}. "
            "Nothing may be published from this run; report it as a defect"
        )
