"""What one ingestion did, in numbers and names; never a value of a row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RejectedFile:
    """A file (with its sheet, if only that is meant) and why it was not accepted."""

    path: str
    reason: str


@dataclass(frozen=True)
class IngestReport:
    """Counts of one scan. Rows are those of the files that were new in it.

    `files_rejected` and `conservation` hold what was judged in this scan; what was rejected before
    and has not changed stands in the ledger. `conservation` names files whose rows did not add up.
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
