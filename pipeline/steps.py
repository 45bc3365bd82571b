"""The steps of a run, in the order of the data's way: what is called, and on which files.

Each function can be called without Dagster. Steps hand results on as files in `work/<run>/`, so
that any executor can run them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.errors import ProttashaError
from common.instants import format_instant
from common.programme import Programme
from common.settings import Settings
from common.wording import format_count
from pipeline.inputs import source_files_of
from pipeline.run import Run

if TYPE_CHECKING:
    import pandas

    from expectations.verdicts import CheckResult
    from identity.linking import Linked
    from ingestion.report import IngestReport
    from pipeline.dbt_runner import NodeResult

BULLETIN = "bulletin.html"
# Who judges beside dbt.
STATIONS = ("ingestion", "gate", "restatements")
Progress = Callable[[int, int, str], None]


class Refused(ProttashaError):
    """The run was audited and may not be published; the message names the blocking checks."""

    checks: Sequence[CheckResult] = ()


def ingest(
    settings: Settings, programme: Programme, progress: Progress | None = None
) -> IngestReport:
    """Landing → bronze: whatever is new, whichever month it belongs to."""
    from ingestion.ingest import ingest as ingest_landing

    return ingest_landing(
        settings.landing_folder,
        settings.home,
        centres=programme.centre_codes,
        first_date=programme.start_month,
        time_zone=programme.time_zone,
        now=settings.clock,
        progress=progress,
    )


def load_gate() -> None:
    """Load Great Expectations ahead of time; it takes seconds."""
    from expectations.suite import context

    context()


def gate(run: Run) -> Sequence[CheckResult]:
    """Great Expectations over every row that no release holds yet, a batch a source."""
    from expectations.gate import run_gate
    from expectations.results import write

    published = _published(run)
    files = source_files_of(run)
    fresh = files[files["is_in_force"] & ~files["source_file_id"].isin(published)]
    tables = _rows_of(run.settings.home, fresh)
    results = run_gate(tables, files, reporting_month=run.month, centres=run.programme.centre_codes)
    write(results, run.checks("gate"))
    return results


def _published(run: Run) -> set[str]:
    """The source files in the figures that readers have, or had before a rebuild's instant."""
    from publishing.chain import link_of
    from publishing.rebuilds import known_until
    from publishing.release import current_release

    if run.as_of is None:
        release = current_release(run.settings.releases)
        # A damaged manifest may name none: then every row is looked at again.
        return set(link_of(release).manifest.get("source_files", ())) if release else set()
    before = known_until(run.settings.releases, run.as_of - timedelta(microseconds=1))
    return set(before[-1]["source_files"]) if before else set()


def _rows_of(home: Path, files: pandas.DataFrame) -> dict[str, pandas.DataFrame]:
    """The bronze rows of some source files by table, and their quarantined cells."""
    import pyarrow.parquet

    def read(folder: Path, file_ids: Iterable[str], columns: list[str] | None = None) -> Any:
        paths = [path for name in file_ids if (path := folder / f"{name}.parquet").exists()]
        return pyarrow.parquet.read_table(paths, columns=columns).to_pandas() if paths else None

    rows = {
        str(table): read(home / "bronze" / str(table), group["source_file_id"])
        for table, group in files.groupby("table_name")
    }
    references = ["source_file_id", "row_number", "rule"]
    # A file that lost nothing has no quarantine: no rows are an answer, no table would be none.
    quarantined = [*files["source_file_id"].unique(), "_empty"]
    rows["quarantine"] = read(home / "quarantine", quarantined, references)
    return {name: frame for name, frame in rows.items() if frame is not None}


def build(run: Run, selector: str) -> list[NodeResult]:
    """One step of dbt on the candidate: `records`, `figures` or `verdicts`."""
    from pipeline.dbt_runner import Places, build

    results = build(selector, Places(run.warehouse, run.settings.bronze, run.inputs))
    run.nodes(selector).write_text(json.dumps([asdict(result) for result in results]), "utf-8")
    return results


def hold(run: Run) -> int:
    """Show the rows that this run holds back in quarantine; returns how many."""
    import duckdb

    from ingestion.quarantine import hold

    with duckdb.connect(str(run.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select source_file_id, path, sheet, row_number, column_name, rule, held.reason "
            "from intermediate.int_held_rows as held "
            "join staging.stg_source_files using (source_file_id, table_name) order by all"
        ).fetchdf()
    if run.as_of is None:  # the quarantine is what is held back today
        hold(run.settings.home, rows)
    return len(rows)


def link(run: Run) -> Linked:
    """Decide which case records are one person; only pseudonyms come out of the vault."""
    from identity.linking import link

    return link(
        run.warehouse,
        run.settings.bronze,
        run.vault,
        run.inputs / "person_links.parquet",
        run_id=run.run_id,
        model_file=run.settings.model,
        at=run.known_at,
    )


def restate(run: Run) -> Sequence[CheckResult]:
    """Compare the candidate with what readers were given; why figures differ goes to dbt."""
    from expectations.restatement_checks import restatement_checks
    from expectations.results import write
    from publishing.restatement.candidate import restate

    parts = restate(
        run.warehouse,
        run.settings.releases,
        run.inputs,
        month=run.month_label,
        made_by=run.facts,
        known_before=format_instant(run.as_of) if run.as_of else None,
    )
    results = restatement_checks(parts, reporting_month=run.month)
    write(results, run.checks("restatements"))
    return results


def judge(run: Run) -> Sequence[CheckResult]:
    """Collect the results of every engine that got to work, for the last dbt step."""
    from expectations import results
    from expectations.dbt_results import collect

    stations = [path for path in map(run.checks, STATIONS) if path.exists()]
    steps = [path for path in map(run.nodes, ("records", "figures")) if path.exists()]
    nodes = [node for path in steps for node in json.loads(path.read_text("utf-8"))]
    judged = [
        *(result for path in stations for result in results.read(path)),
        *(collect(run.warehouse, nodes, reporting_month=run.month) if nodes else ()),
    ]
    results.write(judged, run.inputs / "check_results.parquet")
    return judged


def refuse_if_blocked(results: Iterable[CheckResult]) -> None:
    """Raise Refused, naming the blocking checks that failed or could not be evaluated."""
    from expectations.verdicts import blocking

    blockers = blocking(results)
    if blockers:
        names = "; ".join(
            f"{result.check_id} on {result.target}: {result.verdict}, "
            f"{result.failed:,} of {result.evaluated:,}"
            for result in blockers
        )
        refusal = Refused(
            f"audited and refused, {format_count(len(blockers), 'blocking check')}: {names}"
        )
        refusal.checks = blockers
        raise refusal


def render_bulletin(run: Run) -> Path:
    """The bulletin of the candidate, beside it."""
    from publishing.bulletin import render

    bulletin = run.folder / BULLETIN
    bulletin.write_text(render(run.warehouse, run.month_label), "utf-8")
    return bulletin


def publish(run: Run) -> Path:
    """Promote the candidate to a release, or put a rebuild aside, unless Refused.

    The run's folder goes.
    """
    from expectations import results
    from publishing.rebuilds import set_aside
    from publishing.release import publish

    refuse_if_blocked(results.read(run.inputs / "check_results.parquet"))
    settings, month, bulletin = run.settings, run.month_label, run.folder / BULLETIN
    facts = {**run.facts, "published_at": format_instant(settings.clock())}
    if run.as_of is None:
        release = publish(
            run.warehouse, settings.releases, month=month, bulletin=bulletin, manifest=facts
        )
    else:
        release = set_aside(
            run.warehouse, settings.rebuilds, run.as_of, month=month, bulletin=bulletin,
            manifest=run.facts,
        )  # fmt: skip
    shutil.rmtree(run.folder, ignore_errors=True)
    return release
