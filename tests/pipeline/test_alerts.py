"""Alerts: what a command and an address get, once, and that nothing else depends on it."""

from __future__ import annotations

import errno
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from common.errors import ConfigurationError
from common.settings import load_settings
from expectations.verdicts import CheckResult
from pipeline.alerts import report_failure, send_alert
from pipeline.failures import Refused, RunFailed, Stopped
from pipeline.run_context import Run

CHECK = CheckResult(
    "counted_once", "fct_screenings", "dbt", "uniqueness", "blocking", 0.0,
    evaluated=60, failed=3, waived=0, verdict="failed", row_references="returnees.csv row 7",
)  # fmt: skip
REFUSAL = Refused("audited and refused", "look at the rows")
REFUSAL.checks = (CHECK,)
CLOCK = "2022-10-05T00:00:00+00:00"


def a_run(run_id: str = "r-1", as_of: datetime | None = None, **places: object) -> Run:
    settings = load_settings(now=CLOCK, **places)
    return Run(run_id, date(2022, 9, 1), settings, settings.load_programme(), as_of)


def send(**places: object) -> None:
    send_alert(a_run(**places), REFUSAL)


@pytest.fixture
def posted() -> Iterator[tuple[str, list[bytes]]]:
    """An address on the loopback, and what was posted to it."""
    got: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(500 if self.path.startswith("/broken") else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()


def test_the_command_and_the_address_get_the_same(
    tmp_path: Path, posted: tuple[str, list[bytes]]
) -> None:
    url, got = posted
    told = tmp_path / "told with a blank"
    send(alert_command=f"tee '{told}'", alert_url=url)
    assert [told.read_bytes()] == got
    assert json.loads(got[0]) == {
        "event": "refused",
        "programme": "Prottasha",
        "month": "2022-09",
        "run_id": "r-1",
        "at": CLOCK,
        "checks": [
            {"check_id": "counted_once", "target": "fct_screenings", "verdict": "failed",
             "evaluated": 60, "failed": 3}
        ],
        "message": "audited and refused",
        "next_step": "look at the rows",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("alert_command", "false --token=secret"),
        ("alert_command", "/nowhere/at/all secret"),
        ("alert_command", "unclosed 'secret"),
        ("alert_url", "http://127.0.0.1:1/secret"),
        ("alert_url", "http://secret:port/"),
    ],
)
def test_an_alert_that_does_not_get_through_is_a_warning_without_its_secret(
    setting: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    send(**{setting: value})
    said = capsys.readouterr()
    assert said.err.startswith(f"prottasha: warning: PROTTASHA_{setting.upper()} did not take")
    assert "secret" not in said.err
    assert said.out == ""


def test_an_answer_that_is_an_error_is_a_warning_with_its_number(
    posted: tuple[str, list[bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    send(alert_url=f"{posted[0]}/broken")
    assert "HTTPError 500" in capsys.readouterr().err


def test_no_shell_sees_the_command(tmp_path: Path) -> None:
    send(alert_command=f"true; touch {tmp_path}/made")
    assert list(tmp_path.iterdir()) == []


def test_without_settings_nothing_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    send()
    assert capsys.readouterr() == ("", "")


def test_an_address_of_another_kind_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError, match="PROTTASHA_ALERT_URL") as raised:
        load_settings(alert_url="file:///etc/secret")
    assert "secret" not in str(raised.value)
    assert "secret" not in repr(load_settings(alert_command="secret"))


def count_alerts(tmp_path: Path) -> int:
    received = tmp_path / "received"
    return received.read_text("utf-8").count('"event"') if received.exists() else 0


def test_a_failed_run_is_reported_once(tmp_path: Path) -> None:
    run = a_run(home=tmp_path, alert_command=f"tee -a '{tmp_path}/received'")
    for _ in range(3):
        report_failure(run, RunFailed("it broke"))
    assert count_alerts(tmp_path) == 1
    report_failure(replace(run, run_id="r-2"), RunFailed("it broke"))
    assert count_alerts(tmp_path) == 2


def test_a_failure_before_the_run_began_is_reported_each_time(tmp_path: Path) -> None:
    run = a_run("", home=tmp_path, alert_command=f"tee -a '{tmp_path}/received'")
    for _ in range(2):
        report_failure(run, RunFailed("it broke"))
    assert count_alerts(tmp_path) == 2
    assert '"run_id": null' in (tmp_path / "received").read_text("utf-8")


def test_a_run_that_cannot_be_marked_as_reported_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "touch", refuse)
    run = a_run(home=tmp_path, alert_command=f"tee -a '{tmp_path}/received'")
    report_failure(run, RunFailed("the disk is full"))
    assert count_alerts(tmp_path) == 1


def test_nobody_is_alerted_of_a_rebuild_or_of_a_run_stopped_by_hand(tmp_path: Path) -> None:
    command = f"tee -a '{tmp_path}/received'"
    rebuild = a_run(as_of=datetime(2022, 9, 5, tzinfo=UTC), home=tmp_path, alert_command=command)
    report_failure(rebuild, RunFailed("it broke"))
    report_failure(a_run("r-2", home=tmp_path, alert_command=command), Stopped("stopped by hand"))
    assert count_alerts(tmp_path) == 0
