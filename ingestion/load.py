"""Loads one part of a file into bronze: chunk by chunk, judged, split, written, counted again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ingestion.bronze_tables import QUARANTINE, QUARANTINE_COLUMNS, UNCOUNTED
from ingestion.contract import Column, fold_text
from ingestion.destination import Counts, Destination
from ingestion.exceptions import FileRejected
from ingestion.header import Header
from ingestion.readers.part import (
    Part,
    format_cell,
    format_date_cell,
    format_identifier_cell,
    format_time_cell,
)
from ingestion.rules import Cells, Key, Keys, Rulebook, Violation

# Larger chunks leave the processor's caches.
CHUNK = 2_000

Row = tuple[int, list[str]]
"""Its position, and its cells as text."""


def load_part(part: Part, header: Header, rules: Rulebook, destination: Destination) -> Counts:
    """Write all rows of a part and count them again; FileRejected if any was lost on the way."""
    known: set[Key] = set()
    while True:
        keys = Keys(header.contract.key, known)
        loader = _Loader(part, header, rules, keys, destination)
        loader.load_rows()
        if not keys.reappeared:
            break
        known = keys.repeated
        destination.discard()
    destination.close()
    table = header.contract.table
    counts = Counts(
        read=loader.rows_read,
        loaded=destination.count_rows(table) if table != UNCOUNTED else 0,
        quarantined=destination.count_rows(QUARANTINE),
        ignored=destination.count_rows(UNCOUNTED),
    )
    if not counts.is_conserved:
        raise FileRejected(
            f"conservation: {counts.read} rows read, but {counts.loaded} loaded + "
            f"{counts.quarantined} quarantined + {counts.ignored} ignored; none of them is used, "
            "run the ingestion again and report this",
            is_passing=True,
        )
    return counts


class _Loader:
    """One pass over the records of a part."""

    def __init__(
        self, part: Part, header: Header, rules: Rulebook, keys: Keys, destination: Destination
    ) -> None:
        self.part, self.header, self.rules = part, header, rules
        self.keys, self.destination = keys, destination
        self.rows_read = 0
        contract = header.contract
        readers = {
            i: _choose_formatter(contract.columns[name]) for name, i in header.indexes.items()
        }
        self.texts = [readers.get(i, format_cell) for i in range(len(header.names))]
        self.uncounted = header.uncounted_reason
        self.is_plain = not (self.uncounted or contract.hxl_row or contract.ignored_rows)

    def load_rows(self) -> None:
        self.destination.write_rows(self.header.contract.table, {})
        records = enumerate(self.part.read(self.header.dialect), start=1)
        next(islice(records, self.header.record - 1, None), None)
        while chunk := list(islice(records, CHUNK)):
            # Counted by the reader's own numbering, which no later step can change.
            self.rows_read = chunk[-1][0] - self.header.record
            if self.part.is_typed:
                chunk = [(position, self._as_texts(cells)) for position, cells in chunk]
            self._load_chunk(chunk)

    def _as_texts(self, cells: list[Any]) -> list[str]:
        return [as_text(cell) for as_text, cell in zip(self.texts, cells, strict=True)]

    def _load_chunk(self, chunk: list[Row]) -> None:
        if self.is_plain and all(map(str.strip, map("".join, (cells for _, cells in chunk)))):
            self._write_kept(chunk)
            return
        reasons = [self._find_ignore_reason(position, cells) for position, cells in chunk]
        pairs = list(zip(chunk, reasons, strict=True))
        if any(reasons):
            self._write_ignored([(row, reason) for row, reason in pairs if reason])
        if not all(reasons):
            self._write_kept([row for row, reason in pairs if not reason])

    def _find_ignore_reason(self, position: int, cells: list[str]) -> str | None:
        if not "".join(cells).strip():
            return "blank row"
        if self.uncounted:
            return self.uncounted
        contract = self.header.contract
        if contract.hxl_row and position == self.header.record + 1 and _is_hxl(cells):
            return "HXL tags"
        for rule in contract.ignored_rows:
            index = self.header.indexes.get(rule.column, len(cells))
            if index < len(cells) and fold_text(cells[index]) == fold_text(rule.value):
                return rule.reason
        return None

    def _write_ignored(self, rows: list[tuple[Row, str]]) -> None:
        columns = {
            "reason": [reason for _, reason in rows],
            "extra": [_dump_cells(self._name_cells(cells)) for (_, cells), _ in rows],
            "row_number": [position for (position, _), _ in rows],
        }
        self.destination.write_rows(UNCOUNTED, columns)

    def _write_kept(self, kept: list[Row]) -> None:
        width = len(self.header.names)
        rows = [cells for _, cells in kept]
        violations: list[Violation] = []
        if set(map(len, rows)) != {width}:
            violations += _pad_to_width(rows, width)
            rows = [cells[:width] for cells in rows]
        transposed = list(zip(*rows, strict=True))
        columns = {
            name: _replace_blanks(transposed[index]) for name, index in self.header.indexes.items()
        }
        violations += self.rules.judge_rows(columns)
        violations += self.keys.judge_keys(columns)
        bad = {v.row for v in violations if v.scope == "row"}
        if violations:
            self._write_quarantine(kept, violations)
        data: dict[str, Any] = {**columns, "row_number": [position for position, _ in kept]}
        if unmapped := self.header.unmapped_columns:
            data["extra"] = [
                _dump_cells({name: cells[i] for i, name in unmapped.items()}) for _, cells in kept
            ]
        if bad:
            good = [i for i in range(len(kept)) if i not in bad]
            data = {name: [values[i] for i in good] for name, values in data.items()}
        self.destination.write_rows(self.header.contract.table, data)

    def _write_quarantine(self, kept: list[Row], violations: list[Violation]) -> None:
        columns: dict[str, list[Any]] = {name: [] for name in QUARANTINE_COLUMNS[1:]}
        for violation in violations:
            position, cells = kept[violation.row]
            index = self.header.indexes.get(violation.column)
            columns["path"].append(self.destination.path)
            columns["sheet"].append(self.part.sheet)
            columns["row_number"].append(position)
            columns["column_name"].append("" if index is None else self.header.names[index])
            columns["rule"].append(violation.rule)
            columns["reason"].append(violation.reason)
            columns["scope"].append(violation.scope)
            is_row = violation.scope == "row"
            columns["cells"].append(_dump_cells(self._name_cells(cells)) if is_row else None)
        self.destination.write_rows(QUARANTINE, columns)

    def _name_cells(self, cells: list[str]) -> dict[str, str]:
        names = self.header.names
        extra = (f"column {i + 1}" for i in range(len(names), len(cells)))
        return dict(zip([*names, *extra], cells, strict=False))


def _choose_formatter(column: Column) -> Callable[[Any], str]:
    """How a typed cell of a workbook becomes the text of this column."""
    if column.blank_scientific:
        return format_identifier_cell
    by_type = {
        "date": format_date_cell,
        "iso_date": format_date_cell,
        "timestamp": format_time_cell,
    }
    return by_type.get(column.type, format_cell)


def _pad_to_width(rows: list[list[str]], width: int) -> Iterator[Violation]:
    """Fill up short records. Records of another width than the header do not load: their cells may
    be in the wrong columns."""
    for index, cells in enumerate(rows):
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            reason = (
                f"has {len(cells)} cells but the header has {width}; check quotes and separators"
            )
            yield Violation(index, "", "width", reason)
        cells.extend([""] * (width - len(cells)))


def _replace_blanks(cells: tuple[str, ...]) -> Cells:
    if any(map(str.isspace, cells)):
        return [cell if cell.strip() else None for cell in cells]
    return [cell or None for cell in cells] if "" in cells else list(cells)


def _is_hxl(cells: list[str]) -> bool:
    return all(cell.strip().startswith("#") for cell in cells if cell.strip())


def _dump_cells(named: dict[str, str]) -> str | None:
    filled = {name: cell for name, cell in named.items() if cell}
    return json.dumps(filled, ensure_ascii=False) if filled else None
