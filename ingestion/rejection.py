"""The exception for a file, or a sheet of it, that cannot be accepted."""

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
