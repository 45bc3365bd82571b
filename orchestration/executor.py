"""The executor of commands: a job is run here by Dagster, in the history that the web UI shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common.instants import format_instant
from common.settings import Settings
from orchestration.instance import open_instance
from orchestration.tags import AS_OF, STARTED_BY_COMMAND
from pipeline.failures import RunFailed, Stopped, explain_error
from pipeline.job import Job
from pipeline.run_context import Run

if TYPE_CHECKING:
    from dagster import DagsterInstance, JobDefinition

    from orchestration.workspace import CommandRun


class DagsterExecutor:
    """Runs the job of a month as Dagster's job; the command reports how it ends."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def load_libraries(self, run: Run) -> None:
        """Import Dagster and dbt, and build the definitions of the job."""
        from orchestration.definitions import build_defs
        from orchestration.jobs import MONTH_JOB
        from orchestration.workspace import CommandRun

        self.command: CommandRun = CommandRun()
        defs = build_defs(run.settings, command=self.command)
        self.job: JobDefinition = defs.resolve_job_def(MONTH_JOB)

    def report_dead_runs(self) -> list[str]:
        """Report the runs that were killed as failed; returns their ids."""
        with open_instance(self.settings.dagster_home) as instance:
            return self._report_dead_runs(instance)

    def run_job(self, job: Job) -> None:
        """Execute the job. Raises RunFailed with the first failure of a step, or of Dagster."""
        self.command.job, broken = job, None
        run = job.run
        tags = {STARTED_BY_COMMAND: "true"}
        if run.as_of:
            tags[AS_OF] = format_instant(run.as_of)
        with open_instance(self.settings.dagster_home) as instance:
            self._report_dead_runs(instance)
            try:
                result = self.job.execute_in_process(
                    instance=instance,
                    partition_key=run.month_label,
                    tags=tags,
                    run_id=run.run_id,
                    run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                    raise_on_error=False,
                )
                if result.success:
                    return
            except Exception as error:
                broken = error  # a full disk keeps Dagster from writing how a run ends
            failure = self.command.failure
            if failure is None and broken is not None:
                failure = explain_error(broken, self.settings)
            raise failure or _explain_silence(instance, run.run_id) from broken

    def _report_dead_runs(self, instance: DagsterInstance) -> list[str]:
        from orchestration.dead_runs import report_dead_runs
        from orchestration.workspace import Workspace

        return report_dead_runs(instance, Workspace.from_settings(self.settings))


def _explain_silence(instance: DagsterInstance, run_id: str) -> RunFailed:
    """The failure of a run of which no step has said why."""
    run = instance.get_run_by_id(run_id)
    # Dagster interrupts a step without calling its hooks.
    if run and run.tags.get("dagster/failure_reason") == "UNEXPECTED_TERMINATION":
        return Stopped("stopped by hand, nothing was published")
    return RunFailed(
        "the run broke between its steps", "see its page in `prottasha dev`, then run again"
    )
