"""Dagster's entry point: what there is, as a table of contents."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import dagster as dg

from common import settings as settings_module
from common.settings import Settings
from orchestration.assets.bronze import ingestion_assets
from orchestration.assets.gate import gate_asset
from orchestration.assets.person_links import identity_asset
from orchestration.assets.publication import publication_assets
from orchestration.assets.restatements import restatements_asset
from orchestration.assets.warehouse import warehouse_assets
from orchestration.jobs import everything_job, month_job
from orchestration.schedules import monthly_schedule
from orchestration.sensors import failure_sensor, landing_sensor, orphan_sensor
from orchestration.workspace import Workspace, workspace_resource


def build_defs(
    settings: Settings | None = None,
    executor: dg.ExecutorDefinition = dg.in_process_executor,
    **hooks: Callable[..., Any],
) -> dg.Definitions:
    """The definitions for `settings` (default: from the environment).

    Steps run in one process: they are few, they follow one another, and starting a process for
    each would cost more than they do. `hooks` are those of Workspace.
    """
    settings = settings or settings_module.load_settings()
    programme = settings.load_programme()
    # A single-run backfill is "beta" in Dagster; its version is pinned, so nobody need be warned.
    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    by_month = month_job(programme)
    return dg.Definitions(
        assets=[
            ingestion_assets(programme),
            gate_asset(programme),
            identity_asset(programme),
            *warehouse_assets(programme),
            restatements_asset(programme),
            *publication_assets(programme),
        ],
        jobs=[by_month, everything_job(programme)],
        schedules=[monthly_schedule(by_month)],
        sensors=[landing_sensor(by_month), orphan_sensor(), failure_sensor()],
        resources={"workspace": workspace_resource(Workspace(settings, programme, **hooks))},
        executor=executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """Loaded by `dagster dev -m orchestration.definitions`."""
    return build_defs()
