"""The faults to plant (data/faults.yml), and the list of where each one was planted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sample import facts
from sample.writers.text import write_text

COLUMNS = ("file", "sheet", "row", "column", "rule", "expected")


@dataclass(frozen=True)
class RowFault:
    """One faulty row: the cells that differ from a sound row, and the rule that `column` breaks."""

    column: str
    rule: str
    expected: str
    cells: Mapping[str, str]
    repeats: bool
    needs_month: bool


@dataclass
class FaultList:
    """The planted faults. rows: file below the landing folder, sheet, row, column, rule, expected.

    A row is numbered as in a spreadsheet (the header is 1), and blank if the whole file is faulty.
    cases: the source record ids of planted cases that are loaded. Each is a person of its own.
    """

    rows: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)

    def add_row(self, file: str, sheet: str, row: int, fault: RowFault) -> None:
        """Add a faulty row."""
        self.rows.append((file, sheet, str(row), fault.column, fault.rule, fault.expected))

    def add_file(self, file: str, rule: str) -> None:
        """Add a file that must be rejected as a whole."""
        self.rows.append((file, "", "", "", rule, "file"))

    def write_list(self, path: Path) -> None:
        """Write faults.csv."""
        write_text(path, [COLUMNS, *self.rows], line_end="\n")


def list_faults(table: str) -> Iterator[RowFault]:
    """The faults to plant in a table. A repeated row comes twice."""
    for fault in _read_plan()[table]:
        times = fault.get("times", 1)
        for _ in range(times):
            yield RowFault(
                column=fault["column"],
                rule=fault["rule"],
                expected=fault.get("expected", "row"),
                cells={column: str(value) for column, value in fault["cells"].items()},
                repeats=times > 1,
                needs_month=fault.get("monthly", False),
            )


@cache
def _read_plan() -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (facts.DATA / "faults.yml").read_text("utf-8")
    )
    return loaded
