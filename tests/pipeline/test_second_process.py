"""The second process: answers in order, errors as they were, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.second_process import SecondProcess, SecondProcessDied


def test_answers_come_in_the_order_of_the_calls_and_from_another_process() -> None:
    with SecondProcess() as second:
        second.start_call(time.sleep, 0.05)
        second.start_call(os.getpid)
        assert second.wait_for_result() is None
        assert second.wait_for_result() not in (None, os.getpid())
        assert second.call(sum, (1, 2)) == 3


def test_an_error_is_raised_here_and_the_process_goes_on() -> None:
    with SecondProcess() as second:
        with pytest.raises(ValueError, match="nonsense"):
            second.call(int, "nonsense")
        assert second.call(int, "7") == 7


def test_what_a_function_prints_does_not_get_between_the_answers() -> None:
    with SecondProcess() as second:
        assert second.call(print, "noise") is None
        assert second.call(os.system, "echo noise") == 0


def test_a_process_that_dies_is_reported() -> None:
    with SecondProcess() as second, pytest.raises(SecondProcessDied):
        second.call(os._exit, 9)


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = (
        "import os, pathlib, time\n"
        "from pipeline.second_process import SecondProcess\n"
        "with SecondProcess() as second:\n"
        f"    pathlib.Path({str(told)!r}).write_text(str(second.call(os.getpid)))\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 30
    while not (told.exists() and told.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    child = int(told.read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while Path(f"/proc/{child}/cmdline").exists() and time.monotonic() < deadline:
        if not Path(f"/proc/{child}/cmdline").read_bytes():
            break  # a zombie: it has ended, and nobody has asked yet
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{child}").exists()
