"""The cases of a person: what each record states, how it changes, and its services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from sample import chance, facts, months
from sample.course.profile import ExtraCase, Profile
from sample.course.records import MILESTONES, Case, Record, Row
from sample.course.service_history import add_services
from sample.facts import District
from sample.people import documents, origins, recognition
from sample.people.noise import Noise
from sample.people.persons import Person
from sample.people.population import has_family
from sample.people.registration import Registration, change_circumstances, register_person
from sample.people.written_names import write_name

SEX_WRITTEN = {
    "men": ("Male", "Male", "Male", "M", "Man", "male", "MALE", "পুরুষ"),
    "women": ("Female", "Female", "F", "Woman", "female", "FEMALE", "মহিলা"),
    "unknown": ("", "", "N/A", "-"),
}
CORRECTED_SHARE = 0.08

Numbering = Callable[[str, int], str]


def create_cases(person: Person, profile: Profile, seed: int, case_id: Numbering) -> list[Case]:
    """All cases of a person over the whole programme, with their services."""
    rng = chance.open_stream(seed, f"cases/{person.number}")
    noise = Noise(chance.open_stream(seed, f"noise/{person.number}"), "sample")
    blank_first = any(extra.quirk == "blank_first" for extra in profile.extra_cases)
    registered = months.draw_day(rng, profile.registered)
    stated = _register_first(person, noise, alone=not profile.extra_cases)
    sex, origin = ("unknown", "unknown") if blank_first else (profile.sex, profile.origin)
    row = _build_row(person, stated, person.centre.code, rng)
    first = _open_case(person.centre.code, registered, row, (sex, origin), rng, case_id)
    _add_milestones(first, profile.screened, profile.plan, rng)
    if profile.mistaken_screening is not None:
        _add_mistake(first, profile.mistaken_screening, rng)
    cases, earlier = [first], [stated]
    for extra in profile.extra_cases:
        centre = rng.choice((person.centre.code, *facts.read_centres()))
        now, stated = _register_again(person, earlier, centre, noise)
        earlier.append(stated)
        row = _build_row(now, stated, centre, rng)
        cases.append(_open_later_case(centre, row, profile, extra, cases, rng, case_id))
    add_services(cases, profile, rng)
    for case in cases:
        _add_correction(case, person, rng, noise, alone=not profile.extra_cases)
    return cases


def _register_first(person: Person, noise: Noise, *, alone: bool) -> Registration:
    """A first registration. It states enough if later cases or family exist."""
    while True:
        stated = register_person(person, noise, bangla=_is_bangla_centre(person.centre.code))
        if (alone or recognition.is_sound(person, stated)) and (
            not has_family(person.number) or recognition.has_shown_nid(person, stated)
        ):
            return stated


def _register_again(
    person: Person, earlier: list[Registration], centre: str, noise: Noise
) -> tuple[Person, Registration]:
    """The person as of a later case, and a registration that can still be recognised."""
    while True:
        now = change_circumstances(person, noise)
        stated = register_person(now, noise, bangla=_is_bangla_centre(centre))
        if any(recognition.is_decidable(now, before, stated) for before in earlier) and (
            not has_family(person.number) or recognition.has_shown_nid(person, stated)
        ):
            return now, stated


def _is_bangla_centre(centre: str) -> bool:
    return facts.read_centres()[centre].script != "latin"


def _open_case(
    centre: str,
    registered: date,
    row: Row,
    attributes: tuple[str, str],
    rng: Random,
    case_id: Numbering,
) -> Case:
    """A new case whose row has country and sex written so that they read as `attributes`."""
    sex, origin = attributes
    country, returned = origins.write_country(origin, registered, rng)
    record = Record(sex=sex, origin=origin)
    number = case_id(centre, registered.year)
    latin = facts.read_centres()[centre].script == "latin"
    forms = [form for form in SEX_WRITTEN[sex] if not latin or form.isascii()]
    own: dict[str, Any] = {"Sex": rng.choice(forms), "Country of Return": country}
    own |= {"Case ID": number, "Registration Date": registered, "Return Date": returned}
    own |= {"Screened On": None, "Plan Developed On": None}
    record.change_row(months.find_month(registered), **{**row, **own})
    return Case(centre, number, record)


def _build_row(person: Person, stated: Registration, centre: str, rng: Random) -> Row:
    """The personal columns as this centre writes them."""
    bangla = _is_bangla_centre(centre)
    number, passport = documents.format_nid, documents.format_passport
    return {
        "Full Name": stated.full_name,
        "Father's Name": stated.father_name,
        "Date of Birth": stated.born,
        "NID": number(stated.nid, rng, bangla=bangla) if stated.nid else "",
        "Passport No": passport(stated.passport, rng) if stated.passport else "",
        "Phone": documents.format_phone(stated.phone, rng, bangla=bangla) if stated.phone else "",
        "District": _spell_district(stated.district, bangla, rng) if stated.district else "",
        "Upazila": _spell_upazila(person, rng),
    }


def _open_later_case(
    centre: str,
    row: Row,
    profile: Profile,
    extra: ExtraCase,
    cases: list[Case],
    rng: Random,
    case_id: Numbering,
) -> Case:
    """Open a case of a known person, after the latest milestone of the previous case."""
    before = cases[-1].record.versions[-1][1]
    earliest = max(d for d in map(before.get, MILESTONES) if d is not None)
    registered = months.draw_day(rng, extra.month, earliest)
    sex, origin = profile.sex, profile.origin
    if extra.quirk == "conflict":
        origin = "non_eu" if origin == "eu" else "eu"
        if origin == "eu" or rng.random() < 0.3:
            sex = "women" if sex == "men" else "men"
    case = _open_case(centre, registered, row, (sex, origin), rng, case_id)
    if rng.random() < 0.6:
        plan = extra.month if profile.plan is not None and rng.random() < 0.6 else None
        _add_milestones(case, extra.month, plan, rng)
    return case


def _add_milestones(case: Case, screened: int | None, plan: int | None, rng: Random) -> None:
    """Enter screening and plan in their months, as updates of the row."""
    reached = case.record.versions[0][1]["Registration Date"]
    for column, month in (("Screened On", screened), ("Plan Developed On", plan)):
        if month is not None:
            reached = months.draw_day(rng, month, reached)
            case.record.change_row(month, **{column: reached})


def _add_mistake(case: Case, month: int, rng: Random) -> None:
    """Enter a screening by mistake. A later update with a blank takes it back."""
    day = months.draw_day(rng, month, case.record.versions[0][1]["Registration Date"])
    case.record.change_row(month, **{"Screened On": day})
    case.record.change_row(month + rng.randint(1, 3), **{"Screened On": None})


def _add_correction(case: Case, person: Person, rng: Random, noise: Noise, *, alone: bool) -> None:
    """Send some rows again with another upazila or screening day.

    The only case of a person also gets another spelling, loses the phone, or gains the NID.
    """
    if rng.random() >= CORRECTED_SHARE:
        return
    record = case.record
    month = record.versions[-1][0] + rng.randint(1, 8)
    if month > months.LAST:
        return
    change: Row = {"Upazila": _spell_upazila(person, rng)}
    screened = record.versions[-1][1]["Screened On"]
    registered = record.versions[0][1]["Registration Date"]
    if screened is not None and months.find_month(screened) > months.find_month(registered):
        change["Screened On"] = screened.replace(day=1)
    if alone:
        change["Full Name"] = write_name(person.name, person.habit, noise, bangla=False)
        change["Phone"] = ""
        change |= {"NID": person.card} if person.card else {}
    record.change_row(month, **change)


def _spell_district(district: District, bangla: bool, rng: Random) -> str:
    if bangla and rng.random() < 0.1:
        return district.bangla
    name = district.latin[0] if rng.random() < 0.6 else rng.choice(district.latin)
    return name.upper() if rng.random() < 0.05 else name


def _spell_upazila(person: Person, rng: Random) -> str:
    place = rng.choice((" Sadar", " Sadar – Ward {}", " North", " South", ""))
    text = place.format(rng.randint(1, 9))
    return f"{person.district.latin[0]}{text}" if text else ""
