"""The one resource of the assets: it knows the settings and which run an asset works for.

For a run it also holds what a run needs to hold: its own lock, that shows it alive, and the turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import dagster as dg

from common.locks import hold_home_lock
from common.programme import Programme, parse_month
from common.settings import Settings
from identity.rewind import end as leave_the_past
from orchestration.orphans import alive, remove_other_folders
from pipeline.configuration import recall
from pipeline.failures import Failure
from pipeline.run import AS_OF, Run, reporting_month


@dataclass(frozen=True)
class Workspace:
    """Settings and programme, shared by all assets of a code location."""

    settings: Settings
    programme: Programme
    # Told of each step as it starts; the command line shows it, Dagster's own UI needs it not.
    announce: Callable[[str], None] = lambda step: None
    # Calls a step's function; the command line has a second process for the slow imports.
    apart: Callable[..., Any] = lambda function, *arguments: function(*arguments)
    # Told why a step broke; the command line shows it, Dagster's own UI has the step's error.
    failed: Callable[[Failure], None] = lambda failure: None

    def run(self, context: dg.AssetExecutionContext) -> Run:
        """The run of a step: its month is the last partition asked for."""
        self.announce(context.op_def.name)
        return self.run_of(context.run)

    def run_of(self, dagster_run: dg.DagsterRun) -> Run:
        """The run that Dagster knows by its id and its tags."""
        run_id, month = dagster_run.run_id, parse_month(reporting_month(dagster_run.tags))
        if AS_OF not in dagster_run.tags:
            return Run(run_id, month, self.settings, self.programme)
        as_of = datetime.fromisoformat(dagster_run.tags[AS_OF])
        settings = recall(self.settings, as_of)
        return Run(run_id, month, settings, settings.load_programme(), as_of)

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


def workspace_resource(workspace: Workspace) -> dg.ResourceDefinition:
    """The workspace, for a run with the run's lock and the turn; a sensor takes neither."""

    @dg.resource(description="Settings and programme; for a run also the turn in its home.")
    def of_a_run(context: dg.InitResourceContext) -> Iterator[Workspace]:
        if context.run is None:
            yield workspace
            return
        settings, run_id = workspace.settings, context.run.run_id
        what = f"run of {reporting_month(context.run.tags)}"
        with (
            alive(settings.dagster_home, run_id),
            hold_home_lock(settings.work, what, _log(context)),
        ):
            remove_other_folders(settings.work, run_id)
            try:
                yield workspace
            finally:
                leave_the_past(settings.vault)

    return of_a_run


def _log(context: dg.InitResourceContext) -> Callable[[str], None]:
    return context.log.info if context.log else print
