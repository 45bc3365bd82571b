"""The ledger of bronze: an SQLite file whose rows only ever name Parquet that is durable."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.versions import Landing, winners

if TYPE_CHECKING:
    import pandas

SCHEMA = Path(__file__).with_name("ledger.sql")
SCHEMA_VERSION = 1
COLUMNS = (
    "source_file_id", "table_name", "path", "sheet", "source", "delivery", "centre_code",
    "delivery_month", "is_baseline", "version", "sha256", "landed_at", "verdict", "reason",
    "rows_read", "rows_loaded", "rows_quarantined", "rows_ignored", "is_in_force",
)  # fmt: skip


class LedgerError(Exception):
    """The ledger cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class SourceFile:
    """A row of `source_file`: content in a slot and its verdict."""

    source_file_id: str
    slot: str
    table_name: str
    sheet: str
    source: str
    delivery: str
    centre_code: str | None
    delivery_month: str | None
    is_baseline: bool
    is_versioned: bool
    sha256: str
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
    """What the ledger holds of one content: its verdict, its contracts, its highest N."""

    verdict: str
    contracts: str
    version: int


def instant_text(instant: datetime) -> str:
    """UTC, fixed width, so that the order of texts is the order of instants."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Ledger:
    """The writer's connection; one process has it at a time (see `lock`)."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = DELETE")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        version = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            self.close()
            raise LedgerError(f"{path} has schema {version}, newer than this code; update the code")
        if version == 0:
            with self.transaction():
                for statement in SCHEMA.read_text("utf-8").split(";\n"):
                    self.connection.execute(statement)
                self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def known(self) -> dict[str, Known]:
        rows = self.connection.execute(
            "SELECT source_file_id, verdict, contracts, max(version) "
            "FROM source_file JOIN landing USING (source_file_id) GROUP BY source_file_id"
        )
        return {row[0]: Known(*row[1:]) for row in rows}

    def seen(self) -> dict[str, SeenFile]:
        return _seen(self.connection)

    def record(
        self, sources: list[SourceFile], landings: list[Landing], seen: list[SeenFile]
    ) -> None:
        """One transaction for a batch; a verdict replaces the earlier one of the same content."""
        with self.transaction():
            for source in sources:
                self._put("source_file", asdict(source), key="source_file_id")
            for landing in landings:
                row = {k: v for k, v in asdict(landing).items() if k != "slot"}
                self._put("landing", row, key="source_file_id, version")
            for file in seen:
                self._put("seen_file", asdict(file), key="path")

    def _put(self, table: str, row: dict[str, object], key: str) -> None:
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        updates = ", ".join(f"{name} = excluded.{name}" for name in row)
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) "
            f"ON CONFLICT ({key}) DO UPDATE SET {updates}",
            tuple(row.values()),
        )


def _seen(connection: sqlite3.Connection) -> dict[str, SeenFile]:
    rows = connection.execute("SELECT * FROM seen_file")
    return {row[0]: replace(SeenFile(*row), is_settled=bool(row[-1])) for row in rows}


def seen_files(ledger: Path) -> dict[str, SeenFile]:
    """Path → the metadata under which it was last opened; nothing where there is no ledger."""
    if not ledger.exists():
        return {}
    with closing(_open_to_read(ledger)) as connection:
        return _seen(connection)


def _open_to_read(ledger: Path) -> sqlite3.Connection:
    # Not `ro`: what a crashed writer left must be rolled back before it can be read.
    connection = sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=rw", uri=True)
    if connection.execute("PRAGMA user_version").fetchone()[0] > SCHEMA_VERSION:
        connection.close()
        raise LedgerError(f"{ledger} is newer than this code; update the code")
    return connection


def source_files(ledger: Path, as_of: datetime | None = None) -> pandas.DataFrame:
    """All content that has landed, one row each, with what is in force at the instant `as_of`.

    Columns: `COLUMNS`; `landed_at` is a UTC timestamp. A content that landed under several N shows
    its highest. No ledger yet means no rows. LedgerError if it is newer than this code.
    """
    import pandas

    rows = _rows(ledger, instant_text(as_of) if as_of else "9999") if ledger.exists() else []
    frame = pandas.DataFrame(rows, columns=list(COLUMNS))
    frame["landed_at"] = pandas.to_datetime(frame["landed_at"], utc=True)
    numbers = {"version", *(name for name in COLUMNS if name.startswith("rows_"))}
    types = {name: "int64" if name in numbers else "str" for name in COLUMNS}
    types |= {"is_baseline": "bool", "is_in_force": "bool"}
    del types["landed_at"]
    return frame.astype(types)


def _rows(ledger: Path, until: str) -> list[tuple[object, ...]]:
    with closing(_open_to_read(ledger)) as connection:
        connection.row_factory = sqlite3.Row
        # SQLite takes the other columns of a row from where the maximum stands.
        rows = connection.execute(
            "SELECT *, max(version) AS version FROM source_file JOIN landing USING (source_file_id)"
            " WHERE landed_at <= ? GROUP BY source_file_id ORDER BY source_file_id",
            (until,),
        ).fetchall()
    landings = [
        Landing(row["slot"], row["source_file_id"], row["version"], row["landed_at"], row["path"])
        for row in rows
        if row["verdict"] == "loaded" and row["is_versioned"]
    ]
    in_force = {landing.source_file_id for landing in winners(landings).values()}
    result = []
    for row in rows:
        is_loaded = row["verdict"] == "loaded"
        is_winner = row["source_file_id"] in in_force or not row["is_versioned"]
        result.append((*(row[name] for name in COLUMNS[:-1]), is_loaded and is_winner))
    return result
