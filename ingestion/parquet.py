"""The Parquet files of bronze and quarantine: one per table and source file, durable.

A file is written as `<source_file_id>.partial`, made durable, and only then renamed. The ledger row
comes last: no ledger row names what a crash leaves behind, and the next ingestion overwrites it.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from common.files import make_private_folder, sync_path
from ingestion.bronze_tables import (
    QUARANTINE,
    build_schema,
    list_table_columns,
    locate_folder,
    locate_parquet,
)
from ingestion.exceptions import NotWritten

# Rows that a reader of the Parquet takes at once.
ROW_GROUP = 50_000
# All rows are always read: without dictionaries and statistics the files are smaller.
WRITTEN: dict[str, Any] = {
    "compression": "zstd", "use_dictionary": False, "write_statistics": False,
}  # fmt: skip


class TableFile:
    """One Parquet that is being written; final only after `publish_parquet`.

    Every method but `discard` raises NotWritten if the disk is at fault.
    """

    def __init__(self, home: Path, table: str, source_file_id: str) -> None:
        self.table = table
        self.source_file_id = source_file_id
        self.folder = locate_folder(home, table)
        self.final = locate_parquet(home, table, source_file_id)
        self.partial = self.final.with_suffix(".partial")
        self.place = self.final.relative_to(home).as_posix()
        self._pending: list[pa.Table] = []
        self._pending_rows = 0
        with self._report_fault():
            descriptor = os.open(self.partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            self.stream = _HashedStream(os.fdopen(descriptor, "wb"))
            self._writer = pq.ParquetWriter(self.stream, build_schema(table), **WRITTEN)

    @contextmanager
    def _report_fault(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            fault = OSError(error.errno, error.strerror, str(self.partial))
            raise NotWritten(f"{self.partial} could not be written ({error.strerror})") from fault

    def write_chunk(self, columns: dict[str, Any]) -> None:
        """Append rows: column → values. Columns that are not given are null."""
        chunk = build_chunk(columns, build_schema(self.table))
        self._pending.append(chunk)
        self._pending_rows += chunk.num_rows
        if self._pending_rows >= ROW_GROUP:
            self._write_pending()

    def _write_pending(self) -> None:
        if self._pending:
            with self._report_fault():
                self._writer.write_table(pa.concat_tables(self._pending))
        self._pending, self._pending_rows = [], 0

    def close(self) -> None:
        self._write_pending()
        with self._report_fault():
            self._writer.close()
            self.stream.close()

    def discard(self) -> None:
        """Remove the partial. If that fails now, the next ingestion removes it."""
        self._pending = []
        steps: list[Callable[[], object]] = [
            self._writer.close,
            self.stream.close,
            self.partial.unlink,
        ]
        for step in steps:
            with suppress(Exception):
                step()

    def count_rows(self) -> int:
        """Rows, counted in the file that was written."""
        with self._report_fault():
            return int(pq.read_metadata(self.partial).num_rows)

    def count_quarantined_rows(self) -> int:
        """Distinct rows that do not count, counted in the file that was written."""
        with self._report_fault():
            written = pq.read_table(self.partial, columns=["row_number", "scope"]).to_pydict()
        pairs = zip(written["row_number"], written["scope"], strict=True)
        return len({row for row, scope in pairs if scope == "row"})


class _HashedStream:
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


def build_chunk(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    """Columns of values as an Arrow table of this schema."""
    height = len(next(iter(columns.values())))
    arrays = [
        pa.array(columns[field.name], field.type)
        if field.name in columns
        else pa.nulls(height, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def publish_parquet(files: Iterable[TableFile]) -> None:
    """Make closed files durable and give them their final names, durably too."""
    files = list(files)
    for file in files:
        sync_path(file.partial)
    for file in files:
        file.partial.rename(file.final)
    for folder in {file.folder for file in files}:
        sync_path(folder)


def fingerprint_file(file: Path) -> tuple[str, int]:
    """The SHA-256 and the size of a file, of one and the same reading."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()


def prepare_bronze(home: Path) -> None:
    """Make the folders, each with an `_empty.parquet`, and remove partials of a crash."""
    for table in [*list_table_columns(), QUARANTINE]:
        folder = locate_folder(home, table)
        for place in (folder.parent, folder) if table != QUARANTINE else (folder,):
            make_durable_folder(place)
        for left_over in folder.glob("*.partial"):
            left_over.unlink()
        if not _is_as_written(folder / "_empty.parquet", table):
            parquet = TableFile(home, table, "_empty")
            parquet.close()
            publish_parquet([parquet])


def make_durable_folder(place: Path) -> None:
    """A folder for its owner alone, durable in its parent."""
    is_new = not place.exists()
    make_private_folder(place)
    if is_new:
        sync_path(place.parent)


def _is_as_written(empty: Path, table: str) -> bool:
    """Whether the one file that no ledger row names, and that every query reads, is sound."""
    content = io.BytesIO()
    pq.ParquetWriter(content, build_schema(table), **WRITTEN).close()
    return empty.exists() and empty.read_bytes() == content.getvalue()
