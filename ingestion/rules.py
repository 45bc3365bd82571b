"""The rules of a contract, applied to one chunk of rows: by column, on distinct values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.contract import Contract, NotBefore, RequiredWhen, fold_text
from ingestion.values import SCIENTIFIC, Bounds, Judge, build_judge, choose_date_parser

Cells = list[str | None]
"""One column of a chunk; None where the cell is blank."""


class Violation(NamedTuple):
    """`row` of the chunk breaks `rule` in `column`. With the scope `value` the row still counts."""

    row: int
    column: str
    rule: str
    reason: str
    scope: str = "row"


@dataclass(frozen=True)
class Rulebook:
    """The judges of a contract's columns, with the bounds that dates have in one delivery."""

    contract: Contract
    judges: dict[str, Judge]

    @classmethod
    def for_contract(
        cls, contract: Contract, bounds: Bounds, lists: dict[str, frozenset[str]]
    ) -> Rulebook:
        judges = {
            name: judge
            for name, column in contract.columns.items()
            if (judge := build_judge(column, bounds, lists))
        }
        return cls(contract, judges)

    def judge_rows(self, columns: dict[str, Cells]) -> list[Violation]:
        """All violations. Numbers in scientific notation are blanked in `columns`."""
        violations: list[Violation] = []
        for name, column in self.contract.columns.items():
            cells = columns.get(name)
            if cells is None:
                continue
            if column.blank_scientific:
                violations += _blank_scientific(name, cells)
            if column.required:
                violations += _check_required(name, cells)
            if judge := self.judges.get(name):
                violations += _check_values(name, cells, judge)
        for order in self.contract.not_before:
            violations += self._check_order(order, columns)
        for condition in self.contract.required_when:
            heading = self.contract.columns[condition.other].headers[0]
            violations += _check_required_when(condition, heading, columns)
        return violations

    def _check_order(self, rule: NotBefore, columns: dict[str, Cells]) -> Iterator[Violation]:
        parse = choose_date_parser(self.contract.columns[rule.column])
        later, earlier = columns.get(rule.column), columns.get(rule.other)
        reason = f"is before {self.contract.columns[rule.other].headers[0]}; correct one of them"
        for index, (one, other) in enumerate(zip(later or [], earlier or [], strict=False)):
            if one and other:
                first, second = parse(other.strip()), parse(one.strip())
                if first and second and second < first:
                    yield Violation(index, rule.column, "order", reason)


def _check_required(name: str, cells: Cells) -> Iterator[Violation]:
    if None in cells:
        for index, cell in enumerate(cells):
            if cell is None:
                yield Violation(index, name, "required", "is blank; fill it in")


def _check_values(name: str, cells: Cells, judge: Judge) -> Iterator[Violation]:
    problems = {v: p for v in set(cells) if v is not None and (p := judge(v.strip()))}
    if not problems:
        return
    for index, cell in enumerate(cells):
        if cell is not None and cell in problems:
            yield Violation(index, name, *problems[cell])


def _blank_scientific(name: str, cells: Cells) -> Iterator[Violation]:
    reason = "was turned into scientific notation by Excel; it is left out, enter it as text"
    for index, cell in enumerate(cells):
        if cell and ("E" in cell or "e" in cell) and SCIENTIFIC.fullmatch(cell.strip()):
            cells[index] = None
            yield Violation(index, name, "scientific_notation", reason, "value")


def _check_required_when(
    rule: RequiredWhen, heading: str, columns: dict[str, Cells]
) -> Iterator[Violation]:
    reason = f"is blank, but {heading} is {rule.value}; fill it in"
    others = columns.get(rule.other)
    if others is None:
        return
    cells = columns.get(rule.column) or [None] * len(others)
    wanted = fold_text(rule.value)
    matching = {value for value in set(others) if value and fold_text(value) == wanted}
    for index, (cell, other) in enumerate(zip(cells, others, strict=True)):
        if cell is None and other in matching:
            yield Violation(index, rule.column, "required", reason)


Key = str | tuple[str, ...] | None


class Keys:
    """The keys of one file, over all its chunks: every row of a repeated key goes to quarantine.

    `reappeared` is true once a key of an earlier chunk comes again: then the file must be read once
    more, with the `repeated` keys known from the start. Rows without a key are not judged here.
    """

    def __init__(self, columns: tuple[str, ...], known: set[Key]) -> None:
        self.columns = columns
        self.known = known
        self.repeated: set[Key] = set(known)
        self.reappeared = False
        self._seen: set[Key] = set()

    def judge_keys(self, columns: dict[str, Cells]) -> Iterator[Violation]:
        if not self.columns:
            return
        keys = self._build_keys(columns)
        here = set(keys) - {None}
        if len(here) < len(keys):
            counts = Counter(key for key in keys if key is not None)
            self.repeated |= {key for key, count in counts.items() if count > 1}
        if again := (here & self._seen) - self.known:
            self.repeated |= again
            self.reappeared = True
        self._seen |= here
        if not self.repeated.isdisjoint(here):
            reason = "appears more than once in this file; correct that and send the file again"
            for row, key in enumerate(keys):
                if key in self.repeated:
                    yield Violation(row, self.columns[0], "duplicate_key", reason)

    def _build_keys(self, columns: dict[str, Cells]) -> list[Key]:
        parts = [[cell.strip() if cell else None for cell in columns[c]] for c in self.columns]
        if len(parts) == 1:
            return list(parts[0])
        rows = zip(*parts, strict=True)
        return [None if None in row else tuple(filter(None, row)) for row in rows]
