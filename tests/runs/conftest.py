"""One real run of the sample, made once; tests read it or work on copies of it."""

from __future__ import annotations

from subprocess import CompletedProcess

import pytest

from tests.runs.decided import Decided, decide
from tests.support.home import MONTH, Home, Published


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = Home(tmp_path_factory.mktemp("home")).fill_landing()
    process = home.start("run", "--month", MONTH)
    out, err = process.communicate()
    assert process.returncode == 0, err
    return Published(home.folder, CompletedProcess(process.args, process.returncode, out, err))


@pytest.fixture(scope="session")
def decided(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Decided:
    return decide(published, tmp_path_factory.mktemp("decided"))
