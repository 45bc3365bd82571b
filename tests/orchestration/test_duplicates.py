"""A hundred ticks, a hundred runs, four at a time: a file is asked for once and loaded once."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from common.settings import Settings, load_settings
from ingestion.ledger.queries import list_source_files
from orchestration.definitions import build_defs
from orchestration.workspace import Workspace
from pipeline import steps
from tests.support.rows import returnees_csv

# What is written in these tests has come to rest then.
SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()
INGEST = (
    "import sys\n"
    "from pathlib import Path\n"
    "from pipeline import steps\n"
    "from common.settings import load_settings\n"
    "settings = load_settings(home=Path(sys.argv[1]))\n"
    "for _ in range(10):\n"
    "    steps.run_ingestion(settings, settings.load_programme())\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings(home=tmp_path, now=SOON)
    file = settings.landing_folder / "cases" / "returnees_SYL_2022-08.csv"
    file.parent.mkdir(parents=True)
    file.write_text(returnees_csv(), "utf-8")
    return settings


def test_a_hundred_ticks_ask_for_one_run(settings: Settings) -> None:
    defs = build_defs(settings)
    sensor = defs.resolve_sensor_def("landing_folder")
    workspace = Workspace.from_settings(settings)
    cursors: list[str | None] = [None]
    asked = 0
    with dg.DagsterInstance.ephemeral() as instance:
        for n in range(100):
            with dg.build_sensor_context(
                instance=instance, cursor=cursors[-1], resources={"workspace": workspace},
                repository_def=defs.get_repository_def() if n == 0 else None,
            ) as context:  # fmt: skip
                tick = sensor.evaluate_tick(context)
            asked += len(tick.run_requests or [])
            cursors.append(tick.cursor)
    assert asked == 1
    assert len(set(cursors)) == 2


def test_a_hundred_ingestions_load_a_file_once(settings: Settings) -> None:
    programme = settings.load_programme()
    first = steps.run_ingestion(settings, programme)
    assert (first.files_new, first.rows_loaded) == (1, 1)
    before = list_source_files(settings.ledger)
    files = sorted(path for path in settings.bronze.rglob("*.parquet"))
    again = [sys.executable, "-c", INGEST, str(settings.home)]
    others = [subprocess.Popen(again) for _ in range(3)]
    reports = [steps.run_ingestion(settings, programme) for _ in range(70)]
    assert [process.wait() for process in others] == [0, 0, 0]
    assert sum(report.files_new for report in reports) == 0
    assert list_source_files(settings.ledger).equals(before)
    assert sorted(path for path in settings.bronze.rglob("*.parquet")) == files
