"""Dagster's entry point: what there is, as a table of contents."""

from __future__ import annotations

import logging
import warnings

import dagster as dg

from common import settings as settings_module
from common.settings import Settings
from orchestration.assets.bronze import build_ingestion_assets
from orchestration.assets.gate import build_gate_asset
from orchestration.assets.person_links import build_identity_asset
from orchestration.assets.publication import build_publication_assets
from orchestration.assets.restatements import build_restatements_asset
from orchestration.assets.warehouse import build_warehouse_assets
from orchestration.jobs import build_month_job, explain_failure
from orchestration.schedules import build_monthly_schedule
from orchestration.sensors import build_dead_run_sensor, build_failure_sensor, build_landing_sensor
from orchestration.workspace import CommandRun, Workspace


def build_defs(
    settings: Settings | None = None,
    executor: dg.ExecutorDefinition = dg.in_process_executor,
    command: CommandRun | None = None,
) -> dg.Definitions:
    """The definitions for `settings` (default: from the environment).

    Steps run in one process: they are few, they follow one another, and starting a process for
    each would cost more than they do. `command` is that of Workspace.
    """
    settings = settings or settings_module.load_settings()
    programme = settings.load_programme()
    # Backfill policies and code references are "beta" in Dagster; its version is pinned.
    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    # It warns of each blocking check without a result; one that had nothing to look at has none.
    logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
    by_month = build_month_job(programme)
    records, figures, verdicts = build_warehouse_assets(programme)
    assets = [
        build_ingestion_assets(programme),
        build_gate_asset(programme),
        build_identity_asset(programme),
        records,
        figures,
        verdicts,
        build_restatements_asset(programme),
        *build_publication_assets(programme, figures, verdicts),
    ]
    return dg.Definitions(
        # On the assets, and not on a job: also a run of a few of them says why it failed.
        assets=dg.with_source_code_references(
            [asset.with_hooks({explain_failure}) for asset in assets]
        ),
        jobs=[by_month],
        schedules=[build_monthly_schedule(by_month)],
        sensors=[build_landing_sensor(by_month), build_dead_run_sensor(), build_failure_sensor()],
        resources={"workspace": Workspace.from_settings(settings, command)},
        executor=executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """Loaded by `dagster dev -m orchestration.definitions`."""
    return build_defs()
