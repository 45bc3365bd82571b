"""The cases of a person: what each record says, how it changes, and the services on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from sample import chance, documents, facts, months, origins
from sample.persons import Person
from sample.profile import ExtraCase, Profile
from sample.records import MILESTONES, Case, Record, Row
from sample.services import assist

SEX_WRITTEN = {
    "men": ("Male", "Male", "Male", "M", "Man", "male", "MALE", "পুরুষ"),
    "women": ("Female", "Female", "F", "Woman", "female", "FEMALE", "মহিলা"),
    "unknown": ("", "", "N/A", "-"),
}
CORRECTED_SHARE = 0.08

Numbering = Callable[[str, int], str]


def create(person: Person, profile: Profile, seed: int, case_id: Numbering) -> list[Case]:
    """All cases of a person over the whole programme, services included."""
    rng = chance.stream(seed, f"cases/{person.number}")
    blank_first = any(extra.quirk == "blank_first" for extra in profile.extra_cases)
    registered = months.some_day(rng, profile.registered)
    row = _identity(person, rng, shared=bool(profile.extra_cases))
    sex, origin = ("unknown", "unknown") if blank_first else (profile.sex, profile.origin)
    first = _open(person.centre.code, registered, row, (sex, origin), rng, case_id)
    _progress(first, profile.screened, profile.plan, rng)
    if profile.mistaken_screening is not None:
        _mistake(first, profile.mistaken_screening, rng)
    cases = [first]
    for extra in profile.extra_cases:
        cases.append(_later_case(person, profile, extra, cases, rng, case_id))
    assist(cases, profile, rng)
    for case in cases:
        _correct(case, person, rng, documents_too=not profile.extra_cases)
    return cases


def _open(
    centre: str,
    registered: date,
    row: Row,
    attributes: tuple[str, str],
    rng: Random,
    case_id: Numbering,
) -> Case:
    """A new case: its first row, with country and sex written so that they read as `attributes`."""
    sex, origin = attributes
    country, returned = origins.written(origin, registered, rng)
    record = Record(sex=sex, origin=origin)
    number = case_id(centre, registered.year)
    latin = facts.centres()[centre].script == "latin"
    forms = [form for form in SEX_WRITTEN[sex] if not latin or form.isascii()]
    own: dict[str, Any] = {"Sex": rng.choice(forms), "Country of Return": country}
    own |= {"Case ID": number, "Registration Date": registered, "Return Date": returned}
    own |= {"Screened On": None, "Plan Developed On": None}
    record.change(months.of(registered), **{**row, **own})
    return Case(centre, number, record)


def _identity(person: Person, rng: Random, *, shared: bool, centre: str = "") -> Row:
    """The personal columns as this case writes them. A shared identity always shows a document."""
    bangla = facts.centres()[centre or person.centre.code].script != "latin"
    script = bangla and rng.random() < 0.15
    nid = documents.written_number(person.nid, rng, bangla=bangla) if person.nid else ""
    passport = documents.written_passport(person.passport, rng) if person.passport else ""
    if not shared and rng.random() < 0.1:
        nid = ""
    if shared and not nid and not passport:
        passport = documents.written_passport(documents.passport(person.number), rng)
    father = "" if rng.random() < 0.06 else person.father.written(rng, bangla=script)
    phone = documents.written_phone(person.phone, rng, bangla=bangla)
    return {
        "Full Name": person.name.written(rng, bangla=script),
        "Father's Name": father,
        "Date of Birth": None if rng.random() < 0.05 else person.born,
        "NID": nid,
        "Passport No": passport,
        "Phone": "" if rng.random() < 0.08 else phone,
        "District": _district(person, bangla, rng),
        "Upazila": _upazila(person, bangla, rng),
    }


def _later_case(
    person: Person,
    profile: Profile,
    extra: ExtraCase,
    cases: list[Case],
    rng: Random,
    case_id: Numbering,
) -> Case:
    """A case of a known person, after the one before; both show one document in the same digits."""
    centre = rng.choice((person.centre.code, *facts.centres()))
    before = cases[-1].record.versions[-1][1]
    earliest = max(d for d in map(before.get, MILESTONES) if d is not None)
    registered = months.some_day(rng, extra.month, earliest)
    row = _identity(person, rng, shared=True, centre=centre)
    if row["NID"] and row["Passport No"] and rng.random() < 0.4:
        dropped = rng.choice(("NID", "renewed"))
        if dropped == "NID":
            row["NID"] = ""
        else:
            row["Passport No"] = documents.passport(person.number, "renewed")
    sex, origin = profile.sex, profile.origin
    if extra.quirk == "conflict":
        origin = "non_eu" if origin == "eu" else "eu"
        if origin == "eu" or rng.random() < 0.3:
            sex = "women" if sex == "men" else "men"
    case = _open(centre, registered, row, (sex, origin), rng, case_id)
    if rng.random() < 0.6:
        plan = extra.month if profile.plan is not None and rng.random() < 0.6 else None
        _progress(case, extra.month, plan, rng)
    return case


def _progress(case: Case, screened: int | None, plan: int | None, rng: Random) -> None:
    """Screening and plan are entered in their months: later updates of the row."""
    reached = case.record.versions[0][1]["Registration Date"]
    for column, month in (("Screened On", screened), ("Plan Developed On", plan)):
        if month is not None:
            reached = months.some_day(rng, month, reached)
            case.record.change(month, **{column: reached})


def _mistake(case: Case, month: int, rng: Random) -> None:
    """A screening entered by mistake; an update with a blank takes it back."""
    day = months.some_day(rng, month, case.record.versions[0][1]["Registration Date"])
    case.record.change(month, **{"Screened On": day})
    case.record.change(month + rng.randint(1, 3), **{"Screened On": None})


def _correct(case: Case, person: Person, rng: Random, *, documents_too: bool) -> None:
    """Some rows come again with another spelling, phone, home, screening day or a found NID."""
    if rng.random() >= CORRECTED_SHARE:
        return
    record = case.record
    month = record.versions[-1][0] + rng.randint(1, 8)
    if month > months.last_number():
        return
    bangla = facts.centres()[case.centre].script != "latin"
    change: Row = {"Full Name": person.name.written(rng, bangla=False), "Phone": ""}
    change["Upazila"] = _upazila(person, bangla, rng)
    screened = record.versions[-1][1]["Screened On"]
    registered = record.versions[0][1]["Registration Date"]
    if screened is not None and months.of(screened) > months.of(registered):
        change["Screened On"] = screened.replace(day=1)
    if documents_too and person.nid:
        change["NID"] = person.nid
    record.change(month, **change)


def _district(person: Person, bangla: bool, rng: Random) -> str:
    district = person.district
    if rng.random() < 0.02:
        return ""
    if bangla and rng.random() < 0.1:
        return district.bangla
    name = district.latin[0] if rng.random() < 0.6 else rng.choice(district.latin)
    return name.upper() if rng.random() < 0.05 else name


def _upazila(person: Person, bangla: bool, rng: Random) -> str:
    place = rng.choice((" Sadar", " Sadar – Ward {}", " North", " South", ""))
    text = place.format(rng.randint(1, 9))
    return f"{person.district.latin[0]}{text}" if text else ""
