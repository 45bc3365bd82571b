"""The persons of a programme of any size, one at a time, and their rows for the deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from sample import chance, facts
from sample.course import case_history
from sample.course.cohort import build
from sample.people.population import CAPACITY, Population
from sample.course.profile import Profile
from sample.course.records import CASE_COLUMNS, SERVICE_COLUMNS, Case, Row
from sample.writers.spill import Spill

# Beyond the calibrated size some screened persons have no readable sex or country either.
UNREADABLE_SHARE = 0.01


class Numbering:
    """Case IDs a centre and year, Service IDs a centre."""

    def __init__(self) -> None:
        self._used: Counter[tuple[str, int]] = Counter()

    def case(self, centre: str, year: int) -> str:
        """The next Case ID, like `SYL-2021-00042`."""
        self._used[centre, year] += 1
        return f"{centre}-{year}-{self._used[centre, year]:05d}"

    def service(self, centre: str) -> str:
        """The next Service ID, like `SYL-S000042`."""
        self._used[centre, 0] += 1
        return f"{centre}-S{self._used[centre, 0]:06d}"


def people(returnees: int | None, seed: int) -> Iterator[tuple[int, list[Case]]]:
    """(person number, all cases) for every person, over the whole programme.

    The cohort is calibrated; a larger programme repeats it, a smaller one takes its first part.
    Raises ValueError if there are more persons than documents can tell apart.
    """
    size = facts.read_choices()["cohort"] if returnees is None else returnees
    if not 1 <= size <= CAPACITY:
        raise ValueError(
            f"returnees must be between 1 and {CAPACITY:,}, not {size:,}: choose another size"
        )
    profiles = build(seed)
    numbering = Numbering()
    population = Population(seed)
    for number in range(size):
        profile = profiles[number % len(profiles)]
        if size != len(profiles):
            profile = _blurred(profile, chance.open_stream(seed, f"blur/{number}"))
        person = population.make_person(number, profile.sex)
        found = case_history.create(person, profile, seed, numbering.case)
        for case in found:
            for service in case.services:
                number_of = numbering.service(case.centre)
                for _, row in service.versions:
                    row |= {"Service ID": number_of, "Case ID": case.case_id}
        yield number, found


def spill_rows(found: list[Case], spill: Spill, label_of: dict[int, str], through: int) -> int:
    """Put every delivered row of the cases into its delivery; returns how many services came."""
    baseline = facts.find_baseline_end()
    services = 0
    for case in found:
        for month, row in case.record.list_versions(baseline, through):
            spill.add_row((case.centre, label_of[month], "returnees"), _text(row, CASE_COLUMNS))
        for service in case.services:
            delivered = list(service.list_versions(baseline, through))
            services += bool(delivered)
            for month, row in delivered:
                spill.add_row((case.centre, label_of[month], "assistance"), _text(row, SERVICE_COLUMNS))
    return services


def _blurred(profile: Profile, rng: Random) -> Profile:
    draw = rng.random()
    if draw < UNREADABLE_SHARE:
        return replace(profile, sex="unknown")
    return replace(profile, origin="unknown") if draw < 2 * UNREADABLE_SHARE else profile


def _text(row: Row, columns: tuple[str, ...]) -> list[str]:
    return [_cell(row.get(column)) for column in columns]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
