"""A ledger of schema 1, as the first version of this code kept it, becomes one of schema 2.

Schema 1 had one verdict a content, which a later one replaced: when it was made is not known, so it
counts from the content's first landing. It had no hashes of bronze: what lies there is hashed now.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion.bronze import QUARANTINE, UNCOUNTED, fingerprint_of, path_of, sync
from ingestion.ledger import IDENTITY
from ingestion.store import append, make_schema, transaction

_VERDICT = (
    "table_name", "sheet", "verdict", "reason", "contracts",
    "rows_read", "rows_loaded", "rows_quarantined", "rows_ignored",
)  # fmt: skip


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the ledger at `path` to schema 2, after a copy of it; all or nothing."""
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != 1:  # another process was quicker
            return
        _back_up(path)
        sources, landings, seen = (
            _rows(connection, query)
            for query in (
                "SELECT *, (SELECT min(landed_at) FROM landing WHERE landing.source_file_id = "
                "source_file.source_file_id) AS since FROM source_file "
                "ORDER BY since, source_file_id",
                "SELECT * FROM landing ORDER BY landed_at, source_file_id, version",
                "SELECT * FROM seen_file",
            )
        )
        for table in ("landing", "source_file", "seen_file"):
            connection.execute(f"DROP TABLE {table}")
        make_schema(connection)
        for source in sources:
            append(connection, "source_file", {name: source[name] for name in IDENTITY})
        for landing in landings:
            append(connection, "landing", landing)
        for source in sources:
            judged = {"source_file_id": source["source_file_id"], "judged_at": source["since"]}
            append(connection, "verdict", judged | {name: source[name] for name in _VERDICT})
            for row in _bronze_files(path.parent.parent, source):
                append(connection, "bronze_file", row)
        for file in seen:
            marks = ", ".join("?" * len(file))
            connection.execute(f"INSERT INTO seen_file VALUES ({marks})", tuple(file.values()))


def _rows(connection: sqlite3.Connection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _bronze_files(home: Path, source: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if source["verdict"] != "loaded":
        return
    key = source["source_file_id"]
    for table in dict.fromkeys((source["table_name"], UNCOUNTED, QUARANTINE)):
        file = path_of(home, table, key)
        if file.exists():
            sha256, size = fingerprint_of(file)
            yield {
                "path": file.relative_to(home).as_posix(),
                "source_file_id": key,
                "recorded_at": source["since"],
                "sha256": sha256,
                "bytes": size,
            }


def _back_up(path: Path) -> None:
    """A copy beside the ledger, durable, for its owner alone; never over another one."""
    # The caller's lock is on the ledger: what is half made here nobody else is making.
    for left_over in path.parent.glob(f"{path.stem}.schema-1.*.partial*"):
        left_over.unlink()
    instant = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = path.with_name(f"{path.stem}.schema-1.{instant}.sqlite")
    partial = copy.with_suffix(".partial")
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    # A second connection: SQLite copies nothing through one that is in a transaction.
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    sync(partial)
    if copy.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(copy))
    partial.rename(copy)
    sync(path.parent)
