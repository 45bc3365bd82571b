"""Every version of every delivery that landed, and whether it counts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ingestion.ledger.queries import read_history
from ingestion.ledger.store import locate_ledger

COLUMNS = (
    "path", "sheet", "delivery", "version", "landed_at", "state", "rows_read", "rows_loaded",
    "rows_quarantined", "rows_ignored", "reason", "source", "table_name", "centre_code",
    "delivery_month", "withdrawn_at", "source_file_id", "sha256",
)  # fmt: skip
STATES = ("in force", "superseded", "withdrawn", "rejected")


def list_versions(home: Path, as_of: datetime | None = None) -> list[tuple[object, ...]]:
    """COLUMNS of every version (each sheet of a workbook) that had landed by an instant.

    Sorted by source, delivery, version and landing. `state` is one of STATES, instants are ISO
    texts in UTC. LedgerError if the ledger is damaged or has another schema version.
    """
    history = read_history(locate_ledger(home), as_of)
    rows = history.list_landings() if history else []
    rows.sort(key=_make_sort_key)
    return [tuple((row | {"state": name_state(row)})[name] for name in COLUMNS) for row in rows]


def name_state(row: dict[str, Any]) -> str:
    """The state of a row of `History.list_landings`."""
    if row["is_in_force"]:
        return "in force"
    if row["withdrawn_at"]:
        return "withdrawn"
    return "rejected" if row["verdict"] == "rejected" else "superseded"


def _make_sort_key(row: dict[str, Any]) -> tuple[object, ...]:
    return row["source"], row["delivery"], row["slot"], row["version"], row["landed_at"]
