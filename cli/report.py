"""What a command says at its end, and its progress meanwhile; no cell of a file is ever in it."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import print_message
from common.instants import format_instant
from common.tables import format_facts

if TYPE_CHECKING:
    import duckdb

    from ingestion.ingest_report import IngestReport
    from pipeline.month import Outcome
    from pipeline.rebuild import Rebuilt
    from sample.generate import SampleReport

SECONDS_BETWEEN_LINES = 5.0


class Progress:
    """Progress on standard error: one moving line on a terminal, a line now and then elsewhere.

    It can be pickled, because the second process of a run shows it, too.
    """

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()
        self.last_line = time.monotonic()

    def __call__(self, done: int, total: int, what: str) -> None:
        if self.is_terminal:
            click.echo(f"\r\033[K{done:,}/{total:,}  {what[-60:]}", err=True, nl=done == total)
        elif time.monotonic() - self.last_line > SECONDS_BETWEEN_LINES:
            self.last_line = time.monotonic()
            click.echo(f"{done:,}/{total:,}  {what}", err=True)


def print_rejected_files(ingested: IngestReport) -> None:
    """Every file that was rejected in this ingestion, by name and with what to do."""
    for file in ingested.files_rejected:
        print_message(f"rejected: {file.path}: {file.reason}")


def format_ingestion(report: IngestReport) -> str:
    """The counts of one ingestion."""
    return format_facts(
        [
            ("files in landing", f"{report.files_seen:,}"),
            ("files read now", f"{report.files_read:,}"),
            ("files rejected now", f"{len(report.files_rejected):,}"),
            ("rows read", f"{report.rows_read:,}"),
            ("rows loaded", f"{report.rows_loaded:,}"),
            ("rows quarantined", f"{report.rows_quarantined:,}"),
            ("rows ignored", f"{report.rows_ignored:,}"),
        ]
    )


def format_sample(written: SampleReport, out: Path) -> str:
    """What a synthetic programme holds and where it is."""
    return format_facts(
        [
            ("persons", f"{written.persons:,}"),
            ("cases", f"{written.cases:,}"),
            ("files", f"{written.files:,}"),
            ("landing", str(out / "landing")),
            ("truth", str(out / "truth")),
        ]
    )


def format_summary(outcome: Outcome) -> str:
    """Figures matched, differences, checks by verdict, rows, and where the bulletin is."""
    import duckdb

    with duckdb.connect(str(outcome.folder / "warehouse.duckdb"), read_only=True) as connection:
        matched, different = connection.execute(
            "select count(*) filter (where status = 'matched'), "
            "count(*) filter (where status <> 'matched') from marts.fct_reconciliation"
        ).fetchall()[0]
        verdicts = connection.execute(
            "select verdict, count(*) from marts.fct_check_results group by all order by all"
        ).fetchall()
        rows = connection.execute(
            "select sum(rows_read), sum(rows_loaded), sum(rows_quarantined), sum(rows_ignored), "
            "count(*) filter (where verdict = 'rejected') from marts.dim_source_files"
        ).fetchall()[0]
        ((held,),) = connection.execute(
            "select coalesce(sum(failed), 0) from marts.fct_check_results "
            "where check_id = 'no_row_is_held'"
        ).fetchall()
        restated = _count_restated(connection)
    read, loaded, quarantined, ignored, rejected = (int(value or 0) for value in rows)
    return format_facts(
        [
            ("printed figures matched", f"{matched:,}"),
            ("printed figures different", f"{different:,}"),
            *((f"checks {verdict}", f"{count:,}") for verdict, count in verdicts),
            ("rows read", f"{read:,}"),
            ("rows loaded", f"{loaded:,}"),
            ("rows quarantined", f"{quarantined:,}"),
            ("rows ignored", f"{ignored:,}"),
            ("rows loaded but held", f"{int(held):,}"),
            ("files rejected", f"{rejected:,}"),
            *((("figures restated", f"{restated:,}"),) if restated else ()),
            ("release", _describe_release(outcome)),
            ("seconds", f"{outcome.seconds:.1f}"),
            ("bulletin", str(outcome.folder / "bulletin.html")),
        ]
    )


def format_rebuild(made: Rebuilt) -> str:
    """A rebuild, and how it compares with the release that showed its instant."""
    then = made.release
    if then is None:
        release, figures = "none of the month showed this instant", "nothing to compare with"
    else:
        release = f"{then['release']}, known at {then['known_at']}"
        figures = "equal" if made.is_equal else "different"
        if not made.is_equal:
            figures += ", the release is pruned" if made.cells is None else f" in {made.cells:,}"
    return format_facts(
        [
            ("rebuilt as of", format_instant(made.as_of)),
            ("release then", release),
            ("figures", figures),
            *((("also different", ", ".join(made.causes)),) if made.causes else ()),
            ("rebuild", str(made.folder)),
        ]
    )


def _count_restated(connection: duckdb.DuckDBPyConnection) -> int:
    """How many published cells this release corrects."""
    ((cells,),) = connection.execute(
        "select count(distinct (reporting_month, indicator_code, dimension, member, period)) "
        "from marts.fct_restatements"
    ).fetchall()
    return int(cells)


def _describe_release(outcome: Outcome) -> str:
    from publishing.releases.rollback import find_pinned_rollback

    if not outcome.is_new:
        rollback = find_pinned_rollback(outcome.folder.parent)
        pinned = f"; rolled back, readers get {rollback.release}" if rollback else ""
        return f"{outcome.folder.name} (nothing has changed{pinned})"
    replaced = outcome.replaced
    return outcome.folder.name + (f" (in place of {replaced.name})" if replaced else "")
