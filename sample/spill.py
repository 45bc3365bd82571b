"""Rows waiting for their delivery: kept in memory while few, on disk when many."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

Key = tuple[str, str, str]  # centre, delivery, table


class Spill:
    """Appends rows by (centre, delivery, table); memory is bounded by `limit` rows."""

    def __init__(self, folder: Path, limit: int = 100_000) -> None:
        self._folder = folder
        self._limit = limit
        self._waiting: dict[Key, list[Sequence[str]]] = defaultdict(list)
        self._held = 0
        self.counts: dict[Key, int] = defaultdict(int)

    def add(self, key: Key, row: Sequence[str]) -> None:
        """Keep a row of text cells for the delivery `key`."""
        self._waiting[key].append(row)
        self.counts[key] += 1
        self._held += 1
        if self._held >= self._limit:
            self._flush()

    def rows(self, key: Key) -> Iterator[list[str]]:
        """The rows of a delivery in the order in which they came."""
        path = self._path(key)
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.reader(file)
        for row in self._waiting.get(key, []):
            yield list(row)

    def _flush(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for key, rows in self._waiting.items():
            with self._path(key).open("a", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        self._waiting.clear()
        self._held = 0

    def _path(self, key: Key) -> Path:
        return self._folder / ("_".join(key) + ".csv")
