"""When the cohort is screened and gets its reintegration plans, by the printed quotas."""

from __future__ import annotations

from random import Random

from sample import facts, months
from sample.facts import read_printed
from sample.course.profile import Profile
from sample.quotas import InfeasibleQuota, apportion_total, draw_members

SEPTEMBER_2019, OCTOBER_2019 = months.parse_month("2019-09"), months.parse_month("2019-10")


def monthly_quota(indicator: str, member: str = "all") -> list[int]:
    """How many qualify in each month: printed for Sept and Oct 2019, spread between them.

    The printed cumulative figures of September and October 2019 and September 2022 hold exactly.
    """
    september = read_printed(indicator, member, "cumulative", "2019-09")
    october = read_printed(indicator, member, "cumulative", "2019-10")
    new = read_printed(indicator, member, "month", "2019-09")
    end = read_printed(indicator, member)
    before = apportion_total(september - new, [m + 4 for m in range(SEPTEMBER_2019)])
    after = range(OCTOBER_2019 + 1, months.LAST + 1)
    return [*before, new, october - september, *apportion_total(end - october, [_pace(m) for m in after])]


def screen(profiles: list[Profile], rng: Random) -> None:
    """Give every profile the month of its screening."""
    for origin in ("eu", "non_eu"):
        drawn = [m for m, n in enumerate(monthly_quota("screened", origin)) for _ in range(n)]
        rng.shuffle(drawn)
        members = [p for p in profiles if p.origin == origin]
        for profile, month in zip(members, drawn, strict=True):
            profile.screened = month


def develop_plans(profiles: list[Profile], beneficiaries: list[int], rng: Random) -> None:
    """Plans follow screening; those who never get one are no beneficiaries."""
    assisted = set(beneficiaries)
    waiting = list(range(len(profiles)))
    for sex in ("men", "women"):
        without = read_printed("screened", sex) - read_printed("plan_developed", sex)
        pool = [i for i in waiting if profiles[i].sex == sex and i not in assisted]
        gone = set(draw_members(pool, without, rng, f"{sex} without a plan"))
        waiting = [i for i in waiting if i not in gone]
    quota = monthly_quota("plan_developed")
    for month in range(OCTOBER_2019 + 1):
        ready = [i for i in waiting if _screened(profiles[i]) <= month]
        planned = set(draw_members(ready, quota[month], rng, f"plans of {months.format_month(month)}"))
        for i in planned:
            profiles[i].plan = month
        waiting = [i for i in waiting if i not in planned]
    for i in waiting:
        earliest = max(_screened(profiles[i]), OCTOBER_2019 + 1)
        overdue = _screened(profiles[i]) <= OCTOBER_2019
        profiles[i].plan = soon_after(earliest, rng, mean=6 if overdue else 0.7)


def never_screened(screened: int, rng: Random) -> list[Profile]:
    """The rest of the cohort: registered, never screened, some without readable sex or country."""
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


def soon_after(month: int, rng: Random, mean: float) -> int:
    """A month at or soon after `month`, within the programme."""
    drawn = month + int(rng.expovariate(1 / mean))
    last = months.LAST
    return drawn if drawn <= last else rng.randint(month, last)


def _screened(profile: Profile) -> int:
    if profile.screened is None:
        raise InfeasibleQuota("a plan for a person who was never screened")
    return profile.screened


def _pace(month: int) -> float:
    """Field work slowed down in the lockdowns of 2020 and 2021."""
    lockdown = ("2020-04", "2020-05", "2020-06", "2021-04", "2021-07")
    return 0.3 if months.format_month(month) in lockdown else 1.0
