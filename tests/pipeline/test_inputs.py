"""What a run is given: of the state that it says it shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from common.errors import ConfigurationError
from common.settings import PACKAGED_PROGRAMME, load_settings
from pipeline.inputs import build_empty_report, prepare_inputs
from pipeline.run_context import Run


def test_a_programme_file_that_was_changed_meanwhile_is_not_claimed(tmp_path: Path) -> None:
    (tmp_path / "home" / "bronze").mkdir(parents=True)
    packaged, programme = PACKAGED_PROGRAMME.read_text("utf-8"), tmp_path / "programme.yml"
    programme.write_text(packaged, "utf-8")
    settings = load_settings(home=tmp_path / "home", programme=programme)
    run = Run("r-1", date(2022, 9, 1), settings, settings.load_programme())
    prepare_inputs(run, build_empty_report())
    programme.write_text(packaged.replace("name: Prottasha", "name: Another"), "utf-8")
    with pytest.raises(ConfigurationError, match="was changed after this run had read it"):
        prepare_inputs(run, build_empty_report())
