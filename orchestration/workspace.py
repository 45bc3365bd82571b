"""The one resource of the assets: it knows the settings and which run an asset works for.

For a run it also holds what a run needs to hold: its own lock and the lock of the home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import dagster as dg

from common.errors import ProttashaError
from common.programme import Programme, parse_month
from common.settings import Settings
from orchestration.tags import AS_OF, read_reporting_month
from pipeline.configuration import recall_configuration
from pipeline.failures import RunFailed
from pipeline.job import STEPS, Job
from pipeline.run_context import Run
from pipeline.run_locks import hold_run


class NoCandidate(ProttashaError):
    """A step was started without those before it."""

    next_step = "materialize the whole job `reporting_month`, not a part of it"


@dataclass
class CommandRun:
    """What a command and the run that it started share: its job, and why the run failed."""

    job: Job | None = None
    failure: RunFailed | None = None


@dataclass(frozen=True)
class Workspace:
    """Settings and programme, shared by all assets of a code location.

    `command` is there if a command started the run, and not Dagster itself.
    """

    settings: Settings
    programme: Programme
    command: CommandRun | None = None

    def run_step(self, context: dg.AssetExecutionContext) -> Any:
        """Do the step of the job that has the name of the asset's; returns what the step does."""
        name = context.op_def.name
        job = self.find_job(context.run)
        if name != STEPS[0].name and not job.run.inputs.is_dir():
            raise NoCandidate(
                "this run has no candidate warehouse: a run builds its own, from bronze on"
            )
        return job.run_step(name)

    def find_job(self, dagster_run: dg.DagsterRun) -> Job:
        """The job of a run: that of the command, or one of the run that Dagster knows."""
        if self.command and self.command.job:
            return self.command.job
        return Job(self.build_run(dagster_run))

    def build_run(self, dagster_run: dg.DagsterRun) -> Run:
        """The run that Dagster knows by its id and its tags."""
        run_id, month = dagster_run.run_id, parse_month(read_reporting_month(dagster_run.tags))
        if AS_OF not in dagster_run.tags:
            return Run(run_id, month, self.settings, self.programme)
        as_of = datetime.fromisoformat(dagster_run.tags[AS_OF])
        settings = recall_configuration(self.settings, as_of)
        return Run(run_id, month, settings, settings.load_programme(), as_of)


def build_workspace_resource(workspace: Workspace) -> dg.ResourceDefinition:
    """The workspace, for a run with all that a run holds; a sensor holds nothing."""

    @dg.resource(description="Settings and programme; a run also holds the lock of its home.")
    def open_workspace(context: dg.InitResourceContext) -> Iterator[Workspace]:
        if context.run is None:
            yield workspace
            return
        with hold_run(workspace.find_job(context.run).run, _choose_log(context)):
            yield workspace

    return open_workspace


def _choose_log(context: dg.InitResourceContext) -> Callable[[str], None]:
    return context.log.info if context.log else print
