"""Dagster's own commands find everything in the root of a fresh checkout, without arguments."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.instance import CONFIGURATION, open_instance

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["dagster", "definitions", "validate"], "All code locations passed validation"),
        (["dg", "check", "defs"], "All definitions loaded successfully"),
    ],
)
def test_the_definitions_are_valid(command: list[str], said: str, tmp_path: Path) -> None:
    program, *arguments = command
    if not (BIN / program).exists():
        pytest.skip(f"{program} is not installed; it is in the extra `dev`")
    result = subprocess.run(
        [BIN / program, *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "PROTTASHA_HOME": str(tmp_path / "data"),
            "DAGSTER_DISABLE_TELEMETRY": "yes",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    told = result.stdout + result.stderr
    assert result.returncode == 0, told
    assert said in told
    # Dagster itself recommends `dg` to users of `dagster`, and says so as a warning.
    ours = [line for line in told.splitlines() if "Warning" in line and "Supersession" not in line]
    assert ours == []


def test_a_plain_dagster_dev_reads_the_configuration_that_we_write(tmp_path: Path) -> None:
    assert (ROOT / "dagster.yaml").resolve() == CONFIGURATION
    with open_instance(tmp_path / "dagster") as instance:
        assert (tmp_path / "dagster" / "dagster.yaml").read_bytes() == CONFIGURATION.read_bytes()
        assert not instance.telemetry_enabled
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1


def test_without_dagster_home_the_history_lies_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster import DagsterInstance
    from dagster._core.instance.ref import InstanceRef

    monkeypatch.setenv("PROTTASHA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    # What `dagster dev` does where no home is set.
    reference = InstanceRef.from_dir(str(tmp_path), config_dir=str(ROOT))
    with DagsterInstance.from_ref(reference) as instance:
        assert instance.get_runs() == []
    assert (tmp_path / "home" / "dagster" / "history" / "runs.db").exists()
    assert not (tmp_path / "history").exists()
