"""The settings of a run: where things are, and which programme is monitored.

They are read once, from the environment (`PROTTASHA_*`) and the programme file, and never change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from common.errors import ConfigurationError
from common.instants import read_clock
from common.programme import Programme, load_programme, parse_month

PACKAGED_PROGRAMME = Path(__file__).with_name("programme.yml")
PACKAGED_MODEL = Path(__file__).parents[1] / "identity" / "model.json"


class Settings(BaseSettings):
    """Places and programme. `landing` defaults to the folder of that name in `home`."""

    model_config = SettingsConfigDict(
        env_prefix="PROTTASHA_", frozen=True, extra="ignore", env_ignore_empty=True
    )
    home: Path = Path("data")
    landing: Path | None = None
    programme: Path = PACKAGED_PROGRAMME
    # The frozen linking model; `prottasha identity train` makes another one.
    model: Path = PACKAGED_MODEL
    # The clock that stamps a landing, fixed: for tests and for rehearsals of a past day.
    now: AwareDatetime | None = None
    # Who is told of a run that failed or was refused; see `alerts`. Both may hold a secret.
    alert_command: str | None = Field(None, repr=False)
    alert_url: str | None = Field(None, repr=False)

    @field_validator("alert_url")
    @classmethod
    def _require_web_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("is not an address that begins with http:// or https://")
        return value

    @field_validator("home", "landing", "programme", "model")
    @classmethod
    def _make_absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else None

    @property
    def landing_folder(self) -> Path:
        return self.landing or self.home / "landing"

    @property
    def bronze(self) -> Path:
        return self.home / "bronze"

    @property
    def ledger(self) -> Path:
        return self.bronze / "ledger.sqlite"

    @property
    def vault(self) -> Path:
        return self.home / "vault"

    @property
    def work(self) -> Path:
        return self.home / "work"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def rebuilds(self) -> Path:
        return self.home / "rebuilds"

    @property
    def dagster_home(self) -> Path:
        return self.home / "dagster"

    def clock(self) -> datetime:
        """The instant that a landing is stamped with (UTC)."""
        return (self.now or read_clock()).astimezone(UTC)

    def load_programme(self) -> Programme:
        """Read the programme file; ConfigurationError names the file and the field."""
        return load_programme(self.programme)


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, overrides (if not None) on top. Raises ConfigurationError."""
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        problems = "; ".join(
            f"PROTTASHA_{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise ConfigurationError(problems) from None


def find_last_complete_month(settings: Settings, programme: Programme) -> date:
    """The month before the one that the clock shows in the programme's time zone."""
    local = settings.clock().astimezone(ZoneInfo(programme.time_zone))
    year, month = divmod(local.year * 12 + local.month - 2, 12)
    return date(year, month + 1, 1)


def choose_month(text: str | None, settings: Settings, programme: Programme) -> date:
    """The month that is asked for, by default the last complete one.

    Raises ConfigurationError unless it is a complete month of the programme.
    """
    last = find_last_complete_month(settings, programme)
    month = parse_month(text) if text else last
    if not programme.start_month <= month <= last:
        raise ConfigurationError(
            f"{month:%Y-%m} is not a complete month of the programme; "
            f"choose one from {programme.start_month:%Y-%m} to {last:%Y-%m}"
        )
    return month
