"""Persons and their households: who they are, apart from what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from sample import chance, documents, facts, names
from sample.facts import Centre, District

# Of five persons in a row the last two are one household: they share father, phone and home.
_PERSONS, _HOUSEHOLDS = 5, 4


@dataclass(frozen=True, slots=True)
class Person:
    """One human being; nid_form is 0 if there is no NID, passport '' if there is none."""

    number: int
    name: names.Name
    father: names.Name
    born: date
    district: District
    centre: Centre
    phone: str
    nid: str
    passport: str


def capacity() -> int:
    """How many persons can be told apart."""
    return names.capacity() // _HOUSEHOLDS * _PERSONS


def create(number: int, sex: str, seed: int) -> Person:
    """Person `number`; a person of unknown sex still is a man or a woman."""
    rng = chance.stream(seed, f"person/{number}")
    block, place = divmod(number, _PERSONS)
    household = block * _HOUSEHOLDS + min(place, _HOUSEHOLDS - 1)
    member = int(place == _HOUSEHOLDS)
    centre, district = _home(household, seed)
    woman = sex == "women" or (sex == "unknown" and rng.random() < 0.2)
    name, father = names.of(household, member, woman=woman)
    born = _birth(rng)
    form = rng.choices((10, 13, 17, 0), (45, 20, 17, 18))[0]
    nid = documents.nid(number, form, district.pcode, born.year) if form else ""
    kind = rng.choices(("current", "old", ""), (52, 6, 42))[0]
    passport = documents.passport(number, kind) if kind else ""
    phone = documents.phone(household)
    return Person(number, name, father, born, district, centre, phone, nid, passport)


def _home(household: int, seed: int) -> tuple[Centre, District]:
    rng = chance.stream(seed, f"household/{household}")
    centres = list(facts.centres().values())
    centre = rng.choices(centres, [c.weight for c in centres])[0]
    weights = [4, *[1] * (len(centre.districts) - 1)]
    return centre, facts.districts()[rng.choices(centre.districts, weights)[0]]


def _birth(rng: Random) -> date:
    """Often only the year is known: 1 January."""
    year = int(rng.triangular(1958, 2001, 1987))
    if rng.random() < 0.25:
        return date(year, 1, 1)
    return date(year, rng.randint(1, 12), rng.randint(1, 28))
