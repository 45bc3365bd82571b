"""The calibrated cohort: 4,000 profiles whose months add up to the printed figures.

A larger programme repeats the cohort, a smaller one takes its first part.
"""

from __future__ import annotations

from random import Random

from sample import chance, facts
from sample.course import screening
from sample.course.assistance import give_assistance
from sample.course.immediate import give_immediate_assistance
from sample.course.profile import Profile
from sample.course.recurrence import plan_extra_cases
from sample.facts import read_printed
from sample.quotas import draw_members


def build_cohort(seed: int) -> list[Profile]:
    """The cohort of a seed, in random order.

    Raises InfeasibleQuota if the printed figures or the calibration choices contradict each other.
    """
    rng = chance.open_stream(seed, "cohort")
    profiles = [
        Profile(sex=sex, origin=origin)
        for origin in ("eu", "non_eu")
        for sex in ("men", "women")
        for _ in range(read_printed("screened", f"{origin}|{sex}"))
    ]
    rng.shuffle(profiles)
    screening.draw_screenings(profiles, rng)
    beneficiaries = _choose_beneficiaries(profiles, rng)
    screening.draw_plans(profiles, beneficiaries, rng)
    give_assistance(profiles, beneficiaries, rng)
    profiles += screening.build_unscreened(len(profiles), rng)
    give_immediate_assistance(profiles, rng)
    for profile in profiles:
        profile.set_registration(rng)
    plan_extra_cases(profiles, rng)
    rng.shuffle(profiles)
    return profiles


def _choose_beneficiaries(profiles: list[Profile], rng: Random) -> list[int]:
    """Positions of the persons to assist, by the printed origins and the chosen sexes."""
    chosen: list[int] = []
    women = facts.read_choices()["beneficiary_women"]
    for origin in ("eu", "non_eu"):
        sizes = {"women": women[origin]}
        sizes["men"] = read_printed("unique_beneficiaries", origin) - women[origin]
        for sex, size in sizes.items():
            pool = [i for i, p in enumerate(profiles) if (p.origin, p.sex) == (origin, sex)]
            chosen += draw_members(pool, size, rng, f"unique beneficiaries {origin} {sex}")
    return sorted(chosen)
