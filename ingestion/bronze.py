"""Bronze and quarantine on disk: one Parquet per table and delivered file version, durable first.

Files are written as `<source_file_id>.partial`, made durable, and only then renamed; the ledger
row comes last. What a crash leaves behind no ledger row names, and the next run overwrites it.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from common.files import sync_path
from ingestion.contract import load

# Rows that a reader of the Parquet takes at once.
ROW_GROUP = 50_000
# Nothing seeks in these files: without dictionaries and statistics they are smaller.
WRITTEN: dict[str, Any] = {
    "compression": "zstd", "use_dictionary": False, "write_statistics": False,
}  # fmt: skip
PROVENANCE = ("extra", "source_file_id", "row_number")
QUARANTINE = "quarantine"
UNCOUNTED = "uncounted"
QUARANTINE_COLUMNS = (
    "source_file_id", "path", "sheet", "row_number", "column_name", "rule", "reason", "scope",
    "cells",
)  # fmt: skip


@cache
def table_columns() -> dict[str, tuple[str, ...]]:
    """Bronze table → its columns, as the contracts give them; `uncounted` keeps whole rows."""
    tables = {
        layout.table: (*layout.columns, *PROVENANCE)
        for layout in load().layouts
        if not layout.uncounted
    }
    return {**tables, UNCOUNTED: ("reason", *PROVENANCE)}


@cache
def schema_of(table: str) -> pa.Schema:
    columns = QUARANTINE_COLUMNS if table == QUARANTINE else table_columns()[table]
    number = pa.int32()
    return pa.schema([(name, number if name == "row_number" else pa.string()) for name in columns])


def folder_of(home: Path, table: str) -> Path:
    return home / QUARANTINE if table == QUARANTINE else home / "bronze" / table


def path_of(home: Path, table: str, source_file_id: str) -> Path:
    return folder_of(home, table) / f"{source_file_id}.parquet"


def fingerprint_of(file: Path) -> tuple[str, int]:
    """The hash of a file's bytes, and how many they are."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()


class NotWritten(OSError):
    """Our own file could not be written: the disk is at fault, not what was delivered."""


def make_folder(place: Path) -> None:
    """A folder for its owner alone, durable in its parent."""
    if not place.exists():
        place.mkdir(mode=0o700, parents=True)
        sync_path(place.parent)
    place.chmod(0o700)


def prepare(home: Path) -> None:
    """Make the folders, for their owner alone, an `_empty.parquet` in each; drop old partials."""
    for table in [*table_columns(), QUARANTINE]:
        folder = folder_of(home, table)
        for place in (folder.parent, folder) if table != QUARANTINE else (folder,):
            make_folder(place)
        for left_over in folder.glob("*.partial"):
            left_over.unlink()
        if not _is_as_written(folder / "_empty.parquet", table):
            parquet = TableFile(home, table, "_empty")
            parquet.close()
            publish([parquet])


def _is_as_written(empty: Path, table: str) -> bool:
    """The one file that no ledger row names: every query reads it, so it must be beyond doubt."""
    content = io.BytesIO()
    pq.ParquetWriter(content, schema_of(table), **WRITTEN).close()
    return empty.exists() and empty.read_bytes() == content.getvalue()


class _Hashed:
    """A stream that knows the hash of what it was given, whatever the disk makes of it."""

    def __init__(self, stream: io.BufferedWriter) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self.size += len(data)
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class TableFile:
    """One Parquet that is being written; final only after `publish`. NotWritten if it cannot be."""

    def __init__(self, home: Path, table: str, source_file_id: str) -> None:
        self.table = table
        self.source_file_id = source_file_id
        self.folder = folder_of(home, table)
        self.final = path_of(home, table, source_file_id)
        self.partial = self.final.with_suffix(".partial")
        self.place = self.final.relative_to(home).as_posix()
        self._pending: list[pa.Table] = []
        self._pending_rows = 0
        with self._ours():
            descriptor = os.open(self.partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            self.stream = _Hashed(os.fdopen(descriptor, "wb"))
            self._writer = pq.ParquetWriter(self.stream, schema_of(table), **WRITTEN)

    @contextmanager
    def _ours(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise NotWritten(error.errno, error.strerror, str(self.partial)) from None

    def write(self, columns: dict[str, Any]) -> None:
        """Append a chunk: column → values; columns that are not given are null."""
        chunk = chunk_of(columns, schema_of(self.table))
        self._pending.append(chunk)
        self._pending_rows += chunk.num_rows
        if self._pending_rows >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            with self._ours():
                self._writer.write_table(pa.concat_tables(self._pending))
        self._pending, self._pending_rows = [], 0

    def close(self) -> None:
        self._flush()
        with self._ours():
            self._writer.close()
            self.stream.close()

    def discard(self) -> None:
        """Leave it; a partial that cannot be removed now is removed by the next ingestion."""
        self._pending = []
        steps: list[Callable[[], object]] = [
            self._writer.close,
            self.stream.close,
            self.partial.unlink,
        ]
        for step in steps:
            with suppress(Exception):
                step()

    def row_count(self) -> int:
        """Counted back from what was written."""
        with self._ours():
            return int(pq.read_metadata(self.partial).num_rows)

    def quarantined_rows(self) -> int:
        """Distinct rows that left the table, counted back from what was written."""
        with self._ours():
            written = pq.read_table(self.partial, columns=["row_number", "scope"]).to_pydict()
        pairs = zip(written["row_number"], written["scope"], strict=True)
        return len({row for row, scope in pairs if scope == "row"})


def chunk_of(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    height = len(next(iter(columns.values())))
    arrays = [
        pa.array(columns[field.name], field.type)
        if field.name in columns
        else pa.nulls(height, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def publish(files: Iterable[TableFile]) -> None:
    """Make closed files durable and give them their names; durable too when this returns."""
    files = list(files)
    for file in files:
        sync_path(file.partial)
    for file in files:
        file.partial.rename(file.final)
    for folder in {file.folder for file in files}:
        sync_path(folder)
