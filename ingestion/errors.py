"""The one exception of this package: a file, or a sheet of it, that cannot be accepted."""

from __future__ import annotations

from common.errors import ProttashaError


class FileRejected(ProttashaError):
    """Says what is wrong and what to do, without the value of any cell.

    `is_passing` marks a fault of the moment (a full disk, a file still being copied): the file is
    read again by the next ingestion. Any other rejected file waits for other contracts.
    """

    def __init__(self, reason: str, *, is_passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing
