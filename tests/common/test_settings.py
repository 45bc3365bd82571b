"""Settings: from the environment, typed, frozen; what is wrong is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from common import settings as module
from common.errors import ConfigurationError
from common.programme import parse_month
from common.settings import find_last_complete_month, load_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "LANDING", "PROGRAMME", "NOW"):
        monkeypatch.delenv(f"PROTTASHA_{name}", raising=False)


def test_an_option_wins_over_the_environment_and_landing_lies_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROTTASHA_HOME", str(tmp_path / "a"))
    monkeypatch.setenv("PROTTASHA_LANDING", "")
    assert load_settings().landing_folder == tmp_path / "a" / "landing"
    assert (
        load_settings(home=tmp_path / "b", landing=None).landing_folder
        == tmp_path / "b" / "landing"
    )
    assert load_settings(landing=tmp_path / "c").landing_folder == tmp_path / "c"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load_settings().home = Path("/elsewhere")  # type: ignore[misc]


def test_a_clock_without_a_zone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROTTASHA_NOW", "2022-10-05T06:00:00")
    with pytest.raises(ConfigurationError, match="PROTTASHA_NOW"):
        load_settings()


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2022-09-30T17:59:59+00:00", date(2022, 8, 1)),  # 23:59:59 in Dhaka
        ("2022-09-30T18:00:00+00:00", date(2022, 9, 1)),  # midnight, 1 October
        ("2022-01-05T06:00:00+06:00", date(2021, 12, 1)),
    ],
)
def test_a_month_is_complete_when_it_has_ended_in_dhaka(now: str, month: date) -> None:
    settings = load_settings(now=now)
    assert find_last_complete_month(settings, settings.load_programme()) == month


@pytest.mark.parametrize("text", ["2022-13", "2022-9", "09-2022", "2022-09-01", ""])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="not a month"):
        parse_month(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("time_zone: Asia/Dhaka", "time_zone: Asia/Nowhere"), "time_zone"),
        (("name: Prottasha", "nam: Prottasha"), "nam"),
        (("start_month: 2017-04", "start_month: spring"), "spring"),
        (("centres:", "centres: ["), "not valid YAML"),
    ],
)
def test_a_programme_file_that_is_wrong_is_named(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    programme = tmp_path / "other.yml"
    programme.write_text(module.PACKAGED_PROGRAMME.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_settings(programme=programme).load_programme()


def test_a_programme_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yml"):
        load_settings(programme=tmp_path / "nowhere.yml").load_programme()
