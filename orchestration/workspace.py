"""The one resource of the assets: it knows the settings and which run an asset works for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dagster as dg

from orchestration.run import Run
from orchestration.settings import Programme, Settings, month_of


@dataclass(frozen=True)
class Workspace:
    """Settings and programme, shared by all assets of a code location."""

    settings: Settings
    programme: Programme
    # Told of each step as it starts; the command line shows it, Dagster's own UI needs it not.
    announce: Callable[[str], None] = lambda step: None
    # Calls a step's function; the command line has a second process for the slow imports.
    apart: Callable[..., Any] = lambda function, *arguments: function(*arguments)

    def run(self, context: dg.AssetExecutionContext) -> Run:
        """The run of a step: its month is the last partition asked for."""
        self.announce(context.op_def.name)
        return Run(
            run_id=context.run_id,
            month=month_of(context.partition_key_range.end),
            settings=self.settings,
            programme=self.programme,
        )

    def started(self, context: dg.AssetExecutionContext) -> Run:
        """As `run`, for a step that builds on earlier ones; fails if they were not selected."""
        run = self.run(context)
        if not run.inputs.is_dir():
            raise dg.Failure(
                "This run has no candidate warehouse: a run builds its own, apart, from bronze on. "
                "Materialize the whole job `reporting_month`, not a part of it.",
                allow_retries=False,
            )
        return run
