"""Runs as Dagster's web UI launches them: any selection of assets and checks, and from failure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository
from dagster._core.execution.api import ReexecutionOptions, execute_job, execute_run
from dagster._core.test_utils import create_run_for_test

from orchestration.jobs import MONTH_JOB
from pipeline.candidate import RECORD
from tests.chaos.deliveries import a_case_file
from tests.chaos.world import PROGRAMME

MONTH, BEFORE = "2022-09", "2022-08"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
ASSET_JOB = "__ASSET_JOB"  # what the UI runs when assets are materialized by hand


def land_little(root: Path, start_month: str = "2022-04") -> dict[str, str]:
    """A landing folder with a few cases; the environment of a programme that begins then."""
    for name in ("SYL_2022-08", "DHK_2022-08"):
        file = a_case_file(name, rows=3)
        (root / "landing" / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / "landing" / file.path).write_bytes(file.content)
    programme = PROGRAMME.replace("start_month: 2022-04", f"start_month: {start_month}")
    (root / "programme.yml").write_text(programme, "utf-8")
    return {
        "PROTTASHA_HOME": str(root / "home"),
        "PROTTASHA_LANDING": str(root / "landing"),
        "PROTTASHA_PROGRAMME": str(root / "programme.yml"),
        "PROTTASHA_NOW": "2022-10-05T06:00:00+06:00",
    }


@dataclass(frozen=True)
class Launched:
    """A run that has ended, and what Dagster's history says of it."""

    instance: dg.DagsterInstance
    run_id: str

    @property
    def run(self) -> dg.DagsterRun:
        run = self.instance.get_run_by_id(self.run_id)
        assert run is not None
        return run

    def list_events(self, kind: dg.DagsterEventType) -> list[dg.DagsterEvent]:
        records = self.instance.get_records_for_run(self.run_id, of_type=kind).records
        return [record.event_log_entry.get_dagster_event() for record in records]

    @property
    def made(self) -> set[str]:
        """The assets that it has materialized."""
        events = self.list_events(dg.DagsterEventType.ASSET_MATERIALIZATION)
        return {key.to_user_string() for event in events if (key := event.asset_key)}

    @property
    def checked(self) -> set[str]:
        """The names of the checks that it has evaluated."""
        events = self.list_events(dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        return {event.asset_check_evaluation_data.check_name for event in events}

    @property
    def said(self) -> str:
        """What it has logged."""
        return "\n".join(
            record.event_log_entry.user_message
            for record in self.instance.get_records_for_run(self.run_id).records
        )

    def read_metadata(self, asset: str) -> dict[str, object]:
        events = self.list_events(dg.DagsterEventType.ASSET_MATERIALIZATION)
        (found,) = [event for event in events if event.asset_key == _parse_key(asset)]
        metadata = found.step_materialization_data.materialization.metadata
        return {name: value.value for name, value in metadata.items()}


@dataclass(frozen=True)
class Launchpad:
    """A home, its history, and the job as a run worker loads it."""

    home: Path
    instance: dg.DagsterInstance

    def load_job(self, name: str) -> ReconstructableJob:
        repository = ReconstructableRepository.for_module(
            "orchestration.definitions", "definitions", str(Path.cwd())
        )
        return repository.get_reconstructable_job(name)

    def launch(
        self,
        *assets: str,
        checks: Collection[dg.AssetCheckKey] | None = None,
        tags: dict[str, str] | None = None,
        job: str = ASSET_JOB,
    ) -> Launched:
        """Run a selection for a month; without `checks` with all checks of the assets."""
        chosen = frozenset(map(_parse_key, assets)) if assets or checks is not None else None
        asked = None if checks is None else frozenset(checks)
        run = create_run_for_test(
            self.instance,
            job,
            tags=tags or {"dagster/partition": MONTH},
            asset_selection=chosen,
            asset_check_selection=asked,
            run_config=QUIET,
        )
        execute_run(self.load_job(job), run, self.instance)
        return Launched(self.instance, run.run_id)

    def launch_month(self, month: str = MONTH) -> Launched:
        """Run the whole job; its plan is kept, so that it can be re-executed."""
        job = self.load_job(MONTH_JOB)
        run = self.instance.create_run_for_job(
            job.get_definition(), tags={"dagster/partition": month}, run_config=QUIET
        )
        execute_run(job, run, self.instance)
        return Launched(self.instance, run.run_id)

    def launch_again(self, failed: Launched) -> Launched:
        """Re-execute a run from where it failed."""
        options = ReexecutionOptions.from_failure(failed.run_id, self.instance)
        with execute_job(
            self.load_job(failed.run.job_name), self.instance, run_config=QUIET,
            tags=dict(failed.run.tags), reexecution_options=options,
        ) as result:  # fmt: skip
            return Launched(self.instance, result.run_id)

    @property
    def releases(self) -> list[str]:
        return sorted(path.name for path in (self.home / "releases").glob("20*"))

    @property
    def current(self) -> str:
        return (self.home / "releases" / "current").readlink().name

    @property
    def candidates(self) -> list[str]:
        return [path.parent.name for path in (self.home / "work").glob(f"*/{RECORD}")]


def _parse_key(text: str) -> dg.AssetKey:
    return dg.AssetKey.from_user_string(text)
