"""The home lock: one at a time, by name, and never kept by a process that has ended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import delivery_commands, run_commands
from cli.main import main
from common.locks import HomeLocked, hold_home_lock

HOLD = (
    "import sys\n"
    "from pathlib import Path\n"
    "from common.locks import hold_home_lock\n"
    "with hold_home_lock(Path(sys.argv[1]), 'run of 2022-09', print):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
)


@contextmanager
def held(work: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the turn."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(work)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_who_does_not_wait_is_told_who_holds_the_home(tmp_path: Path) -> None:
    with (
        held(tmp_path) as process,
        pytest.raises(HomeLocked, match=rf"run of 2022-09 that began .* \(process {process.pid}\)"),
        hold_home_lock(tmp_path, "another", None),
    ):
        raise AssertionError("two hold the lock")
    with hold_home_lock(tmp_path, "another", None):
        pass


def test_who_waits_gets_the_lock_of_a_process_that_is_killed(tmp_path: Path) -> None:
    told: list[str] = []
    with held(tmp_path) as process:

        def waiting(message: str) -> None:
            told.append(message)
            process.kill()

        with hold_home_lock(tmp_path, "another", waiting):
            assert process.wait() < 0
    assert len(told) == 1
    assert told[0].startswith("waiting for the run of 2022-09 that began at ")


@pytest.mark.parametrize("command", [["ingest"], ["deliveries", "withdraw", "x", "--reason", "r"]])
def test_a_command_that_changes_a_home_waits_for_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    (tmp_path / "landing").mkdir()
    told: list[str] = []
    with held(tmp_path / "work") as process:

        def waiting(message: str) -> None:
            told.append(message)
            process.kill()

        for module in (run_commands, delivery_commands):
            monkeypatch.setattr(module, "print_message", waiting)
        CliRunner().invoke(main, [*command, "--home", str(tmp_path)])
    assert [line.startswith("waiting for the run of 2022-09 that began at") for line in told] == [
        True
    ]


def test_a_process_may_take_the_lock_again_and_keeps_it_until_the_last_release(
    tmp_path: Path,
) -> None:
    look = HOLD.replace("print):", "None):")
    with hold_home_lock(tmp_path, "outer", None):
        with hold_home_lock(tmp_path, "inner", None):
            pass
        said = subprocess.run(
            [sys.executable, "-c", look, str(tmp_path)],
            capture_output=True, text=True, check=False, input="",
        )  # fmt: skip
    assert "is in use by the outer that began" in said.stderr
