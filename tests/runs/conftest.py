"""One real run of the sample, made once; tests read it or work on copies of it."""

from __future__ import annotations

import pytest

from tests.runs.decided import Decided, decide
from tests.runs.home import MONTH, Home, Published


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("home")
    sampled = Home(folder).call("sample", "--out", str(folder))
    assert sampled.returncode == 0, sampled.stderr
    said = Home(folder).started("run", "--month", MONTH)
    assert said.returncode == 0, said.stderr
    return Published(folder, said)


@pytest.fixture(scope="session")
def decided(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Decided:
    return decide(published, tmp_path_factory.mktemp("decided"))
