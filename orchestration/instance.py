"""Dagster's own state: run history in `PROTTASHA_HOME/dagster`, no telemetry, one run at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance

CONFIGURATION = """\
# Written by prottasha; a changed file is left as it is.
telemetry:
  enabled: false
nux:
  enabled: false
event_log_storage:
  module: orchestration.event_log
  class: KeptOpenEventLog
# Two runs would never write one file, but on one machine they would only slow each other down.
concurrency:
  runs:
    max_concurrent_runs: 1
"""


def prepare_dagster_home(dagster_home: Path) -> Path:
    """Make the folder with its `dagster.yaml`, and let this process's Dagster find it."""
    dagster_home.mkdir(parents=True, exist_ok=True)
    configuration = dagster_home / "dagster.yaml"
    if not configuration.exists():
        configuration.write_text(CONFIGURATION, "utf-8")
    os.environ["DAGSTER_HOME"] = str(dagster_home)
    return configuration


def open_instance(dagster_home: Path) -> DagsterInstance:
    """The instance that the web UI shows, too."""
    from dagster import DagsterInstance

    prepare_dagster_home(dagster_home)
    return DagsterInstance.from_config(str(dagster_home))
