"""A second process for the first part of a run, so that a second core is not idle.

While this process imports Dagster and dbt, the other one reads the landing folder; then it imports
Great Expectations and judges the batches. It ends by itself when this process does, however that
ends, because its standard input closes.
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


class SecondCoreDied(ProttashaError):
    """The second process ended before it answered: most often for want of memory."""


class SecondCore:
    """Calls of importable functions with picklable arguments, done in order, results likewise."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.second_core"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            _piped(pipe).close()
        # Nobody waits for an answer any more, so work that is under way is of no use.
        self._process.terminate()
        self._process.wait()

    def start(self, function: Callable[..., Any], *arguments: object) -> None:
        """Have a function called there; `result` gives what it returns."""
        pickle.dump((function, arguments), _piped(self._process.stdin))
        _piped(self._process.stdin).flush()

    def result(self) -> Any:
        """The result of the earliest call without one; raises what the call raised."""
        try:
            succeeded, value = pickle.load(_piped(self._process.stdout))  # noqa: S301
        except EOFError:
            raise SecondCoreDied(
                f"the second process of the run ended with {self._process.wait()}; see its "
                "messages above, free memory and run again"
            ) from None
        if not succeeded:
            raise value
        return value

    def call(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Have a function called there and wait for what it returns."""
        self.start(function, *arguments)
        return self.result()


def _piped(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101
    return pipe


def serve(calls: IO[bytes], answers: IO[bytes]) -> None:
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
        serve(sys.stdin.buffer, answers)
