"""The exceptions of reading one file: it cannot be accepted, or its rows cannot be written."""

from __future__ import annotations

from common.errors import ProttashaError


class FileRejected(ProttashaError):
    """The reason says what is wrong and what to do, without the value of any cell.

    `is_passing` marks a passing fault, such as a file that is still being copied: the next
    ingestion reads the file again. Any other rejected file is read again once contracts change.
    """

    def __init__(self, reason: str, *, is_passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing


class NotWritten(ProttashaError):
    """A Parquet file could not be written: the disk is at fault, not the delivery.

    `__cause__` is an OSError with the number of the fault and the path of the file.
    """

    next_step = "check the disk, then run again"
