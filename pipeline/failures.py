"""Why a run published nothing: one message and one next step, for the command line and for alerts.

Our own errors speak for themselves and hold no value of a row. The text of a library may quote a
cell, so of a foreign error only its kind is shown, and what it means for the reader.
"""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from common.errors import INTERRUPTED, REFUSED, ProttashaError
from common.settings import Settings
from pipeline.causes import RUN_AGAIN, RUNBOOK, find_cause, find_place

if TYPE_CHECKING:
    from expectations.verdicts import CheckResult


class RunFailed(ProttashaError):
    """A run broke off and published nothing. `event` is what an alert calls it."""

    event: ClassVar[str] = "failed"
    next_step = "do what the message says, then run again"
    # The checks that stopped it, if it was refused.
    checks: Sequence[CheckResult] = ()


class Refused(RunFailed):
    """The run was audited and may not be published; the message names the blocking checks."""

    event = "refused"
    exit_code = REFUSED
    next_step = (
        "look at `prottasha quarantine` and `prottasha deliveries`, then see "
        f"{RUNBOOK}#a-failed-check"
    )


class Stopped(RunFailed):
    """Somebody stopped the run by hand."""

    event = "stopped"
    exit_code = INTERRUPTED
    next_step = RUN_AGAIN


class MachineFailed(RunFailed):
    """The cause lies outside of the program: disk, rights, memory, another program."""


def explain_error(error: BaseException, settings: Settings, where: str = "") -> RunFailed:
    """The failure that an exception stands for. `where` names the step that raised it."""
    if isinstance(error, RunFailed):
        return error
    prefix = f"{where}: " if where else ""
    errors = list(_list_causes(error))
    # KeyboardInterrupt and its like, also as Dagster raises them, are no Exception.
    if not all(isinstance(cause, (Exception, GeneratorExit)) for cause in errors):
        return Stopped(f"{prefix}stopped by hand; {_describe_readers(settings)}")
    cause_of_machine = find_cause(errors, settings.home)
    if cause_of_machine:
        meaning, next_step = cause_of_machine
        message = f"{prefix}{meaning}; {_describe_readers(settings)}"
        return MachineFailed(message, next_step)
    for cause in errors:
        if isinstance(cause, RunFailed):
            return cause
        if isinstance(cause, ProttashaError):
            return RunFailed(f"{prefix}{cause}", cause.next_step)
    return _explain_foreign(errors[-1], settings, prefix)


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, the outermost first."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _describe_readers(settings: Settings) -> str:
    """What readers get after a failure: the release that they had."""
    pointer = settings.releases / "current"
    try:
        return f"nothing is damaged, readers still get {pointer.readlink().name}"
    except OSError:
        return "nothing is damaged, and there was no release before"


def _explain_foreign(error: BaseException, settings: Settings, prefix: str) -> RunFailed:
    if isinstance(error, OSError) and error.strerror:
        place = f" ({find_place(error, settings.home)})" if error.filename else ""
        kind = f"{error.strerror}{place}"
    else:
        kind = f"{type(error).__name__} (its text is withheld, because it may quote a cell)"
    if isinstance(error, sqlite3.Error):
        kind += f" {getattr(error, 'sqlite_errorname', '')}".rstrip()
    return RunFailed(
        f"{prefix}{kind}; {_describe_readers(settings)}",
        f"run again; if it breaks there again{_describe_line(error)}, report it with this line",
    )


def _describe_line(error: BaseException) -> str:
    """The last line of ours that an error came through."""
    root = str(Path(__file__).parents[1])
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(root) and "site-packages" not in frame.filename
    ]
    if not ours:
        return ""
    return f" ({Path(ours[-1].filename).relative_to(root)}, line {ours[-1].lineno})"
