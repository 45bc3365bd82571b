"""One registration of a person: what it states, and what changes before the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from sample import facts
from sample.facts import District
from sample.people import documents
from sample.people.noise import Noise
from sample.people.persons import Person
from sample.people.spelling import mistype_digit
from sample.people.written_names import write_father, write_name

YEARS = range(1930, 2009)  # birth years of returnees; clerks do not accept others
RENEWED, ANOTHER = 20_000_033, 30_000_001  # phones bought later are numbered from here


@dataclass(slots=True)
class Registration:
    """What one registration states ('' and None: nothing). Documents and phone are bare digits."""

    full_name: str
    father_name: str
    born: date | None
    nid: str
    passport: str
    phone: str
    district: District | None


def register_person(person: Person, noise: Noise, *, bangla: bool) -> Registration:
    """One registration of the person. bangla: whether the centre can type Bangla."""
    script = bangla and noise.draw_error("name.bangla")
    return Registration(
        full_name=write_name(person.name, person.habit, noise, bangla=script),
        father_name=write_father(person.father, person.fathers_habit, noise, bangla=script),
        born=misstate_birth(person.born, noise),
        nid=_show_nid(person, noise),
        passport=_show_passport(person, noise),
        phone=_give_phone(person, noise),
        district=None if noise.draw_error("district.blank") else person.district,
    )


def change_circumstances(person: Person, noise: Noise) -> Person:
    """The same person some time later: perhaps with a new phone, home or passport."""
    if noise.draw_error("phone.changed"):
        new = documents.build_phone(RENEWED + person.number)
        person = replace(
            person,
            phone=new if person.phone != new else documents.build_phone(ANOTHER + person.number),
        )
    if noise.draw_error("district.moved"):
        person = replace(person, district=noise.rng.choice(list(facts.read_districts().values())))
    if person.passport and noise.draw_error("passport.renewed"):
        person = replace(person, passport=documents.build_passport(person.number, "renewed"))
    return person


def misstate_birth(born: date, noise: Noise) -> date | None:
    """A date of birth as one registration states it, with at most one error."""
    if noise.draw_error("birth.blank"):
        return None
    if noise.draw_error("birth.year_only"):
        return born.replace(month=1, day=1)
    if born.day <= 12 and born.day != born.month and noise.draw_error("birth.swapped"):
        return date(born.year, born.day, born.month)
    if noise.draw_error("birth.digit"):
        return _mistype_date(born, noise.rng)
    if noise.draw_error("birth.year_off"):
        return born.replace(year=born.year + noise.rng.choice((-1, 1)), day=min(born.day, 28))
    return born


def _mistype_date(born: date, rng: Random) -> date:
    while True:
        digits = mistype_digit(f"{born:%d%m%Y}", rng)
        try:
            wrong = date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        except ValueError:
            continue
        if wrong.year in YEARS and wrong != born:
            return wrong


def _show_nid(person: Person, noise: Noise) -> str:
    if noise.draw_error("nid.agent"):
        return documents.build_agent_nid(noise.draw_agent())
    if noise.draw_error("nid.dummy"):
        return noise.rng.choice(documents.DUMMY_NIDS)
    forms = [form for form in (person.card, person.paper) if form]
    if not forms or not noise.draw_error("nid.shown"):
        return ""
    shown = forms[0]
    if len(forms) > 1 and noise.draw_error("nid.other_form"):
        shown = forms[1]
    if len(shown) == 17 and noise.rng.random() < 0.5:
        shown = shown[4:]  # 13 digits: without the birth year
    return mistype_digit(shown, noise.rng) if noise.draw_error("nid.digit") else shown


def _show_passport(person: Person, noise: Noise) -> str:
    if noise.draw_error("passport.agent"):
        return documents.build_agent_passport(noise.draw_agent())
    if not person.passport or not noise.draw_error("passport.shown"):
        return ""
    wrong = noise.draw_error("passport.digit")
    return mistype_digit(person.passport, noise.rng) if wrong else person.passport


def _give_phone(person: Person, noise: Noise) -> str:
    if noise.draw_error("phone.blank"):
        return ""
    if noise.draw_error("phone.agent"):
        return documents.build_agent_phone(noise.draw_agent())
    if noise.draw_error("phone.dummy"):
        return noise.rng.choice(documents.DUMMY_PHONES)
    return (
        mistype_digit(person.phone, noise.rng) if noise.draw_error("phone.digit") else person.phone
    )
