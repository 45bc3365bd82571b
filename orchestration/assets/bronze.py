"""Bronze: every source that the ledger keeps, as Parquet, rows verbatim."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

from common.programme import Programme
from orchestration.assets.check_results import convert_check_results, list_check_specs
from orchestration.keys import LEDGER, OWNERS, POOL
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.schedules import build_freshness_policy
from orchestration.versions import choose_code_version, hash_bronze, hash_inputs
from orchestration.workspace import Workspace
from pipeline.causes import is_full_disk
from pipeline.inputs import read_source_files

if TYPE_CHECKING:
    import pandas

SOURCES = {
    "returnees": "Case records of the service centres: one row for each case.",
    "assistance": "Services that the centres gave: one row for each service.",
    "facebook_reach": "Daily reach of the Facebook page, from Meta's exports.",
    "youtube_reach": "Daily views of the YouTube channel, from Studio's exports.",
    "other_reach": "Daily reach on other platforms.",
    "events": "Workshops, forums, meetings, trainings, sessions: KoboToolbox submissions.",
    "products": "Communication products.",
    "news": "News reports by media.",
    "published_figures": "What the printed bulletins said, typed in by hand.",
    "uncounted": "Rows that are recognised and kept, but never counted.",
}
ROWS = ("rows_read", "rows_loaded", "rows_quarantined", "rows_ignored")
RUN_FACTS = {
    LEDGER: "The ledger as the run sees it: every file version and what became of its rows.",
    dg.AssetKey(["inputs", "run_parameters"]): "Reporting month, programme and code of the run.",
    dg.AssetKey(["inputs", "service_centres"]): "The centres of the programme file.",
    dg.AssetKey(["inputs", "identity_decisions"]): "Reviewers' decisions in force, by references.",
}


def build_ingestion_assets(programme: Programme) -> dg.AssetsDefinition:
    """One step reads the landing folder; each source is an asset of its own."""
    tables = {dg.AssetKey(["bronze", name]): text for name, text in SOURCES.items()}
    checks = list_check_specs("ingestion", LEDGER)

    @dg.multi_asset(
        name="ingestion",
        specs=[
            dg.AssetSpec(
                key,
                description=text,
                group_name="bronze",
                kinds={"python", "parquet"},
                skippable=True,
                owners=OWNERS,
                code_version=choose_code_version("ingestion"),
                freshness_policy=build_freshness_policy(programme) if key in tables else None,
            )
            for key, text in {**tables, **RUN_FACTS}.items()
        ],
        check_specs=checks,
        # A check that had nothing to look at yields no result.
        can_subset=True,
        partitions_def=build_month_partitions(programme),
        backfill_policy=MONTH_BY_MONTH,
        pool=POOL,
    )
    def ingest_sources(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        try:
            report, results = workspace.run_step(context)
        except OSError as error:
            # A file share that was away for a moment is worth another try; nothing else here is.
            if is_full_disk(error):
                raise
            raise dg.RetryRequested(max_retries=2, seconds_to_wait=5) from error
        run = workspace.find_job(context.run).run
        selected = context.selected_asset_keys
        files = read_source_files(run)
        for key in tables.keys() & selected:
            table = key.path[-1]
            yield dg.MaterializeResult(
                asset_key=key,
                metadata=_count_rows(files, table),
                data_version=hash_bronze(run, table),
            )
        for key in RUN_FACTS.keys() & selected:
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={
                    "files read": report.files_read,
                    "files rejected": len(report.files_rejected),
                }
                if key == LEDGER
                else {},
                data_version=hash_inputs(run, key.path[-1]),
            )
        yield from convert_check_results(context, checks, results)

    return ingest_sources


def _count_rows(files: "pandas.DataFrame", table: str) -> dict[str, int]:
    """The files of a table that are in force, and what became of their rows."""
    in_force = files[files["is_in_force"] & (files["table_name"] == table)]
    rows = {column: int(in_force[column].sum()) for column in ROWS}
    return {"files in force": len(in_force), **rows, "dagster/row_count": rows["rows_loaded"]}
