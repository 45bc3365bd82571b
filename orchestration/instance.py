"""Dagster's own state: run history in `PROTTASHA_HOME/dagster`, no telemetry, one run at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import hash_file

if TYPE_CHECKING:
    from dagster import DagsterInstance

CONFIGURATION = Path(__file__).with_name("dagster.yaml")
# The SHA-256 of configurations that earlier builds wrote into homes. They no longer fit the code.
OUTDATED = {"1870f84bf5b6b2ec35c714e76d013fc78a3597ff3a761f850c750c7baf722d1a"}


def prepare_dagster_home(dagster_home: Path) -> Path:
    """Make the folder with its `dagster.yaml`, and let this process's Dagster find it.

    A configuration that somebody has changed is left as it is.
    """
    dagster_home.mkdir(parents=True, exist_ok=True)
    configuration = dagster_home / "dagster.yaml"
    if not configuration.exists() or hash_file(configuration) in OUTDATED:
        configuration.write_bytes(CONFIGURATION.read_bytes())
    os.environ["DAGSTER_HOME"] = str(dagster_home)
    return configuration


def open_instance(dagster_home: Path) -> DagsterInstance:
    """The instance that the web UI shows, too."""
    from dagster import DagsterInstance

    prepare_dagster_home(dagster_home)
    return DagsterInstance.from_config(str(dagster_home))
