"""What other stations read from the ledger. Nothing is written here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.instants import format_instant, parse_instant
from ingestion.ledger.entries import SeenFile
from ingestion.ledger.history import FOREVER, History
from ingestion.ledger.store import find_latest_stamp, open_to_read

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "source_file_id", "table_name", "path", "sheet", "source", "delivery", "centre_code",
    "delivery_month", "is_baseline", "version", "sha256", "landed_at", "withdrawn_at", "verdict",
    "reason", "rows_read", "rows_loaded", "rows_quarantined", "rows_ignored", "is_in_force",
)  # fmt: skip
INSTANTS = ("landed_at", "withdrawn_at")


def read_history(ledger: Path, as_of: datetime | None = None) -> History | None:
    """The ledger up to an instant, verified row by row; None if there is no ledger."""
    connection = open_to_read(ledger)
    if connection is None:
        return None
    with closing(connection):
        return History(connection, ledger, format_instant(as_of) if as_of else FOREVER)


def list_source_files(ledger: Path, as_of: datetime | None = None) -> pandas.DataFrame:
    """Every content that had landed by the instant `as_of`, one row each, as a run saw it then.

    Columns: `COLUMNS`; `landed_at` and `withdrawn_at` are UTC timestamps, NaT if not withdrawn. A
    content that landed under several version numbers shows its highest. Without a ledger there are
    no rows. LedgerError if the ledger is damaged or has another schema version.
    """
    import pandas

    history = read_history(ledger, as_of)
    contents = history.list_contents() if history else []
    frame = pandas.DataFrame(contents, columns=list(COLUMNS))
    for name in INSTANTS:
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    numbers = {"version", *(name for name in COLUMNS if name.startswith("rows_"))}
    types = {name: "int64" if name in numbers else "str" for name in COLUMNS}
    types |= {"is_baseline": "bool", "is_in_force": "bool"}
    return frame.astype({name: kind for name, kind in types.items() if name not in INSTANTS})


def summarise_ledger(ledger: Path, as_of: datetime | None = None) -> dict[str, Any]:
    """`entries`, how many the history has up to an instant, and `sha256` over all of them.

    Neither ever changes for an instant that is past: if one does, the ledger has lost something.
    """
    history = read_history(ledger, as_of)
    return history.summarise_rows() if history else {"entries": 0, "sha256": sha256().hexdigest()}


def find_latest_instant(ledger: Path) -> datetime | None:
    """When the latest entry was made (UTC); None in an empty ledger."""
    connection = open_to_read(ledger)
    if connection is None:
        return None
    with closing(connection):
        text = find_latest_stamp(connection)
    return parse_instant(text) if text else None


def list_seen_files(ledger: Path) -> dict[str, SeenFile]:
    """Path → the metadata under which the file was last opened; empty without a ledger."""
    connection = open_to_read(ledger)
    if connection is None:
        return {}
    with closing(connection):
        return read_seen_files(connection)


def read_seen_files(connection: sqlite3.Connection) -> dict[str, SeenFile]:
    """As `list_seen_files`, from an open ledger."""
    rows = connection.execute("SELECT * FROM seen_file")
    return {row[0]: replace(SeenFile(*row), is_settled=bool(row[-1])) for row in rows}
