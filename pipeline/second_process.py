"""A second process for the first part of a run, so that a second core is not idle.

While this process imports Dagster and dbt, the other one reads the landing folder; then it imports
Great Expectations and judges the deliveries. It ends by itself when this process does, however
that ends, because its standard input closes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self

from common.errors import ProttashaError


class SecondProcessDied(ProttashaError):
    """The second process ended before it answered: most often for want of memory."""

    next_step = "close what else needs memory on this machine, then run again"


class SecondProcess:
    """Calls of importable functions with picklable arguments, done in order, results likewise.

    The process is started by the first call.
    """

    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process:
            for pipe in (self._process.stdin, self._process.stdout):
                _require_pipe(pipe).close()
            # Nobody waits for an answer any more, so work that is under way is of no use.
            self._process.terminate()
            self._process.wait()

    def start_call(self, function: Callable[..., Any], *arguments: object) -> None:
        """Have a function called there; `wait_for_result` gives what it returns."""
        if self._process is None:
            command = [sys.executable, "-m", "pipeline.second_process"]
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        calls = _require_pipe(self._process.stdin)
        pickle.dump((function, arguments), calls)
        calls.flush()

    def wait_for_result(self) -> Any:
        """The result of the earliest call without one; raises what the call raised."""
        assert self._process is not None  # noqa: S101
        try:
            succeeded, value = pickle.load(_require_pipe(self._process.stdout))  # noqa: S301
        except EOFError:
            raise SecondProcessDied(
                f"the second process of the run ended with {self._process.wait()}; "
                "its messages stand above"
            ) from None
        if not succeeded:
            raise value
        return value

    def call(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Have a function called there and wait for what it returns."""
        self.start_call(function, *arguments)
        return self.wait_for_result()


def _require_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101
    return pipe


def answer_calls(calls: IO[bytes], answers: IO[bytes]) -> None:
    """Answer calls until their sender is gone."""
    while True:
        try:
            function, arguments = pickle.load(calls)  # noqa: S301
        except EOFError:
            return
        try:
            answer = (True, function(*arguments))
        except Exception as error:
            answer = (False, error)
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as answers:
        # Whatever a library prints must not get between the answers.
        os.dup2(2, 1)
        answer_calls(sys.stdin.buffer, answers)
