"""The figures of a bulletin, in the sections and order of the indicator registry."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from publishing.figures.cells import MONTH_PERIODS, format_member, order_cell
from publishing.figures.warehouse import read_records

if TYPE_CHECKING:
    import duckdb

Cell = tuple[str, str]
Values = dict[Cell, dict[str, int]]


@dataclass(frozen=True)
class Line:
    """A line of a table: one member of one dimension, in the month and up to its end."""

    dimension: str
    label: str
    month: int
    cumulative: int
    month_command: str
    cumulative_command: str


@dataclass(frozen=True)
class Indicator:
    """An indicator: its total, its other lines, and notes on its other values."""

    code: str
    label: str
    unit: str
    month_basis: str
    total: Line
    lines: tuple[Line, ...]
    differences: tuple[dict[str, Any], ...]
    contradictions: tuple[dict[str, Any], ...]
    restated: tuple[dict[str, Any], ...]

    @property
    def trace_commands(self) -> list[str]:
        """The commands that open each figure of this indicator."""
        return [
            command
            for line in (self.total, *self.lines)
            for command in (line.month_command, line.cumulative_command)
        ]


@dataclass(frozen=True)
class Group:
    """The indicators of one table. `title` is their pillar, if another section prints that."""

    title: str | None
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Section:
    """A section of the bulletin."""

    title: str
    groups: tuple[Group, ...]


def read_sections(
    connection: duckdb.DuckDBPyConnection,
    month: date,
    *,
    differences: Iterable[dict[str, Any]],
    contradictions: Iterable[dict[str, Any]],
    restated: Iterable[dict[str, Any]],
) -> list[Section]:
    """All indicators of the registry with their figures for `month` (its first day).

    `differences` are rows of the reconciliation that do not match, `contradictions` are findings
    among the printed figures, `restated` are notes on restated figures of the month. Each is shown
    with its indicator.
    """
    registry = read_records(connection, "from marts.dim_indicators order by print_order")
    values = _read_values(connection, month)
    notes = [_group_by_indicator(rows) for rows in (differences, contradictions, restated)]
    indicators = {
        row["indicator_code"]: _build_indicator(
            row,
            month,
            values[row["indicator_code"]],
            *(tuple(rows[row["indicator_code"]]) for rows in notes),
        )
        for row in registry
    }
    return [
        Section(
            title,
            _group_indicators(list(rows), indicators, {r["indicator_code"]: r for r in registry}),
        )
        for title, rows in groupby(registry, key=lambda row: str(row["section"]))
    ]


def format_trace_command(code: str, month: date, cell: Cell, period: str) -> str:
    """The command that opens a figure, without options that have their default value."""
    words = ["prottasha", "trace", code, "--month", f"{month:%Y-%m}"]
    if cell[0] != "total":
        words += ["--dimension", cell[0], "--member", cell[1]]
    if period != "cumulative":
        words += ["--period", period]
    return shlex.join(words)


def _group_indicators(
    rows: Sequence[Mapping[str, Any]],
    indicators: Mapping[str, Indicator],
    registry: Mapping[str, Mapping[str, Any]],
) -> tuple[Group, ...]:
    """One table, and one for the parts of each pillar that another section prints."""

    def find_pillar(row: Mapping[str, Any]) -> str | None:
        whole = registry.get(row["part_of"] or "")
        return whole["label"] if whole and whole["section"] != row["section"] else None

    return tuple(
        Group(title, tuple(indicators[row["indicator_code"]] for row in members))
        for title, members in groupby(rows, key=find_pillar)
    )


def _build_indicator(
    row: Mapping[str, Any],
    month: date,
    values: Values,
    *notes: tuple[dict[str, Any], ...],
) -> Indicator:
    code, month_period = row["indicator_code"], MONTH_PERIODS[row["month_basis"]]
    lines = [
        Line(
            cell[0],
            format_member(cell[1]),
            value[month_period],
            value["cumulative"],
            format_trace_command(code, month, cell, month_period),
            format_trace_command(code, month, cell, "cumulative"),
        )
        for cell, value in sorted(values.items(), key=lambda item: order_cell(*item[0]))
        # `unknown` is printed only where there are any.
        if "unknown" not in cell[1].split("|") or any(value.values())
    ]
    return Indicator(
        code,
        row["label"],
        row["unit"],
        row["month_basis"],
        lines[0],
        tuple(lines[1:]),
        *notes,
    )


def _read_values(connection: duckdb.DuckDBPyConnection, month: date) -> dict[str, Values]:
    values: dict[str, Values] = defaultdict(lambda: defaultdict(dict))
    for code, dimension, member, period, value in connection.execute(
        "select indicator_code, dimension, member, period, value "
        "from marts.fct_indicator_values where reporting_month = ?",
        [month],
    ).fetchall():
        values[code][dimension, member][period] = value
    return values


def _group_by_indicator(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["indicator_code"]].append(row)
    return grouped
