"""What is entered in the ledger: the rows that ingestion hands over, as plain data."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class SourceFile:
    """A content in a slot (table `source_file`) and what was made of it (table `verdict`)."""

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
class BronzeFile:
    """A Parquet file that holds rows of a content: its path below home, its hash and its size."""

    path: str
    source_file_id: str
    sha256: str
    bytes: int


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
    def from_status(cls, path: str, status: os.stat_result) -> SeenFile:
        """A file with the metadata that the file system gives."""
        sizes = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        return cls(path, *sizes)

    def has_metadata_of(self, other: SeenFile) -> bool:
        """Whether nothing that the file system says of the file has changed."""
        return replace(self, contracts=None, is_settled=True) == other


@dataclass(frozen=True)
class KnownContent:
    """What the ledger holds of a content: its latest verdict and its highest version number."""

    verdict: str
    reason: str | None
    contracts: str
    version: int
