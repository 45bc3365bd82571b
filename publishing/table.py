"""Rows for standard output: aligned for reading, or CSV or JSON for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

FORMATS = ("table", "csv", "json")


@dataclass(frozen=True)
class Table:
    """Columns and rows of plain values (text, numbers, None); `counts` names columns to group.

    Grouping (`8,830,252`) is for readers: it shows in the format `table` only.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    counts: tuple[str, ...] = ()

    def to_text(self, layout: str = "table") -> str:
        """The table in one of FORMATS, without a final line end; ValueError for another one."""
        if layout not in FORMATS:
            raise ValueError(f"{layout!r} is not a format; choose one of {', '.join(FORMATS)}")
        writers = {"table": self._aligned, "csv": self._csv, "json": self._json}
        return writers[layout]()

    def _aligned(self) -> str:
        cells = [
            [self._cell(column, value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]
        lines = [list(self.columns), *cells]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        numeric = [
            bool(self.rows) and all(isinstance(row[i], int | None) for row in self.rows)
            for i in range(len(self.columns))
        ]
        lines.insert(1, ["-" * width for width in widths])
        return "\n".join(
            "  ".join(
                cell.rjust(width) if right else cell.ljust(width)
                for cell, width, right in zip(line, widths, numeric, strict=True)
            ).rstrip()
            for line in lines
        )

    def _cell(self, column: str, value: object) -> str:
        if value is None:
            return ""
        return f"{value:,}" if column in self.counts and isinstance(value, int) else str(value)

    def _csv(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue().removesuffix("\n")

    def _json(self) -> str:
        records = (
            json.dumps(dict(zip(self.columns, row, strict=True)), ensure_ascii=False)
            for row in self.rows
        )
        return "[" + ",\n ".join(records) + "]"
