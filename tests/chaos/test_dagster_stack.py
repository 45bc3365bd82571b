"""The real stack, killed in the middle of a run: web server, daemon, code server, run worker.

After a restart no run may be called started for longer than a minute, and the next one publishes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.aftermath import require_sound_candidate
from tests.support.home import CLOCK, PROTTASHA, Home

pytestmark = pytest.mark.chaos

LAUNCH = """
mutation ($month: String!) {
  launchRun(executionParams: {
    selector: {repositoryLocationName: "orchestration.definitions",
               repositoryName: "__repository__", jobName: "reporting_month"}
    runConfigData: {}, mode: "default",
    executionMetadata: {tags: [{key: "dagster/partition", value: $month}]}
  }) { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } }
}
"""
RUNS = "{ runsOrError { ... on Runs { results { runId status } } } }"
UNDER_WAY = {"STARTING", "STARTED", "CANCELING"}


@dataclass
class Stack:
    """`prottasha dev` on a home of its own, and the GraphQL of its web server."""

    home: Path
    port: int

    def start(self) -> None:
        environment = {**os.environ, "PROTTASHA_NOW": CLOCK}
        with (self.home / "dev.log").open("ab") as log:
            subprocess.Popen(
                [PROTTASHA, "dev", "--home", str(self.home), "--port", str(self.port)],
                env={**environment, "PROTTASHA_HOME": str(self.home)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(lambda: "runsOrError" in self.ask(RUNS), 120)

    def ask(self, query: str, **variables: str) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                data: dict[str, Any] = json.load(answer)["data"]
                return data or {}
        except OSError:
            return {}

    def launch(self) -> str:
        """Launch a run of the month; its id."""
        launched: dict[str, Any] = {}

        def accepted() -> bool:
            launched.update(self.ask(LAUNCH, month="2022-09").get("launchRun", {}))
            return "run" in launched

        wait_for(accepted, 60)
        return str(launched["run"]["runId"])

    def statuses(self) -> dict[str, str]:
        runs = self.ask(RUNS).get("runsOrError", {}).get("results", [])
        return {run["runId"]: run["status"] for run in runs}

    def kill(self) -> None:
        """Every process of this home, and no other, at once."""
        mark = f"PROTTASHA_HOME={self.home}".encode()
        for _ in range(3):  # what one of them has started meanwhile, too
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    if mark in (process / "environ").read_bytes().split(b"\0"):
                        os.kill(int(process.name), signal.SIGKILL)
                except OSError:
                    continue


def wait_for(happens: Callable[[], object], seconds: float) -> float:
    """Until it happens; how many seconds that took."""
    began = time.monotonic()
    while not happens():
        assert time.monotonic() - began < seconds, "it does not happen"
        time.sleep(0.5)
    return time.monotonic() - began


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    home = Home(tmp_path / "home").fill_landing("--returnees", "60").folder
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Stack(home, port)
    try:
        yield running
    finally:
        running.kill()
        shutil.rmtree(home / "work", ignore_errors=True)


@pytest.mark.parametrize("seconds_into_the_run", [0, 6])
def test_a_stack_that_is_killed_in_a_run_forgets_it_within_a_minute_and_publishes_again(
    stack: Stack, seconds_into_the_run: float
) -> None:
    stack.start()
    killed = stack.launch()
    wait_for(lambda: stack.statuses().get(killed) == "STARTED", 90)
    time.sleep(seconds_into_the_run)
    assert stack.statuses()[killed] == "STARTED"
    stack.kill()
    assert not (stack.home / "releases" / "current").exists()

    restarted = time.monotonic()
    stack.start()
    wait_for(lambda: stack.statuses()[killed] == "FAILURE", 60)
    print(f"\nreported {time.monotonic() - restarted:.0f} s after the restart was asked for")
    assert not UNDER_WAY & {stack.statuses()[killed]}
    again = stack.launch()
    wait_for(lambda: stack.statuses().get(again) == "SUCCESS", 180)
    assert (stack.home / "releases" / "current").readlink() == Path("2022-09.1")
    require_sound_candidate(stack.home / "work")
