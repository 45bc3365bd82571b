"""Locks between processes. The kernel frees a lock when its process ends, however it ends.

`hold_home_lock`: one run, ingestion or backup at a time in a home. `hold_lock`: a narrower lock
that a station keeps on one of its files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from common.errors import ProttashaError
from common.instants import read_clock

SECONDS_BETWEEN_TRIES = 0.2
HOME_LOCK = ".lock"


class HomeLocked(ProttashaError):
    """Another process works in this home, and the caller did not want to wait."""

    next_step = "wait until it has ended, or leave out --no-wait"


@contextmanager
def hold_lock(path: Path, on_wait: Callable[[], None] | None = None) -> Iterator[bool]:
    """Hold the lock file `path`; `on_wait` is called once if another process holds it.

    A process that holds a lock may take it again in the block: only the outermost yields True.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, mode=0o600, thread_local=False, is_singleton=True)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        if on_wait:
            on_wait()
        lock.acquire(poll_interval=SECONDS_BETWEEN_TRIES)
    try:
        yield lock.lock_counter == 1
    finally:
        lock.release()


def is_lock_free(path: Path) -> bool:
    """Whether no process holds the lock file `path`."""
    with try_lock(path) as is_free:
        return is_free


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the lock file `path` in the block, unless another process holds it: then yield False."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, mode=0o600, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def hold_home_lock(
    work: Path, purpose: str, announce: Callable[[str], None] | None
) -> Iterator[None]:
    """Hold the lock of the home whose work folder is `work`, for a `purpose` ("run of 2022-09").

    If another process holds it, `announce` is told once what that process does, and the lock is
    waited for. Without `announce`, HomeLocked is raised.
    """
    path = work / HOME_LOCK

    def tell_holder() -> None:
        holder = _read_holder(path)
        if announce is None:
            raise HomeLocked(f"{work.parent} is in use by {holder}")
        announce(f"waiting for {holder}")

    with hold_lock(path, tell_holder) as is_outermost:
        if is_outermost:
            since = f"{read_clock():%Y-%m-%d %H:%M:%S} UTC"
            holder = {"purpose": purpose, "since": since, "pid": os.getpid()}
            path.write_text(json.dumps(holder), "utf-8")
        yield


def _read_holder(path: Path) -> str:
    with suppress(OSError, ValueError, KeyError):
        holder = json.loads(path.read_text("utf-8"))
        return f"the {holder['purpose']} that began at {holder['since']} (process {holder['pid']})"
    return "another run"  # it holds the lock and has not written its purpose yet
