"""Alerts: what is told, to a command and to an address, and that nothing else depends on it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from common.errors import ConfigurationError
from common.settings import load_settings
from expectations.verdicts import CheckResult
from pipeline import alerts
from pipeline.failures import Failure

CHECK = CheckResult(
    "counted_once", "fct_screenings", "dbt", "uniqueness", "blocking", 0.0,
    evaluated=60, failed=3, waived=0, verdict="failed", row_references="returnees.csv row 7",
)  # fmt: skip
REFUSAL = Failure("refused", "audited and refused", "look at the rows", (CHECK,))
CLOCK = "2022-10-05T00:00:00+00:00"


def tell(**places: object) -> None:
    settings = load_settings(now=CLOCK, **places)
    alerts.alert(settings, settings.load_programme(), date(2022, 9, 1), "r-1", REFUSAL)


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


def test_both_are_told_the_same(tmp_path: Path, posted: tuple[str, list[bytes]]) -> None:
    url, got = posted
    told = tmp_path / "told with a blank"
    tell(alert_command=f"tee '{told}'", alert_url=url)
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
    tell(**{setting: value})
    said = capsys.readouterr()
    assert said.err.startswith(f"prottasha: warning: PROTTASHA_{setting.upper()} did not take")
    assert "secret" not in said.err
    assert said.out == ""


def test_an_answer_that_is_an_error_is_a_warning_with_its_number(
    posted: tuple[str, list[bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    tell(alert_url=f"{posted[0]}/broken")
    assert "HTTPError 500" in capsys.readouterr().err


def test_no_shell_sees_the_command(tmp_path: Path) -> None:
    tell(alert_command=f"true; touch {tmp_path}/made")
    assert list(tmp_path.iterdir()) == []


def test_without_settings_nobody_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell()
    assert capsys.readouterr() == ("", "")


def test_an_address_of_another_kind_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError, match="PROTTASHA_ALERT_URL") as raised:
        load_settings(alert_url="file:///etc/secret")
    assert "secret" not in str(raised.value)
    assert "secret" not in repr(load_settings(alert_command="secret"))
