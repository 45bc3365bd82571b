"""Alerts: a failed or refused run is reported to a command or a web address, once.

Two settings name the receiver: PROTTASHA_ALERT_COMMAND is called without a shell and given the
alert as JSON on its standard input; to PROTTASHA_ALERT_URL it is posted. An alert that cannot be
delivered is a warning and changes nothing else.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any

from common.settings import Settings
from pipeline.failures import RunFailed
from pipeline.run_context import Run

SECONDS_TO_POST = 10
SECONDS_TO_RUN = 30


def report_failure(run: Run, failure: RunFailed) -> None:
    """Send an alert for a run, unless one was sent already.

    Nobody is alerted of a run that was stopped by hand, nor of a rebuild: who did that knows.
    """
    if _claim_report(run) and run.as_of is None and failure.event != "stopped":
        send_alert(run, failure)


def send_alert(run: Run, failure: RunFailed) -> None:
    """Send the alert for a failure to every receiver in the settings."""
    settings = run.settings
    if settings.alert_command is None and settings.alert_url is None:
        return
    facts = ("check_id", "target", "verdict", "evaluated", "failed")
    event = {
        "event": failure.event,
        "programme": run.programme.name,
        "month": run.month_label,
        "run_id": run.run_id or None,
        "at": settings.clock().isoformat(),
        "checks": [{fact: getattr(check, fact) for fact in facts} for check in failure.checks],
        "message": str(failure),
        "next_step": failure.next_step,
    }
    _deliver_event(settings, event)


def _claim_report(run: Run) -> bool:
    """Whether nobody has reported this run before; from now on somebody has.

    An empty file says so. It fits on a full disk, and of several processes only one can make it.
    """
    if not run.run_id:
        return True  # it broke before it was a run, so nobody else can know of it
    note = run.settings.dagster_home / f".reported-{run.run_id}"
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.touch(exist_ok=False)
    except FileExistsError:
        return False
    except OSError:
        return True  # rather twice than never
    return True


def _deliver_event(settings: Settings, event: Mapping[str, Any]) -> None:
    text = json.dumps(event).encode()
    for setting, receiver, deliver in (
        ("PROTTASHA_ALERT_COMMAND", settings.alert_command, _call_command),
        ("PROTTASHA_ALERT_URL", settings.alert_url, _post_event),
    ):
        if receiver:
            try:
                deliver(receiver, text)
            except (OSError, ValueError, HTTPException, subprocess.SubprocessError) as error:
                # Neither the command nor the address is shown: they may hold a secret.
                code = getattr(error, "code", None) or getattr(error, "returncode", "")
                kind = f"{type(error).__name__} {code}".rstrip()
                print(
                    f"prottasha: warning: {setting} did not take the alert ({kind})",
                    file=sys.stderr,
                )


def _call_command(command: str, text: bytes) -> None:
    # Standard output belongs to the result of the command that alerts.
    subprocess.run(  # noqa: S603
        shlex.split(command),
        input=text,
        stdout=subprocess.DEVNULL,
        timeout=SECONDS_TO_RUN,
        check=True,
    )


def _post_event(url: str, text: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=text, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS_TO_POST):  # noqa: S310
        pass
