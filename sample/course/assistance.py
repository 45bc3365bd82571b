"""The services of the beneficiaries and their months, by the printed quotas."""

from __future__ import annotations

from random import Random

from sample import facts, months
from sample.course.profile import Profile
from sample.course.screening import OCTOBER_2019, SEPTEMBER_2019, draw_soon_after, split_quota
from sample.facts import read_printed
from sample.quotas import InfeasibleQuota, draw_cover, draw_members

REPEAT_SHARE = 0.25


def give_assistance(profiles: list[Profile], beneficiaries: list[int], rng: Random) -> None:
    """Draw the services of all pillars. All unions but the psychosocial pillar are as printed.

    The printed psychosocial pillar is smaller than its own parts, which no set of persons can give.
    Here it equals its largest part: all who enrolled for counselling.
    """
    received: dict[str, set[int]] = {}
    for sex in ("men", "women"):
        members = [i for i in beneficiaries if profiles[i].sex == sex]
        sizes = {"economic": read_printed("economic_support", sex)}
        sizes["psychosocial"] = read_printed("counselling_enrolled", sex)
        sizes["social"] = read_printed("social_support", sex)
        for pillar, persons in draw_cover(members, sizes, rng).items():
            for part, chosen in _draw_parts(pillar, persons, sex, rng).items():
                received.setdefault(part, set()).update(chosen)
    completed = received.pop("counselling_completed")
    early = _draw_early_in_kind(profiles, received["in_kind"], rng)
    for part in sorted(received):
        for i in sorted(received[part]):
            month = early.get(i) if part == "in_kind" else None
            profiles[i].services.append((part, month or _draw_start(profiles[i], part, rng)))
    for i in sorted(completed):
        started = min(profiles[i].list_months({"counselling_enrolled"}))
        profiles[i].completed = draw_soon_after(started, rng, mean=3)
    _repeat_services(profiles, beneficiaries, rng)
    _fill_last_month(profiles, rng)


def list_economic_parts() -> set[str]:
    """The indicator codes of the economic services."""
    return {code for code, service in facts.read_services().items() if service.pillar == "economic"}


def _draw_parts(pillar: str, persons: list[int], sex: str, rng: Random) -> dict[str, list[int]]:
    if pillar == "psychosocial":
        completed = read_printed("counselling_completed", sex)
        trauma = read_printed("trauma_treatment", sex)
        return {
            "counselling_enrolled": persons,
            "counselling_completed": draw_members(persons, completed, rng, "completed counselling"),
            "trauma_treatment": draw_members(persons, trauma, rng, "trauma treatment"),
        }
    parts = [code for code, service in facts.read_services().items() if service.pillar == pillar]
    return draw_cover(persons, {part: read_printed(part, sex) for part in parts}, rng)


def _draw_early_in_kind(profiles: list[Profile], members: set[int], rng: Random) -> dict[int, int]:
    """Person -> month of in-kind support, up to October 2019 (its printed months)."""
    quota = split_quota("in_kind")
    before = sum(quota[:SEPTEMBER_2019])
    early: dict[int, int] = {}
    for month, wanted in (
        (SEPTEMBER_2019 - 1, before),
        (SEPTEMBER_2019, quota[SEPTEMBER_2019]),
        (OCTOBER_2019, quota[OCTOBER_2019]),
    ):
        ready = [i for i in sorted(members - early.keys()) if _get_plan(profiles[i]) <= month]
        for i in draw_members(
            ready, wanted, rng, f"in-kind support up to {months.format_month(month)}"
        ):
            early[i] = (
                month if month >= SEPTEMBER_2019 else rng.randint(_get_plan(profiles[i]), month)
            )
    return early


def _draw_start(profile: Profile, part: str, rng: Random) -> int:
    earliest = _get_plan(profile)
    if part == "in_kind":
        earliest = max(earliest, OCTOBER_2019 + 1)
    return draw_soon_after(earliest, rng, mean=5)


def _repeat_services(profiles: list[Profile], beneficiaries: list[int], rng: Random) -> None:
    """Repeat some services in a later month."""
    last = months.LAST
    for i in beneficiaries:
        while rng.random() < REPEAT_SHARE:
            part, month = rng.choice(profiles[i].services)
            economic = part in list_economic_parts()
            if month < last - economic:
                again = rng.randint(month + 1, last - economic)
                profiles[i].services.append((part, again))


def _fill_last_month(profiles: list[Profile], rng: Random) -> None:
    """Add services until economic support in the last month reaches the printed number."""
    last, economic = months.LAST, list_economic_parts()
    wanted = read_printed("economic_support", period="month")
    received = {i: p.list_months(economic) for i, p in enumerate(profiles)}
    served = sum(last in starts for starts in received.values())
    if served > wanted:
        raise InfeasibleQuota(
            f"economic support in {months.LAST_MONTH}: {served} persons drawn, {wanted} printed"
        )
    pool = [i for i, starts in received.items() if starts and last not in starts]
    for i in draw_members(pool, wanted - served, rng, f"economic support in {months.LAST_MONTH}"):
        part = rng.choice([code for code, _ in profiles[i].services if code in economic])
        profiles[i].services.append((part, last))


def _get_plan(profile: Profile) -> int:
    if profile.plan is None:
        raise InfeasibleQuota("a beneficiary has no reintegration plan")
    return profile.plan
