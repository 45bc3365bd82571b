"""Dagster's own state: run history in `PROTTASHA_HOME/dagster`, no telemetry, one run at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance

CONFIGURATION = Path(__file__).with_name("dagster.yaml")


def prepare_dagster_home(dagster_home: Path) -> Path:
    """Make the folder with its `dagster.yaml`, and let this process's Dagster find it."""
    dagster_home.mkdir(parents=True, exist_ok=True)
    configuration = dagster_home / "dagster.yaml"
    if not configuration.exists():
        configuration.write_bytes(CONFIGURATION.read_bytes())
    os.environ["DAGSTER_HOME"] = str(dagster_home)
    return configuration


def open_instance(dagster_home: Path) -> DagsterInstance:
    """The instance that the web UI shows, too."""
    from dagster import DagsterInstance

    prepare_dagster_home(dagster_home)
    return DagsterInstance.from_config(str(dagster_home))
