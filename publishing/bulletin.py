"""The bulletin: one self-contained page with every figure, its reconciliation and its evidence.

Nothing on it comes from outside the warehouse, not even the time, so the same warehouse always
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishing.cells import PERIOD_LABELS, cell_order, member_label
from publishing.restatement.notes import by_month, notes
from publishing.sections import Section, read_sections
from publishing.warehouse import held_month, reading, records

if TYPE_CHECKING:
    import duckdb

TEMPLATES = Path(__file__).with_name("templates")
QUERIES = Path(__file__).with_name("sql")
# What the printed bulletin puts on top.
HIGHLIGHTS = ("unique_beneficiaries", "social_media_reach", "awareness_reach")
MONTH_BASES = {
    "first_time": "first time in the month",
    "served": "served in the month",
    "sum": "sum of the month",
}


def render(warehouse: Path, month: str, programme: str | None = None) -> str:
    """The bulletin of `month` (`YYYY-MM`, any that the warehouse holds) as HTML.

    `programme` is the name in the header; a candidate knows it from its run's parameters.
    Raises UnknownFigure if the warehouse does not hold the month.
    """
    with reading(warehouse) as connection:
        page = _page(connection, held_month(connection, month))
        page["programme"] = programme or _programme(connection)
    return str(_environment().get_template("bulletin.html").render(page))


def _page(connection: duckdb.DuckDBPyConnection, month: date) -> dict[str, Any]:
    connection.execute("set variable month = ?::date", [month])
    reconciled = _query(connection, "reconciliation")
    reconciled.sort(key=_reconciliation_order)
    findings = _query(connection, "findings")
    restated = notes(_query(connection, "restated"))
    sections = read_sections(
        connection,
        month,
        differences=[
            row for row in reconciled if row["reporting_month"] == month and row["is_different"]
        ],
        contradictions=[
            row for row in findings if row["figures"] == "published" and row["member"] == "all"
        ],
        restated=[note for note in restated if note["is_of_the_month"]],
    )
    checks = _query(connection, "checks")
    (facts,) = _query(connection, "facts")
    (persons,) = _query(connection, "persons")
    return {
        **facts,
        "month": month,
        "month_bases": MONTH_BASES,
        "sections": sections,
        "highlights": _highlights(sections),
        "persons": persons,
        "joined_cases": _query(connection, "joined_cases"),
        "restated": by_month(restated),
        "reconciliation": _by_month(reconciled),
        "different": sum(row["is_different"] for row in reconciled),
        "reconciled": len(reconciled),
        "unregistered": _query(connection, "unregistered"),
        "findings": findings,
        "other_findings": _query(connection, "other_findings"),
        "verdicts": _query(connection, "verdicts"),
        "checks": checks,
        "sources": _query(connection, "sources"),
        "rejected": _query(connection, "rejected"),
        "centres": _query(connection, "centres"),
    }


def _highlights(sections: list[Section]) -> list[Any]:
    printed = {
        indicator.code: indicator
        for section in sections
        for group in section.groups
        for indicator in group.indicators
    }
    return [printed[code] for code in HIGHLIGHTS if code in printed]


def _reconciliation_order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The newest month first, then as the registry prints, then by cell."""
    cell = cell_order(row["dimension"], row["member"], row["period"])
    return (-row["reporting_month"].toordinal(), row["print_order"], *cell)


def _by_month(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A table a month, its distinct notes numbered so that each is printed once."""
    tables = []
    for month, group in groupby(rows, key=lambda row: row["reporting_month"]):
        lines = list(group)
        notes = list(dict.fromkeys(row["note"] for row in lines if row["note"]))
        tables.append({"month": month, "rows": lines, "notes": notes})
    return tables


def _programme(connection: duckdb.DuckDBPyConnection) -> str:
    ((name,),) = connection.execute("select programme_name from inputs.run_parameters").fetchall()
    return str(name)


def _query(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    return records(connection, (QUERIES / f"{name}.sql").read_text(encoding="utf-8"))


def _signed(value: int | None) -> str:
    if value is None:
        return "–"
    return f"{value:+,}".replace("-", "−") if value else "0"


def _environment() -> Any:
    # Imported here: figures and traces must not wait for a template engine.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": lambda value: "–" if value is None else f"{value:,}",
        "signed": _signed,
        "month": lambda day: f"{day:%B %Y}",
        "member": member_label,
        "period": PERIOD_LABELS.__getitem__,
        "words": lambda text: str(text).replace("_", " "),
    }
    return environment
