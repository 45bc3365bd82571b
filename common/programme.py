"""The programme that is monitored: its first month, time zone and centres, read from a file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, field_validator

from common.errors import ConfigurationError

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def parse_month(text: str) -> date:
    """The first day of the month `YYYY-MM`; ConfigurationError for anything else."""
    if not MONTH.fullmatch(text):
        raise ConfigurationError(f"{text!r} is not a month; write it as YYYY-MM, like 2022-09")
    return date.fromisoformat(f"{text}-01")


def _parse_first_day(value: object) -> object:
    return parse_month(value) if isinstance(value, str) else value


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
    start_month: Annotated[date, BeforeValidator(_parse_first_day)]
    time_zone: str
    centres: tuple[Centre, ...]

    @field_validator("time_zone")
    @classmethod
    def _require_known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{value!r} is not a time zone; write one like Asia/Dhaka") from None
        return value

    @property
    def centre_codes(self) -> tuple[str, ...]:
        return tuple(centre.code for centre in self.centres)


def load_programme(path: Path) -> Programme:
    """Read a programme file; ConfigurationError names the file and the field that is wrong."""
    try:
        return Programme.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except OSError as error:
        raise ConfigurationError(
            f"the programme file {path} cannot be read ({error.strerror}); "
            "set PROTTASHA_PROGRAMME to a file that exists"
        ) from None
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'file'}: {item['msg']}" for item in error.errors()
        )
        raise ConfigurationError(f"the programme file {path}: {problems}") from None
    except yaml.YAMLError:
        raise ConfigurationError(f"the programme file {path} is not valid YAML") from None
