"""The turn: one run at a time in one home, whoever asks: a command, Dagster's worker, a backup.

A run of another kind of process is waited for, not refused: it would find most of its work done.
The kernel takes the turn back from a process that dies.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.2


class TurnTaken(Exception):
    """Another process works on this home, and the caller did not want to wait."""


@contextmanager
def turn(work: Path, what: str, waiting: Callable[[str], None] | None) -> Iterator[None]:
    """Hold the turn of the home whose work folder is `work`, for `what` ("run of 2022-09").

    If another process has it, `waiting` is told once who, and the turn is waited for; without
    `waiting`, TurnTaken is raised. A process that holds the turn may take it again within.
    """
    from filelock import FileLock, Timeout

    work.mkdir(parents=True, exist_ok=True)
    lock = FileLock(work / ".turn", thread_local=False, is_singleton=True)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        holder = _holder(work / ".turn")
        if waiting is None:
            raise TurnTaken(
                f"{work.parent} is taken by {holder}; wait for its end, or run without --no-wait"
            ) from None
        waiting(f"waiting for {holder}")
        lock.acquire(poll_interval=SECONDS_BETWEEN_LOOKS)
    try:
        if lock.lock_counter == 1:
            since = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
            card = {"what": what, "since": since, "pid": os.getpid()}
            (work / ".turn").write_text(json.dumps(card), "utf-8")
        yield
    finally:
        lock.release()


def _holder(card: Path) -> str:
    try:
        who = json.loads(card.read_text("utf-8"))
        return f"the {who['what']} that began at {who['since']} (process {who['pid']})"
    except (OSError, ValueError, KeyError):
        return "another run"  # it has the turn and has not yet said who it is
