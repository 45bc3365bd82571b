"""The Bangladeshi benchmark: registrations of synthetic persons, with the truth beside them.

The errors are those of sample/people/noise.py and its data file, at the rates of a grade. Strangers
share names, and fathers' names too, as often as chance has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

from sample import chance, facts
from sample.people import documents, noise, persons
from sample.people.noise import Noise
from sample.people.persons import Person
from sample.people.registration import Registration, change_circumstances, register_person

if TYPE_CHECKING:
    import pandas as pd

GRADES = ("documented", "half", "none")
FIRST_DAY, DAYS = date(2017, 4, 1), 2009  # to 30 September 2022
COLUMNS = (
    "registration_date", "centre_code", "sex", "district_pcode", "full_name", "father_name",
    "date_of_birth", "nid", "passport_no", "phone", "person",
)  # fmt: skip
Row = tuple[Any, ...]


def generate(persons: int, grade: str, seed: int) -> pd.DataFrame:
    """The registrations of so many persons; the same frame for the same arguments.

    One row a registration (1.16 a person on average), by date: source_record_id (`SYL:SYL-2021-
    00042`), centre_code, case_id, registration_date (datetime64), sex (men, women, unknown),
    district_pcode (None if blank), full_name, father_name, date_of_birth (as the centre writes
    it), nid, passport_no, phone (as typed; '' if blank), person (the truth, int). Raises KeyError
    for an unknown grade, ValueError if there are no persons.
    """
    return _frame(rows(persons, grade, seed))


def generate_records(records: int, grade: str, seed: int) -> pd.DataFrame:
    """The same for exactly so many registrations."""
    found: list[Row] = []
    for row in rows(records, grade, seed):
        found.append(row)
        if len(found) == records:
            break
    return _frame(found)


def rows(count: int, grade: str, seed: int) -> Iterator[Row]:
    """The registrations of `count` persons, person by person, in the order of COLUMNS."""
    if count < 1:
        raise ValueError(f"there must be at least one person, not {count}")
    rng = chance.open_stream(seed, f"benchmark/{grade}")
    errors = Noise(rng, grade)
    for person, sex in people(count, rng):
        yield from _registrations(person, sex, errors)


def people(count: int, rng: Random) -> Iterator[tuple[Person, str]]:
    """(person, sex), household by household; persons are numbered from 0."""
    number = home_number = 0
    while number < count:
        home = persons.draw_household(home_number, rng)
        home_number += 1
        for person, sex in _members(home, number, rng):
            if number < count:
                yield person, sex
            number += 1


def _members(home: persons.Household, number: int, rng: Random) -> Iterator[tuple[Person, str]]:
    kinds, cumulated = _kinds()
    kind = kinds[chance.draw_place(cumulated, rng)]
    woman = rng.random() < noise.read_rate("women")
    first = persons.draw_child(home, number, rng, woman=woman)
    if kind == "parent_and_child" and not woman:
        first = persons.give_fathers_name(first, home, rng)
    yield first, "women" if woman else "men"
    others = {"alone": 0, "three_siblings": 2}.get(kind, 1)
    for place in range(1, 1 + others):
        woman = rng.random() < noise.read_rate("women")
        sex = "women" if woman else "men"
        if kind == "twins":
            yield persons.draw_twin(first, home, number + place, rng, woman=woman), sex
        elif kind == "parent_and_child":
            yield persons.draw_parent(first, home, number + place, rng, woman=woman), sex
        else:
            yield persons.draw_child(home, number + place, rng, woman=woman), sex


@cache
def _kinds() -> tuple[list[str], list[float]]:
    kinds = ["siblings", "three_siblings", "twins", "parent_and_child"]
    weights = [noise.read_rate(kind) for kind in kinds]
    return [*kinds, "alone"], chance.cumulate_weights([*weights, 1 - sum(weights)])


@cache
def _counts() -> tuple[list[int], list[float]]:
    shares: dict[int, float] = noise.read_model()["registrations"]
    return list(shares), chance.cumulate_weights(shares.values())


@cache
def _centres() -> tuple[list[facts.Centre], list[float]]:
    centres = list(facts.read_centres().values())
    return centres, chance.cumulate_weights(centre.weight for centre in centres)


def _registrations(person: Person, sex: str, errors: Noise) -> Iterator[Row]:
    """All registrations of a person; later ones mostly at the same centre."""
    rng = errors.rng
    counts, cumulated = _counts()
    centre = person.centre
    for turn in range(counts[chance.draw_place(cumulated, rng)]):
        if turn:
            person = change_circumstances(person, errors)
            if rng.random() < 0.4:
                centres, weights = _centres()
                centre = centres[chance.draw_place(weights, rng)]
        stated = register_person(person, errors, bangla=centre.script != "latin")
        day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        yield _row(day, centre, _sex(sex, errors), stated, person.number, errors)


def _sex(sex: str, errors: Noise) -> str:
    if errors.draw_error("sex.blank"):
        return "unknown"
    if errors.draw_error("sex.wrong"):
        return "women" if sex == "men" else "men"
    return sex


def _row(
    day: date, centre: facts.Centre, sex: str, stated: Registration, number: int, errors: Noise
) -> Row:
    """The cells as the centre writes them."""
    rng = errors.rng
    bangla = centre.script != "latin"
    born = stated.born
    if born is None:
        birth = ""
    elif centre.dates == "dmy":
        birth = f"{born.day:02d}/{born.month:02d}/{born.year}"
    else:
        birth = born.isoformat()
    return (
        day,
        centre.code,
        sex,
        stated.district.pcode if stated.district else None,
        stated.full_name,
        stated.father_name,
        birth,
        documents.format_nid(stated.nid, rng, bangla=bangla) if stated.nid else "",
        documents.format_passport(stated.passport, rng) if stated.passport else "",
        documents.format_phone(stated.phone, rng, bangla=bangla) if stated.phone else "",
        number,
    )


def _frame(found: Any) -> pd.DataFrame:
    """The rows by date, numbered a centre and year."""
    import pandas as pd

    frame = pd.DataFrame.from_records(list(found), columns=list(COLUMNS))
    frame["registration_date"] = pd.to_datetime(frame["registration_date"])
    frame = frame.sort_values("registration_date", kind="stable", ignore_index=True)
    year = frame["registration_date"].dt.year
    serial = frame.groupby([frame["centre_code"], year]).cumcount() + 1
    case = frame["centre_code"] + "-" + year.astype(str) + "-" + serial.astype(str).str.zfill(5)
    frame.insert(0, "source_record_id", frame["centre_code"] + ":" + case)
    frame.insert(2, "case_id", case)
    return frame
