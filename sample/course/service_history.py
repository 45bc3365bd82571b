"""The services on the cases of a person, each with the history of its status."""

from __future__ import annotations

from datetime import date
from random import Random

from sample import facts, months
from sample.course.profile import Profile
from sample.course.records import MILESTONES, Case, Record
from sample.course.screening import OCTOBER_2019

CANCELLED_SHARE = 0.06


def add_services(cases: list[Case], profile: Profile, rng: Random) -> None:
    """Add the services of the profile, and perhaps a cancelled one, to the cases."""
    last_opened = months.find_month(cases[-1].record.versions[0][1]["Registration Date"])
    completed = profile.completed
    for code, month in sorted(profile.services, key=lambda service: service[1]):
        case = cases[-1] if last_opened < month and rng.random() < 0.5 else cases[0]
        start = months.draw_day(rng, month, _find_earliest_day(case, month))
        if code != "counselling_enrolled":
            status, done = _draw_outcome(start, rng)
        elif completed is not None:
            status, done = "Completed", months.draw_day(rng, completed, start)
            completed = None
        else:
            status, done = rng.choice(("Enrolled", "Ongoing")), None
        case.services.append(_build_service(code, start, status, done, rng))
    if rng.random() < CANCELLED_SHARE:
        code = rng.choice(sorted(facts.read_services()))
        month = rng.randint(profile.registered, months.LAST)
        start = months.draw_day(rng, month, _find_earliest_day(cases[0], month))
        cases[0].services.append(_build_service(code, start, "Cancelled", None, rng))


def _find_earliest_day(case: Case, month: int) -> date:
    """The earliest day of a service: the last milestone of the case up to the month."""
    row = case.record.find_row(month) or {}
    days: list[date] = [row[column] for column in MILESTONES if row.get(column)]
    return max(day for day in days if months.find_month(day) <= month)


def _draw_outcome(start: date, rng: Random) -> tuple[str, date | None]:
    status = rng.choices(("Completed", "Ongoing", "Enrolled"), (70, 18, 12))[0]
    if status != "Completed":
        return status, None
    month = months.find_month(start) + min(int(rng.expovariate(0.6)), 12)
    if month > months.LAST:
        return "Ongoing", None
    return status, months.draw_day(rng, month, start)


def _build_service(code: str, start: date, status: str, done: date | None, rng: Random) -> Record:
    """A service that starts as enrolled and reaches its status in a later month.

    A cancelled service that began before November 2019 is cancelled at once, because a run of that
    time must give the figures printed then.
    """
    record = Record()
    service = facts.read_services()[code]
    begun = months.find_month(start)
    ended = months.find_month(done) if done else min(begun + rng.randint(0, 4), months.LAST)
    amount = _type_amount(service.amount, rng)
    label = service.label.upper() if rng.random() < 0.02 else service.label
    open_row = {"Service": label, "Start Date": start, "Completion Date": None}
    open_row["Amount (BDT)"] = amount
    at_once = status == "Cancelled" and begun <= OCTOBER_2019
    record.change_row(begun, **open_row, Status="Enrolled")
    if begun < ended - 1 and status != "Enrolled" and not at_once:
        record.change_row(begun + 1, Status="Ongoing")
    record.change_row(begun if at_once else ended, Status=status, **{"Completion Date": done})
    return record


def _type_amount(limits: tuple[int, int], rng: Random) -> str:
    """An amount as typed: blank, 92000 or 92,000, rarely with paisa."""
    if limits[1] == 0 or rng.random() < 0.08:
        return ""
    amount = rng.randint(limits[0] // 500, limits[1] // 500) * 500
    style = rng.random()
    if style < 0.02:
        return f"{amount}.50"
    return f"{amount:,}" if style < 0.45 else str(amount)
