"""Rows that wait for their delivery file: in memory while they are few, then on disk."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

Key = tuple[str, str, str]  # centre, delivery, table


class Spill:
    """Stores rows by (centre, delivery, table), at most `limit` of them in memory."""

    def __init__(self, folder: Path, limit: int = 100_000) -> None:
        self._folder = folder
        self._limit = limit
        self._waiting: dict[Key, list[Sequence[str]]] = defaultdict(list)
        self._held = 0
        self.counts: dict[Key, int] = defaultdict(int)

    def add_row(self, key: Key, row: Sequence[str]) -> None:
        """Store a row of text cells for the delivery `key`."""
        self._waiting[key].append(row)
        self.counts[key] += 1
        self._held += 1
        if self._held >= self._limit:
            self._flush_rows()

    def read_rows(self, key: Key) -> Iterator[list[str]]:
        """The rows of a delivery, in the order in which they were added."""
        path = self._find_path(key)
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.reader(file)
        for row in self._waiting.get(key, []):
            yield list(row)

    def _flush_rows(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for key, rows in self._waiting.items():
            with self._find_path(key).open("a", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        self._waiting.clear()
        self._held = 0

    def _find_path(self, key: Key) -> Path:
        return self._folder / ("_".join(key) + ".csv")
