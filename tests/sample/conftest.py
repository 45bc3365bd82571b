"""Samples that several tests look at, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sample.generate import SampleReport, generate_sample


@pytest.fixture(scope="session")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """The sample at its default size."""
    return generate_sample(tmp_path_factory.mktemp("calibrated"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """Another size, seed and end."""
    return generate_sample(
        tmp_path_factory.mktemp("small"), seed=7, returnees=900, through="2021-06"
    )


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """The small sample with planted faults."""
    out: Path = tmp_path_factory.mktemp("faulty")
    return generate_sample(out, seed=7, returnees=900, through="2021-06", faults=True)
