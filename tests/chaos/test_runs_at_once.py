"""Real commands on one home: two at once, one that is killed, one that is stopped by hand."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.chaos.aftermath import releases_of, require_sound_candidate
from tests.support.home import MONTH, Home

pytestmark = pytest.mark.chaos


def start(home: Home, *options: str) -> subprocess.Popen[str]:
    return home.start("run", "--month", MONTH, *options)


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    """Read what a command says until it says this."""
    said = ""
    assert process.stderr is not None
    while words not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).fill_landing("--returnees", "60")


def test_two_runs_at_once_make_one_release(home: Home) -> None:
    first = start(home)
    wait_for(first, " of 1")  # it has begun its steps
    second = start(home)
    told = wait_for(second, "waiting for the run of 2022-09 that began at ")
    assert f"(process {first.pid})" in told
    refused = start(home, "--no-wait")
    said = refused.communicate()[1]
    assert refused.returncode == 2
    assert "is in use by the run of 2022-09 that began at" in said
    assert "--no-wait" in said
    made, found = first.communicate()[0], second.communicate()[0]
    assert (first.returncode, second.returncode) == (0, 0)
    assert releases_of(home) == ["2022-09.1"]
    assert "nothing has changed" in found
    assert "nothing has changed" not in made
    manifest = json.loads((home.release / "manifest.json").read_text("utf-8"))
    assert manifest["rows"]["dim_beneficiaries"] == 60


def test_a_run_that_is_killed_is_reported_by_the_next_which_publishes(home: Home) -> None:
    killed = start(home)
    wait_for(killed, " counting the figures")
    killed.kill()
    killed.communicate()
    time.sleep(10)  # as long as a run may take to get hold of its lock
    after = start(home)
    said = after.communicate()[1]
    assert after.returncode == 0, said
    assert "was killed and is now reported as failed" in said
    assert releases_of(home) == ["2022-09.1"]
    require_sound_candidate(home.folder / "work")


def test_a_run_that_is_stopped_by_hand_says_so(home: Home) -> None:
    stopped = start(home)
    wait_for(stopped, " counting the figures")
    stopped.send_signal(signal.SIGINT)
    out, said = stopped.communicate()
    assert stopped.returncode == 130, said
    assert "stopped by hand" in said
    assert "Traceback" not in said
    assert out == ""
    assert releases_of(home) == []
