"""The case records in force, with their personal columns, brought into the vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from common.sql import quote_text, read_sql
from identity.identity_error import IdentityError

if TYPE_CHECKING:
    import duckdb

SQL = Path(__file__).with_name("sql")


def load_records(connection: duckdb.DuckDBPyConnection, warehouse: Path, bronze: Path) -> None:
    """Bring `vault.records` up to `intermediate.int_cases` of the candidate `warehouse`.

    The personal columns come from the same rows in `bronze`. `fresh_records` lists what is new or
    changed. Raises IdentityError if a record has no row in bronze.
    """
    connection.execute(f"attach {quote_text(warehouse)} as candidate (read_only)")
    connection.execute(f"set variable returnees = {quote_text(bronze / 'returnees' / '*.parquet')}")
    connection.execute(read_sql(SQL, "01_records"))
    connection.execute("detach candidate")
    ((missing,),) = connection.execute(
        "select count(*) from cases_in_force anti join vault.records using (record)"
    ).fetchall()
    if missing:
        raise IdentityError(
            f"{missing} case records in force have no row in bronze. Nothing may be published from "
            "this run. Restore the missing files of bronze from a backup and run again"
        )
