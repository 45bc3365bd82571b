"""The data files of the sample and the seeds of the warehouse, each read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sample import months

DATA = Path(__file__).with_name("data")
SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"


def read_rows(path: Path) -> list[dict[str, str]]:
    """The records of a UTF-8 comma-separated data file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class District:
    """A district and every spelling of it that the field uses."""

    pcode: str
    division: str
    latin: tuple[str, ...]
    bangla: str


@dataclass(frozen=True)
class Centre:
    """A service centre: the districts it serves and the format of its files."""

    code: str
    layout: str
    dates: str
    weight: int
    districts: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    script: str = "any"
    numbers: bool = False
    remarks: bool = False
    blank_tail: bool = False
    upper_header: bool = False
    reordered: bool = False


@dataclass(frozen=True)
class Service:
    """A kind of assistance, its indicator, and the range of its amount in BDT (0, 0: no amount)."""

    indicator: str
    pillar: str
    label: str
    amount: tuple[int, int]


@cache
def read_districts() -> dict[str, District]:
    """The 64 districts, by p-code."""
    return {
        row["district_pcode"]: District(
            row["district_pcode"],
            row["division_pcode"],
            (row["district_name"], *filter(None, row["spellings"].split("|"))),
            row["district_name_bn"],
        )
        for row in read_rows(SEEDS / "districts.csv")
    }


@cache
def read_centres() -> dict[str, Centre]:
    """The service centres, by code."""
    text = (DATA / "centres.yml").read_text("utf-8")
    return {
        code: Centre(code=code, **{**facts, "districts": tuple(facts["districts"])})
        for code, facts in yaml.safe_load(text).items()
    }


@cache
def read_services() -> dict[str, Service]:
    """The services, by indicator code."""
    return {
        row["indicator_code"]: Service(
            row["indicator_code"],
            row["pillar"],
            row["service"],
            (int(row["amount_from"] or 0), int(row["amount_to"] or 0)),
        )
        for row in read_rows(DATA / "services.csv")
    }


@cache
def read_indicators() -> dict[str, dict[str, str]]:
    """The indicator registry by code, in the order in which it is printed."""
    return {row["indicator_code"]: row for row in read_rows(SEEDS / "indicators.csv")}


@cache
def read_choices() -> dict[str, Any]:
    """The calibration choices for what the bulletins do not print."""
    loaded: dict[str, Any] = yaml.safe_load((DATA / "calibration.yml").read_text("utf-8"))
    return loaded


@cache
def read_published_figures() -> list[dict[str, str]]:
    """Every figure that the bulletins print."""
    return read_rows(DATA / "published_figures.csv")


def read_printed(
    indicator: str, member: str = "all", period: str = "cumulative", month: str = "2022-09"
) -> int:
    """The value that the bulletins print for a cell. Raises KeyError if they do not print it."""
    for row in read_published_figures():
        cell = (row["indicator_code"], row["member"], row["period"], row["reporting_month"])
        if cell == (indicator, member, period, month):
            return int(row["value"])
    raise KeyError(f"the bulletins do not print {indicator} {member} {period} for {month}")


def find_baseline_end() -> int:
    """The last month that the baseline deliveries contain."""
    return months.parse_month(read_choices()["baseline_until"])
