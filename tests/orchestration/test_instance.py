"""The configuration of Dagster in a home: written once, replaced if outdated, kept if changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.instance import CONFIGURATION, prepare_dagster_home

WRITTEN_BY_AN_EARLIER_BUILD = """\
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


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")


def test_a_home_gets_the_configuration(tmp_path: Path) -> None:
    written = prepare_dagster_home(tmp_path / "dagster")
    assert written.read_bytes() == CONFIGURATION.read_bytes()


def test_the_configuration_of_an_earlier_build_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text(WRITTEN_BY_AN_EARLIER_BUILD, "utf-8")
    assert prepare_dagster_home(tmp_path).read_bytes() == CONFIGURATION.read_bytes()


def test_a_configuration_that_somebody_changed_stays(tmp_path: Path) -> None:
    changed = WRITTEN_BY_AN_EARLIER_BUILD.replace("runs: 1", "runs: 2")
    (tmp_path / "dagster.yaml").write_text(changed, "utf-8")
    assert prepare_dagster_home(tmp_path).read_text("utf-8") == changed
