"""The ledger of bronze: an SQLite file whose rows only ever name Parquet that is durable.

Here is what is written into it and what other stations read from it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.instants import format_instant
from common.sqlite import hold_transaction
from ingestion.history import FOREVER, History
from ingestion.store import (
    LedgerDamaged,
    LedgerError,
    append,
    latest_text,
    open_to_read,
    open_to_write,
    stamp,
)
from ingestion.versions import Landing

if TYPE_CHECKING:
    import pandas

    from ingestion.bronze import TableFile

__all__ = ["LedgerDamaged", "LedgerError"]
COLUMNS = (
    "source_file_id", "table_name", "path", "sheet", "source", "delivery", "centre_code",
    "delivery_month", "is_baseline", "version", "sha256", "landed_at", "withdrawn_at", "verdict",
    "reason",
    "rows_read", "rows_loaded", "rows_quarantined", "rows_ignored", "is_in_force",
)  # fmt: skip
INSTANTS = ("landed_at", "withdrawn_at")
IDENTITY = (
    "source_file_id", "slot", "source", "delivery", "centre_code", "delivery_month",
    "is_baseline", "is_versioned", "sha256",
)  # fmt: skip


@dataclass(frozen=True)
class SourceFile:
    """A content in a slot (`source_file`) and what was made of it now (`verdict`)."""

    source_file_id: str
    slot: str
    source: str
    delivery: str
    centre_code: str | None
    delivery_month: str | None
    is_baseline: bool
    is_versioned: bool
    sha256: str
    table_name: str
    sheet: str
    verdict: str
    reason: str | None
    contracts: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_ignored: int = 0


@dataclass(frozen=True)
class SeenFile:
    """A row of `seen_file`: the metadata under which a settled file need not be opened again."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    contracts: str | None = None
    is_settled: bool = True

    @classmethod
    def of(cls, path: str, status: os.stat_result) -> SeenFile:
        sizes = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        return cls(path, *sizes)

    def has_metadata_of(self, other: SeenFile) -> bool:
        return replace(self, contracts=None, is_settled=True) == other


@dataclass(frozen=True)
class Known:
    """What the ledger holds of one content: its latest verdict, its highest N."""

    verdict: str
    reason: str | None
    contracts: str
    version: int


class Ledger:
    """The writer's connection; one process has it at a time (see `lock`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = open_to_write(path)

    def close(self) -> None:
        self.connection.close()

    def stamp(self, now: datetime) -> str:
        """The instant of what is recorded next: later than all that the ledger holds."""
        return stamp(self.connection, now)

    def history(self) -> History:
        return History(self.connection, self.path)

    def known(self) -> dict[str, Known]:
        return {
            content["source_file_id"]: Known(
                content["verdict"], content["reason"], content["contracts"], content["version"]
            )
            for content in self.history().contents()
        }

    def seen(self) -> dict[str, SeenFile]:
        return _seen(self.connection)

    def record(
        self,
        sources: list[SourceFile],
        landings: list[Landing],
        seen: list[SeenFile],
        bronze_files: Sequence[TableFile],
        at: str,
    ) -> None:
        """One transaction for a batch that was judged `at`; later verdicts hold, earlier stay."""
        with hold_transaction(self.connection):
            for source in sources:
                self._source(source, at)
            for landing in landings:
                row = asdict(landing)
                del row["slot"]
                self._append("landing", row)
            for file in bronze_files:
                row = {"path": file.place, "source_file_id": file.source_file_id}
                written = {"sha256": file.stream.sha256, "bytes": file.stream.size}
                self._append("bronze_file", row | {"recorded_at": at} | written)
            for seen_file in seen:
                self.connection.execute(
                    "INSERT OR REPLACE INTO seen_file VALUES (?, ?, ?, ?, ?, ?, ?)",
                    tuple(asdict(seen_file).values()),
                )

    def withdraw(self, rows: Iterable[dict[str, object]]) -> None:
        """Rows of `withdrawal`, in one transaction."""
        with hold_transaction(self.connection):
            for row in rows:
                self._append("withdrawal", row)

    def _source(self, source: SourceFile, at: str) -> None:
        cells = asdict(source)
        identity = {name: cells.pop(name) for name in IDENTITY}
        key = {"source_file_id": source.source_file_id}
        is_known = self.connection.execute(
            "SELECT 1 FROM source_file WHERE source_file_id = :source_file_id", key
        ).fetchone()
        if not is_known:
            self._append("source_file", identity)
        self._append("verdict", key | {"judged_at": at} | cells)

    def _append(self, table: str, row: Mapping[str, object]) -> None:
        append(self.connection, table, row)


def _seen(connection: sqlite3.Connection) -> dict[str, SeenFile]:
    rows = connection.execute("SELECT * FROM seen_file")
    return {row[0]: replace(SeenFile(*row), is_settled=bool(row[-1])) for row in rows}


def seen_files(ledger: Path) -> dict[str, SeenFile]:
    """Path → the metadata under which it was last opened; nothing where there is no ledger."""
    connection = open_to_read(ledger)
    if connection is None:
        return {}
    with closing(connection):
        return _seen(connection)


def read_history(ledger: Path, as_of: datetime | None = None) -> History | None:
    """The ledger up to an instant, verified row by row; None where there is no ledger."""
    connection = open_to_read(ledger)
    if connection is None:
        return None
    with closing(connection):
        return History(connection, ledger, format_instant(as_of) if as_of else FOREVER)


def source_files(ledger: Path, as_of: datetime | None = None) -> pandas.DataFrame:
    """All content that had landed by the instant `as_of`, one row each, as a run saw it then.

    Columns: `COLUMNS`; `landed_at` and `withdrawn_at` are UTC timestamps, NaT if not withdrawn. A
    content that landed under several N shows its highest. No ledger yet means no rows. LedgerError
    if it is newer than this code or damaged.
    """
    import pandas

    history = read_history(ledger, as_of)
    contents = history.contents() if history else []
    frame = pandas.DataFrame(contents, columns=list(COLUMNS))
    for name in INSTANTS:
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    numbers = {"version", *(name for name in COLUMNS if name.startswith("rows_"))}
    types = {name: "int64" if name in numbers else "str" for name in COLUMNS}
    types |= {"is_baseline": "bool", "is_in_force": "bool"}
    return frame.astype({name: kind for name, kind in types.items() if name not in INSTANTS})


def ledger_state(ledger: Path, as_of: datetime | None = None) -> dict[str, Any]:
    """`entries`, how many the history has up to an instant, and `sha256` over all of them.

    It never changes for an instant that is past: if it does, the ledger has lost something.
    """
    history = read_history(ledger, as_of)
    return history.state() if history else {"entries": 0, "sha256": sha256().hexdigest()}


def latest_instant(ledger: Path) -> datetime | None:
    """When the latest entry was made (UTC); None in an empty ledger."""
    connection = open_to_read(ledger)
    if connection is None:
        return None
    with closing(connection):
        text = latest_text(connection)
    return datetime.fromisoformat(text) if text else None
