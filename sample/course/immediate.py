"""Immediate assistance at the airport and in communities, by the printed quotas."""

from __future__ import annotations

from random import Random

from sample import months
from sample.course.profile import Profile
from sample.course.screening import SEPTEMBER_2019
from sample.facts import read_printed
from sample.quotas import apportion_total, draw_members


def give_immediate_assistance(profiles: list[Profile], rng: Random) -> None:
    """Draw airport and community assistance for different persons, as the printed sum requires."""
    cells = [(part, sex) for part in ("airport", "community") for sex in ("men", "women")]
    sizes = [read_printed(f"immediate_{part}", sex) for part, sex in cells]
    early = apportion_total(read_printed("immediate_assistance", month="2019-09"), sizes)
    given: set[int] = set()
    for (part, sex), size, before in zip(cells, sizes, early, strict=True):
        for until_2019, wanted in ((True, before), (False, size - before)):
            pool = [
                i
                for i, p in enumerate(profiles)
                if i not in given
                and p.sex == sex
                and (p.screened is not None or part == "community")
                and (_get_contact(p) <= SEPTEMBER_2019) == until_2019
            ]
            for i in draw_members(pool, wanted, rng, f"immediate {part} assistance, {sex}"):
                given.add(i)
                month = _draw_near(_get_contact(profiles[i]), until_2019, rng)
                profiles[i].services.append((f"immediate_{part}", month))


def _get_contact(profile: Profile) -> int:
    return profile.registered if profile.screened is None else profile.screened


def _draw_near(contact: int, until_2019: bool, rng: Random) -> int:
    """The month of first contact or a month next to it, in the same period as the contact."""
    first, last = (0, SEPTEMBER_2019) if until_2019 else (SEPTEMBER_2019 + 1, months.LAST)
    return min(max(contact + rng.choice((-1, 0, 0, 0, 1)), first), last)
