"""The steps of a run, in the order of the data's way: what is called, and on which files.

Each takes a `Run` and hands its results on as files in its folder, so that any executor can run
it. `pipeline.job` has the list of them.
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
from pipeline.audit import refuse_if_blocked
from pipeline.inputs import build_empty_report, prepare_inputs, read_source_files
from pipeline.published import (
    Published,
    describe_publication,
    find_same_release,
    settle_release,
)
from pipeline.run_context import Run

if TYPE_CHECKING:
    import pandas

    from expectations.verdicts import CheckResult
    from identity.person_links import Linked
    from ingestion.ingest_report import IngestReport
    from ingestion.scan import Found
    from pipeline.dbt_runner import NodeResult

Progress = Callable[[int, int, str], None]


class BuildFailed(ProttashaError):
    """Models or tests of dbt failed. `nodes` are the results of all nodes of the step."""

    next_step = "see what dbt says of each in the run's page in `prottasha dev`, then run again"

    def __init__(self, message: str, nodes: Sequence[NodeResult]) -> None:
        super().__init__(message)
        self.nodes = nodes


def run_ingestion(
    settings: Settings,
    programme: Programme,
    progress: Progress | None = None,
    found: Sequence[Found] | None = None,
) -> IngestReport:
    """Landing → bronze: whatever is new, whichever month it belongs to.

    `found` is what a scan of the landing folder has found, if there was one just now.
    """
    from ingestion.ingest import ingest_landing

    return ingest_landing(
        settings.landing_folder,
        settings.home,
        centres=programme.centre_codes,
        first_date=programme.start_month,
        time_zone=programme.time_zone,
        now=settings.clock,
        progress=progress,
        found=found,
    )


def begin_run(run: Run) -> tuple[IngestReport, Sequence[CheckResult]]:
    """Ingest, unless that was done before the run began, and write the run's inputs.

    A rebuild ingests nothing. Returns what ingestion did, and whether it lost a row.
    """
    report = run.ingested
    if report is None:
        report = build_empty_report() if run.as_of else run_ingestion(run.settings, run.programme)
    return report, prepare_inputs(run, report)


def load_gate() -> None:
    """Load Great Expectations ahead of time; it takes seconds."""
    from expectations.suites import load_library

    load_library()


def judge_deliveries(run: Run) -> Sequence[CheckResult]:
    """Great Expectations over every row that no release holds yet, a batch a source.

    The run's inputs keep the library's project with the batches, so that anybody can run it again.
    """
    from expectations.gate import run_gate
    from expectations.results import write_results

    published = _list_published_files(run)
    files = read_source_files(run)
    fresh = files[files["is_in_force"] & ~files["source_file_id"].isin(published)]
    tables = _read_bronze(run.settings.home, fresh)
    results = run_gate(
        tables,
        files,
        reporting_month=run.month,
        centres=run.programme.centre_codes,
        project=run.inputs / "gx",
    )
    write_results(results, run.find_checks("gate"))
    return results


def _list_published_files(run: Run) -> set[str]:
    """The source files in the figures that readers have, or had before a rebuild's instant."""
    from publishing.releases.chain import read_link
    from publishing.releases.pointer import find_current_release
    from publishing.releases.rebuilds import list_known_manifests

    if run.as_of is None:
        release = find_current_release(run.settings.releases)
        # A damaged manifest may name none: then every row is judged again.
        return set(read_link(release).manifest.get("source_files", ())) if release else set()
    before = list_known_manifests(run.settings.releases, run.as_of - timedelta(microseconds=1))
    before.sort(key=lambda manifest: manifest["month"])  # stable: of the newest month the last one
    return set(before[-1]["source_files"]) if before else set()


def _read_bronze(home: Path, files: pandas.DataFrame) -> dict[str, pandas.DataFrame]:
    """The bronze rows of some source files by table, and their quarantined cells."""
    import pyarrow.parquet

    def read_files(folder: Path, file_ids: Iterable[str], columns: list[str] | None = None) -> Any:
        paths = [path for name in file_ids if (path := folder / f"{name}.parquet").exists()]
        return pyarrow.parquet.read_table(paths, columns=columns).to_pandas() if paths else None

    rows = {
        str(table): read_files(home / "bronze" / str(table), group["source_file_id"])
        for table, group in files.groupby("table_name")
    }
    references = ["source_file_id", "row_number", "rule"]
    # A file that lost nothing has no quarantine: no rows are an answer, no table would be none.
    quarantined = [*files["source_file_id"].unique(), "_empty"]
    rows["quarantine"] = read_files(home / "quarantine", quarantined, references)
    return {name: frame for name, frame in rows.items() if frame is not None}


def build_records(run: Run, only: Sequence[str] | None = None) -> list[NodeResult]:
    """Build what identity reads; show the rows that this run holds back in quarantine."""
    nodes = build_models(run, "records", only)
    hold_back_rows(run)
    return nodes


def build_models(run: Run, selector: str, only: Sequence[str] | None = None) -> list[NodeResult]:
    """Build a selector of dbt (`selectors.yml`) into the candidate. Raises BuildFailed.

    With `only` (unique ids) these nodes of it are built again, and their results take the place of
    those that are kept. Returns the results of what was built.
    """
    from pipeline.dbt_runner import Places, build_selection

    places = Places(run.warehouse, run.settings.bronze, run.inputs)
    nodes = build_selection(selector, places, only=only)
    _keep_results(run.find_nodes(selector), nodes, is_part=only is not None)
    broken = [node for node in nodes if node.status in ("error", "fail")]
    if broken:
        names = ", ".join(node.unique_id for node in broken)
        # What dbt says may quote a cell: it is the cause, whose text nobody is shown.
        raise BuildFailed(
            f"these dbt nodes stop the publication: {names}", nodes
        ) from RuntimeError("; ".join(node.message for node in nodes if node.message))
    return nodes


def _keep_results(path: Path, nodes: Sequence[NodeResult], *, is_part: bool) -> None:
    """Keep the results of nodes for the audit; those of a part in the place of earlier ones.

    What a whole step does not run has no place there, such as a test that another one stands for.
    """
    results = {node.unique_id: asdict(node) for node in nodes}
    if is_part:
        kept = json.loads(path.read_text("utf-8"))
        results = {node["unique_id"]: results.get(node["unique_id"], node) for node in kept}
    path.write_text(json.dumps([*results.values()]), "utf-8")


def hold_back_rows(run: Run) -> int:
    """Show the rows that this run holds back in quarantine; returns how many."""
    import duckdb

    from ingestion.quarantine import replace_held_rows

    with duckdb.connect(str(run.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select source_file_id, path, sheet, row_number, column_name, rule, held.reason "
            "from intermediate.int_held_rows as held "
            "join staging.stg_source_files using (source_file_id, table_name) order by all"
        ).fetchdf()
    if run.as_of is None:  # the quarantine is what is held back today
        replace_held_rows(run.settings.home, rows)
    return len(rows)


def link_persons(run: Run) -> Linked:
    """Decide which case records are one person; only pseudonyms come out of the vault."""
    from identity.person_links import link_cases

    return link_cases(
        run.warehouse,
        run.settings.bronze,
        run.vault,
        run.inputs / "person_links.parquet",
        run_id=run.run_id,
        model_file=run.settings.model,
        at=run.known_at,
    )


def find_restatements(run: Run) -> Sequence[CheckResult]:
    """Compare the candidate with the releases; why figures differ goes to dbt."""
    from expectations.restatement_checks import judge_restatements
    from expectations.results import write_results
    from publishing.restatement.candidate import restate

    parts = restate(
        run.warehouse,
        run.settings.releases,
        run.inputs,
        month=run.month_label,
        made_by=run.facts,
        known_before=format_instant(run.as_of) if run.as_of else None,
    )
    results = judge_restatements(parts, reporting_month=run.month)
    write_results(results, run.find_checks("restatements"))
    return results


def render_bulletin(run: Run) -> Path:
    """Write the bulletin of the candidate, beside it."""
    from publishing.bulletin.page import render_bulletin as render_page

    run.bulletin.write_text(render_page(run.warehouse, run.month_label), "utf-8")
    return run.bulletin


def publish_run(run: Run) -> Published:
    """Promote the candidate to a release, or put a rebuild aside.

    What is published already, and sound, is not published again. Raises Refused if a blocking check
    did not pass. The candidate stays; the folder of a rebuild is removed.
    """
    from expectations import results
    from publishing.releases.publication import publish_release
    from publishing.releases.rebuilds import write_rebuild

    refuse_if_blocked(results.read_results(run.inputs / "check_results.parquet"))
    settings, month, bulletin = run.settings, run.month_label, run.bulletin
    if run.as_of:
        folder = write_rebuild(
            run.warehouse, settings.rebuilds, run.as_of, month=month, bulletin=bulletin,
            manifest=run.facts,
        )  # fmt: skip
        shutil.rmtree(run.folder, ignore_errors=True)
        return describe_publication(run, folder, is_new=True)
    published = find_same_release(run, run.facts["fingerprint"])
    if published:
        settle_release(published)
        return describe_publication(run, published, is_new=False)
    facts = {**run.facts, "published_at": format_instant(settings.clock())}
    release = publish_release(
        run.warehouse, settings.releases, month=month, bulletin=bulletin, manifest=facts
    )
    return describe_publication(run, release, is_new=True)
