"""The settings of a run: where things are, and which programme is monitored.

They are read once, from the environment (`PROTTASHA_*`) and the programme file, and never change.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
PACKAGED_PROGRAMME = Path(__file__).with_name("programme.yml")
PACKAGED_MODEL = Path(__file__).parents[1] / "identity" / "model.json"


class ConfigurationError(Exception):
    """A setting or the programme file is wrong; the message says which and what to do."""


def month_of(text: str) -> date:
    """The first day of the month `YYYY-MM`; raises ConfigurationError for anything else."""
    if not MONTH.fullmatch(text):
        raise ConfigurationError(f"{text!r} is not a month; write it as YYYY-MM, like 2022-09")
    return date.fromisoformat(f"{text}-01")


def _first_day(value: object) -> object:
    return month_of(value) if isinstance(value, str) else value


class Centre(BaseModel):
    """A reintegration service centre; its code is the one in the names of its files."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    name: str
    district_pcode: str


class Programme(BaseModel):
    """What is monitored: a name, a first month, a time zone for all local dates, the centres."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    code: str
    start_month: Annotated[date, BeforeValidator(_first_day)]
    time_zone: str
    centres: tuple[Centre, ...]

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{value!r} is not a time zone; write one like Asia/Dhaka") from None
        return value

    @property
    def centre_codes(self) -> tuple[str, ...]:
        return tuple(centre.code for centre in self.centres)


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
    def _of_the_web(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("is not an address that begins with http:// or https://")
        return value

    @field_validator("home", "landing", "programme", "model")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
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
        return (self.now or datetime.now(UTC)).astimezone(UTC)

    def load_programme(self) -> Programme:
        """Read the programme file; raises ConfigurationError naming the file and the field."""
        try:
            return Programme.model_validate(yaml.safe_load(self.programme.read_text("utf-8")))
        except OSError as error:
            raise ConfigurationError(
                f"the programme file {self.programme} cannot be read ({error.strerror}); "
                "set PROTTASHA_PROGRAMME to a file that exists"
            ) from None
        except ValidationError as error:
            problems = "; ".join(
                f"{'.'.join(map(str, item['loc'])) or 'file'}: {item['msg']}"
                for item in error.errors()
            )
            raise ConfigurationError(f"the programme file {self.programme}: {problems}") from None
        except yaml.YAMLError:
            raise ConfigurationError(
                f"the programme file {self.programme} is not valid YAML"
            ) from None


def load(**overrides: Any) -> Settings:
    """Settings from the environment, overrides (if not None) on top. Raises ConfigurationError."""
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        problems = "; ".join(
            f"PROTTASHA_{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise ConfigurationError(problems) from None


def last_complete_month(settings: Settings, programme: Programme) -> date:
    """The month before the one that the clock shows in the programme's time zone."""
    local = settings.clock().astimezone(ZoneInfo(programme.time_zone))
    year, month = divmod(local.year * 12 + local.month - 2, 12)
    return date(year, month + 1, 1)


def reporting_month_of(text: str | None, settings: Settings, programme: Programme) -> date:
    """The month that is asked for, by default the last complete one.

    Raises ConfigurationError unless it is a complete month of the programme.
    """
    last = last_complete_month(settings, programme)
    month = month_of(text) if text else last
    if not programme.start_month <= month <= last:
        raise ConfigurationError(
            f"{month:%Y-%m} is not a complete month of the programme; "
            f"choose one from {programme.start_month:%Y-%m} to {last:%Y-%m}"
        )
    return month
