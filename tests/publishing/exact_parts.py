"""Compares two worlds, and holds what a restatement says of them to the last unit."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from publishing.restatement.engine import Restatement, compare
from tests.publishing.worlds import World
from tests.support.counting_oracle import Cell, list_members


def restated(folder: Path, then: World, now: World, **options: Any) -> Restatement:
    return compare(
        then.write(folder / "then.duckdb"), now.write(folder / "now.duckdb"),
        **{"is_same_code": True} | options,
    )  # fmt: skip


def figures(path: Path) -> dict[tuple[Any, ...], int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("from marts.fct_indicator_values").fetchall()
    return {row[:5]: row[5] for row in rows}


def require_exact(folder: Path, found: Restatement) -> set[str]:
    """The cells are those that differ, the parts add up, the rows add up to the parts."""
    then, now = figures(folder / "then.duckdb"), figures(folder / "now.duckdb")
    differing = {key for key in then.keys() & now.keys() if then[key] != now[key]}
    parts: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in found.parts.to_pylist():
        cell = Cell(*(row[name] for name in Cell._fields))
        parts[cell] += row["part"]
        assert row["part"] != 0
        assert (row["as_published"], row["as_now_known"]) == (then[cell], now[cell])
        assert row["part"] == sum(
            effect["served_effect" if row["period"] == "month_served" else "new_effect"]
            for effect in found.rows.to_pylist()
            if effect["cause"] == row["cause"] and _belongs(effect, row)
        )
    assert dict(parts) == {key: now[key] - then[key] for key in differing}
    assert all(row["new_effect"] or row["served_effect"] for row in found.rows.to_pylist())
    return {row["cause"] for row in found.parts.to_pylist()}


def _belongs(effect: dict[str, Any], cell: dict[str, Any]) -> bool:
    members = list_members(effect["sex"], effect["origin"], effect["platform"])
    month, counted_in = cell["reporting_month"], effect["counting_month"]
    return (
        effect["indicator_code"] == cell["indicator_code"]
        and members[cell["dimension"]] == cell["member"]
        and (counted_in == month or (cell["period"] == "cumulative" and counted_in < month))
    )
