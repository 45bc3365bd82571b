"""What has happened to every content, read from the ledger as of an instant."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingestion.ledger.store import (
    HISTORY,
    LedgerDamaged,
    read_rows,
    report_damage,
    require_sound_pages,
)
from ingestion.ledger.versions import Landing, choose_winners

Rows = list[dict[str, Any]]
# Later, as text, than any instant.
FOREVER = "9999"


class History:
    """The rows of the ledger's history up to an instant, in the order in which they were added."""

    def __init__(self, connection: sqlite3.Connection, path: Path, until: str = FOREVER) -> None:
        """LedgerDamaged if any row, of whatever instant, is not as it was written."""
        tables = _read_tables(connection, path)
        for table, column in HISTORY.items():
            if column:
                tables[table] = [row for row in tables[table] if row[column] <= until]
        landed = {row["source_file_id"] for row in tables["landing"]}
        sources = tables["source_file"]
        tables["source_file"] = [row for row in sources if row["source_file_id"] in landed]
        self.tables = tables

    def list_contents(self) -> Rows:
        """Each content that has landed, sorted by id: its highest landing, its latest verdict,
        `withdrawn_at` (None if it is not withdrawn) and `is_in_force`."""
        landings, verdicts = self._find_highest_landings(), _index_latest(self.tables["verdict"])
        withdrawals = _index_latest(self.tables["withdrawal"])
        found = []
        for source in self.tables["source_file"]:
            key = source["source_file_id"]
            withdrawn = _find_withdrawal_instant(landings[key], withdrawals.get(key))
            found.append(source | landings[key] | verdicts[key] | {"withdrawn_at": withdrawn})
        _mark_in_force(found)
        return sorted(found, key=lambda content: str(content["source_file_id"]))

    def list_landings(self) -> Rows:
        """Like `list_contents`, with a row for every landing. Of a content with several landings
        only the one with the highest version number can be in force."""
        contents = {content["source_file_id"]: content for content in self.list_contents()}
        withdrawals = _index_latest(self.tables["withdrawal"])
        found = []
        for row in self.tables["landing"]:
            content = contents[row["source_file_id"]]
            if row["version"] < content["version"]:
                withdrawn = _find_withdrawal_instant(row, withdrawals.get(row["source_file_id"]))
                content = content | row | {"withdrawn_at": withdrawn, "is_in_force": False}
            found.append(content)
        return found

    def _find_highest_landings(self) -> dict[str, dict[str, Any]]:
        highest: dict[str, dict[str, Any]] = {}
        for row in self.tables["landing"]:
            other = highest.get(row["source_file_id"])
            if other is None or row["version"] > other["version"]:
                highest[row["source_file_id"]] = row
        return highest

    def summarise_rows(self) -> dict[str, Any]:
        """How many `entries` the history has, and the `sha256` of them all in any order."""
        digests = sorted(row["digest"] for rows in self.tables.values() for row in rows)
        whole = hashlib.sha256("\n".join(digests).encode())
        return {"entries": len(digests), "sha256": whole.hexdigest()}


def _read_tables(connection: sqlite3.Connection, path: Path) -> dict[str, Rows]:
    try:
        with report_damage(path):
            connection.execute("BEGIN")  # all tables as they are at one moment
            require_sound_pages(connection, path)
            tables = {table: read_rows(connection, path, table) for table in HISTORY}
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
    for table in ("landing", "verdict"):
        listed = {row["source_file_id"] for row in tables[table]}
        if any(row["source_file_id"] not in listed for row in tables["source_file"]):
            raise LedgerDamaged(path, f"a row of {table} is missing")
    return tables


def _index_latest(rows: Rows) -> dict[str, dict[str, Any]]:
    return {row["source_file_id"]: row for row in rows}


def _find_withdrawal_instant(landing: dict[str, Any], last: dict[str, Any] | None) -> str | None:
    """None if the content is not withdrawn, or has landed under a higher version number since."""
    if not last or not last["is_withdrawn"] or landing["landed_at"] > last["at"]:
        return None
    return str(last["at"])


def _mark_in_force(contents: Rows) -> None:
    for content in contents:
        content["is_in_force"] = content["verdict"] == "loaded" and not content["withdrawn_at"]
    versioned = [c for c in contents if c["is_in_force"] and c["is_versioned"]]
    best = choose_winners(
        Landing(c["slot"], c["source_file_id"], c["version"], c["landed_at"], c["path"])
        for c in versioned
    )
    for content in versioned:
        winner = best[content["slot"]]
        content["is_in_force"] = content["source_file_id"] == winner.source_file_id
