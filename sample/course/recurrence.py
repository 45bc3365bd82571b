"""Persons who return to the programme: later cases at the same or another centre."""

from __future__ import annotations

from random import Random

from sample import facts, months
from sample.course.profile import ExtraCase, Profile
from sample.course.screening import OCTOBER_2019, SEPTEMBER_2019
from sample.quotas import draw_members

QUIRKS = ("", "", "", "", "conflict", "blank_first")
THRICE = 20


def plan_extra_cases(profiles: list[Profile], rng: Random) -> None:
    """Give a later case to as many persons as the calibration says, and a third case to some."""
    last = months.LAST
    pool = [
        i
        for i, p in enumerate(profiles)
        if p.screened is not None and _find_settled_month(p) < last - 1
    ]
    count = facts.read_choices()["extra_cases"]
    for n, i in enumerate(draw_members(pool, count - THRICE, rng, "persons with several cases")):
        profile = profiles[i]
        month = rng.randint(_find_settled_month(profile) + 1, last)
        profile.extra_cases.append(ExtraCase(month, _draw_quirk(profile, month, rng)))
        if n < THRICE:
            profile.extra_cases.append(ExtraCase(rng.randint(month, last)))


def _draw_quirk(profile: Profile, month: int, rng: Random) -> str:
    """A random quirk. A sex that only the later case states must not change a printed figure."""
    quirk = rng.choice(QUIRKS)
    between = profile.registered <= OCTOBER_2019 and month >= SEPTEMBER_2019
    return "" if quirk == "blank_first" and between else quirk


def _find_settled_month(profile: Profile) -> int:
    """The month after which a later case adds no first date to an indicator."""
    return max(profile.registered, profile.screened or 0, profile.plan or 0)
