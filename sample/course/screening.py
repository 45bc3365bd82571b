"""The months of screenings and reintegration plans, by the printed quotas."""

from __future__ import annotations

from random import Random

from sample import facts, months
from sample.course.profile import Profile
from sample.facts import read_printed
from sample.quotas import InfeasibleQuota, apportion_total, draw_members

SEPTEMBER_2019, OCTOBER_2019 = months.parse_month("2019-09"), months.parse_month("2019-10")


def split_quota(indicator: str, member: str = "all") -> list[int]:
    """How many persons reach the indicator in each month of the programme.

    The figures printed for September and October 2019 and for September 2022 hold exactly. What
    they leave open is spread over the other months.
    """
    september = read_printed(indicator, member, "cumulative", "2019-09")
    october = read_printed(indicator, member, "cumulative", "2019-10")
    new = read_printed(indicator, member, "month", "2019-09")
    end = read_printed(indicator, member)
    before = apportion_total(september - new, [m + 4 for m in range(SEPTEMBER_2019)])
    paces = [_get_pace(month) for month in range(OCTOBER_2019 + 1, months.LAST + 1)]
    return [*before, new, october - september, *apportion_total(end - october, paces)]


def draw_screenings(profiles: list[Profile], rng: Random) -> None:
    """Set the month of screening of every profile."""
    for origin in ("eu", "non_eu"):
        drawn = [m for m, n in enumerate(split_quota("screened", origin)) for _ in range(n)]
        rng.shuffle(drawn)
        members = [p for p in profiles if p.origin == origin]
        for profile, month in zip(members, drawn, strict=True):
            profile.screened = month


def draw_plans(profiles: list[Profile], beneficiaries: list[int], rng: Random) -> None:
    """Set the months of plans, at or after screening. Beneficiaries always have a plan."""
    assisted = set(beneficiaries)
    waiting = list(range(len(profiles)))
    for sex in ("men", "women"):
        without = read_printed("screened", sex) - read_printed("plan_developed", sex)
        pool = [i for i in waiting if profiles[i].sex == sex and i not in assisted]
        gone = set(draw_members(pool, without, rng, f"{sex} without a plan"))
        waiting = [i for i in waiting if i not in gone]
    quota = split_quota("plan_developed")
    for month in range(OCTOBER_2019 + 1):
        ready = [i for i in waiting if _get_screening(profiles[i]) <= month]
        what = f"plans of {months.format_month(month)}"
        planned = set(draw_members(ready, quota[month], rng, what))
        for i in planned:
            profiles[i].plan = month
        waiting = [i for i in waiting if i not in planned]
    for i in waiting:
        earliest = max(_get_screening(profiles[i]), OCTOBER_2019 + 1)
        overdue = _get_screening(profiles[i]) <= OCTOBER_2019
        profiles[i].plan = draw_soon_after(earliest, rng, mean=6 if overdue else 0.7)


def build_unscreened(screened: int, rng: Random) -> list[Profile]:
    """The rest of the cohort: never screened, and some without a readable sex or country."""
    choices = facts.read_choices()
    profiles = []
    for n in range(choices["cohort"] - screened):
        profile = Profile(sex=rng.choice(("men", "women")), origin=rng.choice(("eu", "non_eu")))
        if n < choices["never_screened_unknown"]:
            profile.sex = "unknown" if n % 2 else profile.sex
            profile.origin = "unknown" if n % 3 != 1 else profile.origin
        profile.registered = rng.randint(0, months.LAST)
        if n % 5 == 0:
            profile.registered = rng.randint(OCTOBER_2019 + 1, months.LAST - 3)
            profile.mistaken_screening = profile.registered
        profiles.append(profile)
    return profiles


def draw_soon_after(month: int, rng: Random, mean: float) -> int:
    """A month at or soon after `month`, within the programme."""
    drawn = month + int(rng.expovariate(1 / mean))
    return drawn if drawn <= months.LAST else rng.randint(month, months.LAST)


def _get_screening(profile: Profile) -> int:
    if profile.screened is None:
        raise InfeasibleQuota("a person who was never screened has a plan")
    return profile.screened


def _get_pace(month: int) -> float:
    """The relative pace of field work. It was slower in the lockdowns of 2020 and 2021."""
    lockdown = ("2020-04", "2020-05", "2020-06", "2021-04", "2021-07")
    return 0.3 if months.format_month(month) in lockdown else 1.0
