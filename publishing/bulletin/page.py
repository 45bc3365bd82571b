"""The bulletin: one self-contained page with every figure, its reconciliation and its evidence.

Everything on it comes from the warehouse, even the time, so the same warehouse always gives the
same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.sql import read_sql
from publishing.bulletin.sections import Section, read_sections
from publishing.figures.cells import PERIOD_LABELS, format_member, order_cell
from publishing.figures.warehouse import open_warehouse, read_records, require_month
from publishing.restatement.notes import by_month, notes

if TYPE_CHECKING:
    import duckdb

TEMPLATES = Path(__file__).with_name("templates")
QUERIES = Path(__file__).with_name("sql")
# Queries whose rows a template shows as they are.
TABLES = (
    "joined_cases", "unregistered", "other_findings", "verdicts", "checks", "sources", "rejected",
    "centres",
)  # fmt: skip
# What the printed bulletin puts on top.
HIGHLIGHTS = ("unique_beneficiaries", "social_media_reach", "awareness_reach")
MONTH_BASES = {
    "first_time": "first time in the month",
    "served": "served in the month",
    "sum": "sum of the month",
}


def render_bulletin(warehouse: Path, month: str, programme: str | None = None) -> str:
    """The bulletin of `month` (`YYYY-MM`, any that the warehouse holds) as HTML.

    `programme` is the name in the header; a candidate holds it, a release does not. Raises
    UnknownFigure if the warehouse does not hold the month.
    """
    with open_warehouse(warehouse) as connection:
        page = _read_page(connection, require_month(connection, month))
        page["programme"] = programme or _read_programme_name(connection)
    return str(_build_environment().get_template("bulletin.html").render(page))


def run_query(
    connection: duckdb.DuckDBPyConnection, name: str, month: date
) -> list[dict[str, Any]]:
    """The rows of `sql/<name>.sql` for a reporting month (its first day)."""
    connection.execute("set variable month = ?::date", [month])
    return read_records(connection, read_sql(QUERIES, name))


def _read_page(connection: duckdb.DuckDBPyConnection, month: date) -> dict[str, Any]:
    names = ("reconciliation", "findings", "restated", "facts", "persons", *TABLES)
    rows = {name: run_query(connection, name, month) for name in names}
    reconciled = sorted(rows["reconciliation"], key=_order_reconciliation)
    restated = notes(rows["restated"])
    sections = read_sections(
        connection,
        month,
        differences=[
            row for row in reconciled if row["reporting_month"] == month and row["is_different"]
        ],
        contradictions=[
            row
            for row in rows["findings"]
            if row["figures"] == "published" and row["member"] == "all"
        ],
        restated=[note for note in restated if note["is_of_the_month"]],
    )
    return {
        **rows,
        **rows["facts"][0],
        "month": month,
        "month_bases": MONTH_BASES,
        "sections": sections,
        "highlights": _choose_highlights(sections),
        "persons": rows["persons"][0],
        "restated": by_month(restated),
        "reconciliation": _group_by_month(reconciled),
        "different": sum(row["is_different"] for row in reconciled),
        "reconciled": len(reconciled),
    }


def _choose_highlights(sections: list[Section]) -> list[Any]:
    printed = {
        indicator.code: indicator
        for section in sections
        for group in section.groups
        for indicator in group.indicators
    }
    return [printed[code] for code in HIGHLIGHTS if code in printed]


def _order_reconciliation(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The newest month first, then the order of the registry, then that of cells."""
    cell = order_cell(row["dimension"], row["member"], row["period"])
    return (-row["reporting_month"].toordinal(), row["print_order"], *cell)


def _group_by_month(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A table a month, its distinct notes numbered so that each is printed once."""
    tables = []
    for month, group in groupby(rows, key=lambda row: row["reporting_month"]):
        lines = list(group)
        distinct = list(dict.fromkeys(row["note"] for row in lines if row["note"]))
        tables.append({"month": month, "rows": lines, "notes": distinct})
    return tables


def _read_programme_name(connection: duckdb.DuckDBPyConnection) -> str:
    ((name,),) = connection.execute("select programme_name from inputs.run_parameters").fetchall()
    return str(name)


def _format_signed(value: int | None) -> str:
    if value is None:
        return "–"
    return f"{value:+,}".replace("-", "−") if value else "0"


def _build_environment() -> Any:
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
        "signed": _format_signed,
        "month": lambda day: f"{day:%B %Y}",
        "member": format_member,
        "period": PERIOD_LABELS.__getitem__,
        "words": lambda text: str(text).replace("_", " "),
    }
    return environment
