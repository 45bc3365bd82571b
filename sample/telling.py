"""One registration of a person: what is said and shown, and what changes until the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from sample import documents, facts
from sample.facts import District
from sample.noise import Noise
from sample.persons import Person
from sample.spelling import wrong_digit
from sample.writing import written_father, written_name

YEARS = range(1930, 2009)  # a birth outside of them is no returnee's, and no clerk types it
RENEWED, ANOTHER = 20_000_033, 30_000_001  # numbers of phones bought later


@dataclass(slots=True)
class Told:
    """What one registration says; '' and None: nothing. Documents and phone are bare digits."""

    full_name: str
    father_name: str
    born: date | None
    nid: str
    passport: str
    phone: str
    district: District | None


def tell(person: Person, noise: Noise, *, bangla: bool) -> Told:
    """One registration at a centre that can (`bangla`) or cannot type Bangla."""
    script = bangla and noise.strikes("name.bangla")
    return Told(
        full_name=written_name(person.name, person.habit, noise, bangla=script),
        father_name=written_father(person.father, person.fathers_habit, noise, bangla=script),
        born=birth(person.born, noise),
        nid=_nid(person, noise),
        passport=_passport(person, noise),
        phone=_phone(person, noise),
        district=None if noise.strikes("district.blank") else person.district,
    )


def later(person: Person, noise: Noise) -> Person:
    """The same person some time on: another phone, another home, a new passport."""
    if noise.strikes("phone.changed"):
        new = documents.phone(RENEWED + person.number)
        person = replace(
            person, phone=new if person.phone != new else documents.phone(ANOTHER + person.number)
        )
    if noise.strikes("district.moved"):
        person = replace(person, district=noise.rng.choice(list(facts.districts().values())))
    if person.passport and noise.strikes("passport.renewed"):
        person = replace(person, passport=documents.passport(person.number, "renewed"))
    return person


def birth(born: date, noise: Noise) -> date | None:
    """A date of birth as one registration gives it: at most one error."""
    if noise.strikes("birth.blank"):
        return None
    if noise.strikes("birth.year_only"):
        return born.replace(month=1, day=1)
    if born.day <= 12 and born.day != born.month and noise.strikes("birth.swapped"):
        return date(born.year, born.day, born.month)
    if noise.strikes("birth.digit"):
        return _wrong_date(born, noise.rng)
    if noise.strikes("birth.year_off"):
        return born.replace(year=born.year + noise.rng.choice((-1, 1)), day=min(born.day, 28))
    return born


def _wrong_date(born: date, rng: Random) -> date:
    while True:
        digits = wrong_digit(f"{born:%d%m%Y}", rng)
        try:
            wrong = date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        except ValueError:
            continue
        if wrong.year in YEARS and wrong != born:
            return wrong


def _nid(person: Person, noise: Noise) -> str:
    if noise.strikes("nid.agent"):
        return documents.agent_nid(noise.agent())
    if noise.strikes("nid.dummy"):
        return noise.rng.choice(documents.DUMMY_NIDS)
    forms = [form for form in (person.card, person.paper) if form]
    if not forms or not noise.strikes("nid.shown"):
        return ""
    shown = forms[0]
    if len(forms) > 1 and noise.strikes("nid.other_form"):
        shown = forms[1]
    if len(shown) == 17 and noise.rng.random() < 0.5:
        shown = shown[4:]  # 13 digits: without the birth year
    return wrong_digit(shown, noise.rng) if noise.strikes("nid.digit") else shown


def _passport(person: Person, noise: Noise) -> str:
    if noise.strikes("passport.agent"):
        return documents.agent_passport(noise.agent())
    if not person.passport or not noise.strikes("passport.shown"):
        return ""
    wrong = noise.strikes("passport.digit")
    return wrong_digit(person.passport, noise.rng) if wrong else person.passport


def _phone(person: Person, noise: Noise) -> str:
    if noise.strikes("phone.blank"):
        return ""
    if noise.strikes("phone.agent"):
        return documents.agent_phone(noise.agent())
    if noise.strikes("phone.dummy"):
        return noise.rng.choice(documents.DUMMY_PHONES)
    return wrong_digit(person.phone, noise.rng) if noise.strikes("phone.digit") else person.phone
