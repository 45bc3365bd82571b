"""Whom the files in the landing folder let count, for the counting oracle.

It shares no code with sample/tally.py.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from tests.sample import reading
from tests.support.counting_oracle import Cell, Qualification, choose_known, count_figures

DIMENSIONS = ("total", "sex", "origin", "origin_sex")
MEN = {"male", "m", "man", "পুরুষ"}
WOMEN = {"female", "f", "woman", "মহিলা"}
SERVICES = {
    "airport assistance": ("immediate_airport", "immediate_assistance"),
    "community assistance": ("immediate_community", "immediate_assistance"),
    "counselling": ("counselling_enrolled", "psychosocial_support", "unique_beneficiaries"),
    "trauma counselling and psychiatric treatment": (
        "trauma_treatment",
        "psychosocial_support",
        "unique_beneficiaries",
    ),
    "in-kind support": ("in_kind", "economic_support", "unique_beneficiaries"),
    "skill training": ("skill_training", "economic_support", "unique_beneficiaries"),
    "community enterprise": ("community_enterprise", "economic_support", "unique_beneficiaries"),
    "financial and job linkage referral": (
        "job_linkage",
        "economic_support",
        "unique_beneficiaries",
    ),
    "medical treatment": ("medical_treatment", "social_support", "unique_beneficiaries"),
    "documentation and other social service": (
        "documentation_support",
        "social_support",
        "unique_beneficiaries",
    ),
    "referral for social support": ("social_referral", "social_support", "unique_beneficiaries"),
}


def read_persons(truth: Path) -> dict[tuple[str, str], str]:
    """(centre, Case ID) -> person."""
    with (truth / "persons.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {tuple(r["source_record_id"].split(":", 1)): r["person"] for r in rows}


def count_persons(landing: Path, truth: Path) -> dict[Cell, int]:
    """month_new and month_served of the persons indicators, by every member. No zeros."""
    persons = read_persons(truth)
    cases = reading.read_current(landing, "returnees", "case id")
    attributes = _choose_attributes(cases, persons)
    found: list[Qualification] = []

    def add(code: str, person: str, text: str) -> None:
        found.append(Qualification(code, person, _parse_day(text), *attributes[person]))

    for key, row in cases.items():
        for code, column in (("screened", "screened on"), ("plan_developed", "plan developed on")):
            if row[column]:
                add(code, persons[key], row[column])
    for (centre, _), row in reading.read_current(landing, "assistance", "service id").items():
        if row["status"].casefold() == "cancelled":
            continue
        person = persons[centre, row["case id"]]
        codes = SERVICES[row["service"].casefold()]
        for code in codes:
            add(code, person, row["start date"])
        if codes[0] == "counselling_enrolled" and row["status"].casefold() == "completed":
            for code in ("counselling_completed", *codes[1:]):
                add(code, person, row["completion date"])
    return count_figures(found, dict.fromkeys({q.indicator for q in found}, DIMENSIONS))


def _choose_attributes(
    cases: dict[tuple[str, str], reading.Row], persons: dict[tuple[str, str], str]
) -> dict[str, tuple[str, str]]:
    """Person -> sex and origin, as the oldest case says that knows them."""

    def find_age(key: tuple[str, str]) -> tuple[date, tuple[str, str]]:
        return _parse_day(cases[key]["registration date"]), key

    own: dict[str, list[reading.Row]] = defaultdict(list)
    for key in sorted(cases, key=find_age):
        own[persons[key]].append(cases[key])
    return {
        person: (choose_known(map(_read_sex, rows)), choose_known(map(_read_origin, rows)))
        for person, rows in own.items()
    }


def _read_sex(row: reading.Row) -> str:
    word = row["sex"].strip().casefold()
    return "men" if word in MEN else "women" if word in WOMEN else "unknown"


def _read_origin(row: reading.Row) -> str:
    country, returned = row["country of return"].casefold(), reading.parse_day(row["return date"])
    if country in ("gb", "gbr", "united kingdom"):
        if returned is None:
            return "unknown"
        return "eu" if returned <= date(2020, 1, 31) else "non_eu"
    return COUNTRIES.get(country, "unknown")


def _parse_day(text: str) -> date:
    found = reading.parse_day(text)
    assert found is not None
    return found


def _list_countries() -> dict[str, str]:
    eu = "it ita italy gr grc greece de deu germany fr fra france es esp spain mt mlt malta cy cyp "
    eu += "cyprus ro rou romania hr hrv croatia si svn slovenia at aut austria pl pol poland pt prt"
    other = "ly lby libya ba bih rs srb serbia lb lbn lebanon my mys malaysia sa sau ae are eg egy "
    other += "egypt ch che switzerland no nor norway"
    known = dict.fromkeys([*eu.split(), "portugal"], "eu") | dict.fromkeys(other.split(), "non_eu")
    names = ("bosnia and herzegovina", "saudi arabia", "united arab emirates")
    return known | dict.fromkeys(names, "non_eu")


COUNTRIES = _list_countries()
