"""Alerts: a run that failed or was refused is told to a command or a web address, once.

Two settings say where to: PROTTASHA_ALERT_COMMAND is called without a shell and given the alert as
JSON on its standard input, PROTTASHA_ALERT_URL gets it posted. An alert that does not get through
is a warning and changes nothing else.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.programme import Programme
from common.settings import Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from pipeline.failures import Failure

SECONDS_TO_POST = 10
SECONDS_TO_RUN = 30
# On a Dagster run that an alert was sent for, so that nobody sends another.
ALERTED = "prottasha/alerted"


def is_first_to_tell(
    instance: DagsterInstance, dagster_home: Path, run_id: str, event: str
) -> bool:
    """Whether nobody has told of this run's failure yet; from now on somebody has.

    The run's tag says so, and where it cannot be written, an empty file: that fits on a full disk.
    """
    run, note = instance.get_run_by_id(run_id), dagster_home / f".told-{run_id}"
    if note.exists() or (run and ALERTED in run.tags):
        return False
    try:
        instance.add_run_tags(run_id, {ALERTED: event})
    except Exception:
        with suppress(OSError):
            note.touch()
    return True


def alert(
    settings: Settings, programme: Programme, month: date, run_id: str | None, failure: Failure
) -> None:
    """Tell of a failure wherever the settings say; `run_id` is None if no run had begun.

    Who stops a run by hand knows it already.
    """
    nobody = settings.alert_command is None and settings.alert_url is None
    if nobody or failure.event == "stopped":
        return
    send(
        settings,
        {
            "event": failure.event,
            "programme": programme.name,
            "month": f"{month:%Y-%m}",
            "run_id": run_id,
            "at": settings.clock().isoformat(),
            "checks": [
                {
                    "check_id": check.check_id,
                    "target": check.target,
                    "verdict": check.verdict,
                    "evaluated": check.evaluated,
                    "failed": check.failed,
                }
                for check in failure.checks
            ],
            "message": failure.message,
            "next_step": failure.next_step,
        },
    )


def send(settings: Settings, event: Mapping[str, Any]) -> None:
    """Deliver an alert; whatever goes wrong is a line on standard error."""
    text = json.dumps(event).encode()
    for setting, where, deliver in (
        ("PROTTASHA_ALERT_COMMAND", settings.alert_command, _call),
        ("PROTTASHA_ALERT_URL", settings.alert_url, _post),
    ):
        if where:
            try:
                deliver(where, text)
            except (OSError, ValueError, HTTPException, subprocess.SubprocessError) as error:
                # Neither the command nor the address is shown: they may hold a secret.
                problem = getattr(error, "code", None) or getattr(error, "returncode", "")
                print(
                    f"prottasha: warning: {setting} did not take the alert "
                    f"({type(error).__name__} {problem}".rstrip()
                    + ")",
                    file=sys.stderr,
                )


def _call(command: str, text: bytes) -> None:
    # Standard output belongs to the result of the command that alerts.
    subprocess.run(  # noqa: S603
        shlex.split(command),
        input=text,
        stdout=subprocess.DEVNULL,
        timeout=SECONDS_TO_RUN,
        check=True,
    )


def _post(url: str, text: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=text, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS_TO_POST):  # noqa: S310
        pass
