"""The one resource of the assets: it knows the settings and which run an asset works for.

For a run it also holds what a run needs to hold: its own lock and the lock of the home.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import dagster as dg
from pydantic import PrivateAttr

from common.errors import ProttashaError
from common.programme import Programme, parse_month
from common.settings import Settings, load_settings
from orchestration.tags import AS_OF, read_month_range
from pipeline.configuration import recall_configuration
from pipeline.failures import RunFailed
from pipeline.job import Job
from pipeline.run_context import Run
from pipeline.run_locks import hold_run


class SeveralMonths(ProttashaError):
    """A run was started for a range of months."""

    next_step = "start a backfill, which makes a run for each month"


@dataclass
class CommandRun:
    """What a command and the run that it started share: its job, and why the run failed."""

    job: Job | None = None
    failure: RunFailed | None = None


class Workspace(dg.ConfigurableResource[Any]):
    """Settings, programme and run of the assets; a run also holds the lock of its home.

    The fields are those of the settings (`PROTTASHA_*`). Who is alerted of a failed run may be a
    secret and is read from the environment alone. `command` has a job if a command has started the
    run, and not Dagster itself.
    """

    home: str
    landing: str
    programme_file: str
    model_file: str
    now: str | None = None
    command: dg.ResourceDependency[CommandRun]
    _began: float = PrivateAttr(default_factory=time.monotonic)

    @classmethod
    def from_settings(cls, settings: Settings, command: CommandRun | None = None) -> Self:
        """The resource of a home."""
        return cls(
            home=str(settings.home),
            landing=str(settings.landing_folder),
            programme_file=str(settings.programme),
            model_file=str(settings.model),
            now=settings.now.isoformat() if settings.now else None,
            command=command or CommandRun(),
        )

    @property
    def settings(self) -> Settings:
        return load_settings(
            home=self.home,
            landing=self.landing,
            programme=self.programme_file,
            model=self.model_file,
            now=self.now,
        )

    @property
    def programme(self) -> Programme:
        return self.settings.load_programme()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        """Hold what a run needs for as long as it works; a sensor needs nothing.

        Raises SeveralMonths.
        """
        if context.run is None:
            yield self
            return
        require_one_month(context.run)
        with hold_run(self.find_job(context.run).run, _choose_log(context)):
            yield self

    def run_step(self, context: dg.AssetExecutionContext, only: Sequence[str] | None = None) -> Any:
        """Do the step of the job that has the name of the asset's; returns what the step does.

        `only` are the dbt nodes that are asked for, None for the whole step.
        """
        return self.find_job(context.run, context.log.info).run_step(context.op_def.name, only)

    def find_job(
        self, dagster_run: dg.DagsterRun, say: Callable[[str], None] = lambda line: None
    ) -> Job:
        """The job of a run: that of the command, or one of the run that Dagster knows."""
        return self.command.job or Job(self.build_run(dagster_run), say, began=self._began)

    def build_run(self, dagster_run: dg.DagsterRun) -> Run:
        """The run that Dagster knows by its id and its tags, for the last month of its range."""
        settings, as_of = self.settings, None
        if AS_OF in dagster_run.tags:
            as_of = datetime.fromisoformat(dagster_run.tags[AS_OF])
            settings = recall_configuration(settings, as_of)
        _, month = read_month_range(dagster_run.tags)
        return Run(
            dagster_run.run_id, parse_month(month), settings, settings.load_programme(), as_of
        )


def require_one_month(dagster_run: dg.DagsterRun) -> None:
    """Raise SeveralMonths for a run of a range: it would make one release and claim several."""
    first, last = read_month_range(dagster_run.tags)
    if first != last:
        raise SeveralMonths(f"one run cannot publish the months from {first} to {last}")


def _choose_log(context: dg.InitResourceContext) -> Callable[[str], None]:
    return context.log.info if context.log else print
