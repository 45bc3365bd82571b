"""The writer of the ledger. Every row that it adds names only Parquet that is on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from common.sqlite import hold_transaction
from ingestion.ledger.entries import BronzeFile, KnownContent, SeenFile, SourceFile
from ingestion.ledger.history import History
from ingestion.ledger.queries import read_seen_files
from ingestion.ledger.store import append_row, choose_stamp, open_to_write
from ingestion.ledger.versions import Landing

IDENTITY = (
    "source_file_id", "slot", "source", "delivery", "centre_code", "delivery_month",
    "is_baseline", "is_versioned", "sha256",
)  # fmt: skip


class Ledger:
    """The writer's connection. One process has it at a time: see `store.hold_ledger_lock`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = open_to_write(path)

    def close(self) -> None:
        self.connection.close()

    def choose_stamp(self, now: datetime) -> str:
        """The instant of what is recorded next: later than all that the ledger holds."""
        return choose_stamp(self.connection, now)

    def read_history(self) -> History:
        return History(self.connection, self.path)

    def index_known_contents(self) -> dict[str, KnownContent]:
        """Source file id → what the ledger holds of it."""
        return {
            content["source_file_id"]: KnownContent(
                content["verdict"], content["reason"], content["contracts"], content["version"]
            )
            for content in self.read_history().list_contents()
        }

    def index_seen_files(self) -> dict[str, SeenFile]:
        """Path → the metadata under which the file was last opened."""
        return read_seen_files(self.connection)

    def record_batch(
        self,
        sources: list[SourceFile],
        landings: list[Landing],
        seen: list[SeenFile],
        bronze_files: Sequence[BronzeFile],
        at: str,
    ) -> None:
        """Add a batch that was judged `at`, in one transaction. Earlier verdicts stay."""
        with hold_transaction(self.connection):
            for source in sources:
                self._record_source(source, at)
            for landing in landings:
                row = asdict(landing)
                del row["slot"]
                self._append_row("landing", row)
            for file in bronze_files:
                place = {"path": file.path, "source_file_id": file.source_file_id}
                written = {"recorded_at": at, "sha256": file.sha256, "bytes": file.bytes}
                self._append_row("bronze_file", place | written)
            for seen_file in seen:
                self.connection.execute(
                    "INSERT OR REPLACE INTO seen_file VALUES (?, ?, ?, ?, ?, ?, ?)",
                    tuple(asdict(seen_file).values()),
                )

    def record_withdrawals(self, rows: Iterable[dict[str, object]]) -> None:
        """Add rows of `withdrawal`, in one transaction."""
        with hold_transaction(self.connection):
            for row in rows:
                self._append_row("withdrawal", row)

    def _record_source(self, source: SourceFile, at: str) -> None:
        cells = asdict(source)
        identity = {name: cells.pop(name) for name in IDENTITY}
        key = {"source_file_id": source.source_file_id}
        is_known = self.connection.execute(
            "SELECT 1 FROM source_file WHERE source_file_id = :source_file_id", key
        ).fetchone()
        if not is_known:
            self._append_row("source_file", identity)
        self._append_row("verdict", key | {"judged_at": at} | cells)

    def _append_row(self, table: str, row: Mapping[str, object]) -> None:
        append_row(self.connection, table, row)
