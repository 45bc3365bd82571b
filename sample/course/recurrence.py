"""Persons who come again: later cases at the same or another centre."""

from __future__ import annotations

from random import Random

from sample import facts, months
from sample.course.profile import ExtraCase, Profile
from sample.quotas import draw_members
from sample.course.screening import OCTOBER_2019, SEPTEMBER_2019

QUIRKS = ("", "", "", "", "conflict", "blank_first")
THRICE = 20


def plan_extra_cases(profiles: list[Profile], rng: Random) -> None:
    """Give as many persons a later case as the calibration says; some a third one."""
    last = months.LAST
    pool = [i for i, p in enumerate(profiles) if p.screened is not None and _settled(p) < last - 1]
    count = facts.read_choices()["extra_cases"]
    for n, i in enumerate(draw_members(pool, count - THRICE, rng, "persons with several cases")):
        profile = profiles[i]
        month = rng.randint(_settled(profile) + 1, last)
        profile.extra_cases.append(ExtraCase(month, _quirk(profile, month, rng)))
        if n < THRICE:
            profile.extra_cases.append(ExtraCase(rng.randint(month, last)))


def _quirk(profile: Profile, month: int, rng: Random) -> str:
    """A sex that only the later case tells must not change a figure printed between the two."""
    quirk = rng.choice(QUIRKS)
    between = profile.registered <= OCTOBER_2019 and month >= SEPTEMBER_2019
    return "" if quirk == "blank_first" and between else quirk


def _settled(profile: Profile) -> int:
    """After the first case has its screening and plan, so that a later one adds no first date."""
    return max(profile.registered, profile.screened or 0, profile.plan or 0)
