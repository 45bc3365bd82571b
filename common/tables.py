"""Rows for standard output: aligned for reading, or CSV or JSON for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.errors import ConfigurationError

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
        """The table in one of FORMATS, without a final line end."""
        writers = {"table": self._align_columns, "csv": self._write_csv, "json": self._write_json}
        if layout not in writers:
            raise ConfigurationError(
                f"{layout!r} is not a format; choose one of {', '.join(FORMATS)}"
            )
        return writers[layout]()

    def _align_columns(self) -> str:
        from tabulate import tabulate

        cells = [
            [
                self._format_cell(column, value)
                for column, value in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]
        text = tabulate(
            cells,
            headers=self.columns,
            tablefmt="simple",
            disable_numparse=True,
            colalign=["right" if self._is_numeric(i) else "left" for i in range(len(self.columns))],
        )
        return "\n".join(line.rstrip() for line in text.splitlines())

    def _is_numeric(self, index: int) -> bool:
        return bool(self.rows) and all(isinstance(row[index], int | None) for row in self.rows)

    def _format_cell(self, column: str, value: object) -> str:
        if value is None:
            return ""
        return f"{value:,}" if column in self.counts and isinstance(value, int) else str(value)

    def _write_csv(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue().removesuffix("\n")

    def _write_json(self) -> str:
        records = (
            json.dumps(dict(zip(self.columns, row, strict=True)), ensure_ascii=False)
            for row in self.rows
        )
        return "[" + ",\n ".join(records) + "]"


def format_facts(facts: Iterable[tuple[str, str]]) -> str:
    """Labels and what stands behind them, a line each, aligned."""
    from tabulate import tabulate

    return tabulate(list(facts), tablefmt="plain", disable_numparse=True)
