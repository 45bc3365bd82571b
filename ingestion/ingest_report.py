"""What one ingestion did, in counts and names of files. It holds no value of a row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RejectedFile:
    """A file, with its sheet if only that was rejected, and the reason."""

    path: str
    reason: str


@dataclass(frozen=True)
class IngestReport:
    """Counts of one ingestion. Rows are those of the files that were new.

    `files_rejected` holds what this ingestion rejected. What was rejected before, and has not
    changed, is in the ledger. `conservation` names the files whose rows did not add up.
    """

    files_seen: int
    files_read: int
    files_new: int
    files_rejected: tuple[RejectedFile, ...]
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_ignored: int
    conservation: tuple[str, ...]
