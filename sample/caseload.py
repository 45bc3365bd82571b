"""The persons of a programme of any size with their cases, and the rows to deliver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from common.errors import ConfigurationError
from sample import chance, facts
from sample.course.case_history import create_cases
from sample.course.cohort import build_cohort
from sample.course.profile import Profile
from sample.course.records import CASE_COLUMNS, SERVICE_COLUMNS, Case, Row
from sample.people.population import CAPACITY, Population
from sample.writers.spill import Spill

# At any other size than the calibrated one, some screened persons have no readable sex or country.
UNREADABLE_SHARE = 0.01


class Numbering:
    """Numbers cases by centre and year, and services by centre."""

    def __init__(self) -> None:
        self._used: Counter[tuple[str, int]] = Counter()

    def number_case(self, centre: str, year: int) -> str:
        """The next Case ID, like `SYL-2021-00042`."""
        self._used[centre, year] += 1
        return f"{centre}-{year}-{self._used[centre, year]:05d}"

    def number_service(self, centre: str) -> str:
        """The next Service ID, like `SYL-S000042`."""
        self._used[centre, 0] += 1
        return f"{centre}-S{self._used[centre, 0]:06d}"


def draw_caseload(returnees: int | None, seed: int) -> Iterator[tuple[int, list[Case]]]:
    """(person number, all cases) for every person, over the whole programme.

    A programme larger than the calibrated cohort repeats it, a smaller one takes its first part.
    Raises ConfigurationError if `returnees` is out of range.
    """
    size = facts.read_choices()["cohort"] if returnees is None else returnees
    if not 1 <= size <= CAPACITY:
        raise ConfigurationError(f"returnees must be between 1 and {CAPACITY:,}, not {size:,}")
    profiles = build_cohort(seed)
    numbering = Numbering()
    population = Population(seed)
    for number in range(size):
        profile = profiles[number % len(profiles)]
        if size != len(profiles):
            profile = _blur_profile(profile, chance.open_stream(seed, f"blur/{number}"))
        person = population.build_person(number, profile.sex)
        found = create_cases(person, profile, seed, numbering.number_case)
        for case in found:
            for service in case.services:
                service_id = numbering.number_service(case.centre)
                for _, row in service.versions:
                    row |= {"Service ID": service_id, "Case ID": case.case_id}
        yield number, found


def spill_rows(found: list[Case], spill: Spill, label_of: dict[int, str], through: int) -> int:
    """Add every delivered row of the cases to its delivery. Returns the number of services."""
    baseline = facts.find_baseline_end()
    services = 0
    for case in found:
        for month, row in case.record.list_versions(baseline, through):
            spill.add_row(
                (case.centre, label_of[month], "returnees"), _format_row(row, CASE_COLUMNS)
            )
        for service in case.services:
            delivered = list(service.list_versions(baseline, through))
            services += bool(delivered)
            for month, row in delivered:
                spill.add_row(
                    (case.centre, label_of[month], "assistance"), _format_row(row, SERVICE_COLUMNS)
                )
    return services


def _blur_profile(profile: Profile, rng: Random) -> Profile:
    draw = rng.random()
    if draw < UNREADABLE_SHARE:
        return replace(profile, sex="unknown")
    return replace(profile, origin="unknown") if draw < 2 * UNREADABLE_SHARE else profile


def _format_row(row: Row, columns: tuple[str, ...]) -> list[str]:
    """The cells as text; str() of a date is its ISO form."""
    return ["" if row.get(column) is None else str(row[column]) for column in columns]
