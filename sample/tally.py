"""The true figures, counted from the persons and events by the written rules.

Nothing here uses the quotas that the sample was made from, or the warehouse.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from sample import facts, months
from sample.course.records import Case

SEXES = ("men", "women", "unknown")
ORIGINS = ("eu", "non_eu", "unknown")
PLATFORMS = ("facebook", "youtube", "other")
COMPLETED = "counselling_completed"
# reporting month, indicator, dimension, member, period, value
Figure = tuple[str, str, str, str, str, int]


class Tally:
    """Counts by indicator and month. Memory does not grow with the number of persons."""

    def __init__(self, through: int) -> None:
        self._through = through
        # indicator -> ('new' | 'served', month, sex, origin) -> persons
        self._persons: dict[str, Counter[tuple[str, int, str, str]]] = defaultdict(Counter)
        # indicator -> (month, member) -> units. member: 'all', a sex or a platform
        self._sums: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
        self._districts: dict[str, set[tuple[str, int]]] = defaultdict(set)

    def count_person(self, cases: Iterable[Case]) -> None:
        """Count a person by all records as they are after the last delivery."""
        known = [case for case in cases if case.find_registration(self._through)]
        dates: dict[str, set[int]] = defaultdict(set)
        for case in known:
            for indicator, day in _list_dates(case, self._through):
                for counted in _list_wholes(indicator):
                    dates[counted].add(months.find_month(day))
        if not dates:
            return
        sex, origin = _choose_attributes(known, self._through)
        for indicator, found in dates.items():
            counts = self._persons[indicator]
            counts["new", min(found), sex, origin] += 1
            for month in found:
                counts["served", month, sex, origin] += 1

    def count_units(self, indicator: str, day: date, value: int, member: str = "all") -> None:
        """Count the events, products, reports, participants or contacts of a day."""
        self._sums[indicator][months.find_month(day), member] += value

    def count_district(self, indicator: str, pcode: str, day: date) -> None:
        """Count a district for an indicator in the month of `day`."""
        self._districts[indicator].add((pcode, months.find_month(day)))

    def list_figures(self) -> Iterator[Figure]:
        """Every cell of every month, including zeros."""
        for code, indicator in facts.read_indicators().items():
            for dimension in indicator["dimensions"].split(";"):
                for member in _list_members(dimension):
                    yield from self._list_cell(code, indicator, dimension, member)

    def _list_cell(
        self, code: str, indicator: dict[str, str], dimension: str, member: str
    ) -> Iterator[Figure]:
        new, served = self._count_months(code, indicator["unit"], dimension, member)
        total = 0
        for month in range(self._through + 1):
            total += new[month]
            cell = (months.format_month(month), code, dimension, member)
            yield (*cell, "cumulative", total)
            yield (*cell, "month_new", new[month])
            if indicator["month_basis"] != "sum":
                yield (*cell, "month_served", served[month])

    def _count_months(
        self, code: str, unit: str, dimension: str, member: str
    ) -> tuple[Counter[int], Counter[int]]:
        new: Counter[int] = Counter()
        served: Counter[int] = Counter()
        if unit == "districts":
            found = self._districts[code]
            served.update(month for _, month in found)
            new.update(dict(sorted(found, reverse=True)).values())  # the first month wins
        elif unit == "persons":
            for (basis, month, sex, origin), count in self._persons[code].items():
                if member == _find_member(dimension, sex, origin):
                    (new if basis == "new" else served)[month] += count
        else:
            for (month, part), count in self._sums[code].items():
                if member in ("all", part):
                    new[month] += count
        return new, served


def _list_dates(case: Case, through: int) -> Iterator[tuple[str, date]]:
    row = case.record.find_row(through) or {}
    for indicator, column in (("screened", "Screened On"), ("plan_developed", "Plan Developed On")):
        if row.get(column):
            yield indicator, row[column]
    by_label = {service.label.casefold(): code for code, service in facts.read_services().items()}
    for record in case.services:
        service = record.find_row(through)
        if service is None or service["Status"] == "Cancelled":
            continue
        code = by_label[service["Service"].casefold()]
        yield code, service["Start Date"]
        if code == "counselling_enrolled" and service["Status"] == "Completed":
            yield COMPLETED, service["Completion Date"]


def _choose_attributes(cases: list[Case], through: int) -> tuple[str, str]:
    """The sex and origin of the earliest case that has one (registration date, centre, Case ID)."""
    order = sorted(cases, key=lambda c: (c.find_registration(through), c.centre, c.case_id))
    sex = next((c.record.sex for c in order if c.record.sex != "unknown"), "unknown")
    origin = next((c.record.origin for c in order if c.record.origin != "unknown"), "unknown")
    return sex, origin


@cache
def _list_wholes(indicator: str) -> tuple[str, ...]:
    """An indicator and every union that contains it, by the registry."""
    whole = facts.read_indicators()[indicator]["part_of"]
    return (indicator, *_list_wholes(whole)) if whole else (indicator,)


def _list_members(dimension: str) -> tuple[str, ...]:
    return {
        "total": ("all",),
        "sex": SEXES,
        "origin": ORIGINS,
        "platform": PLATFORMS,
        "origin_sex": tuple(f"{origin}|{sex}" for origin in ORIGINS for sex in SEXES),
    }[dimension]


def _find_member(dimension: str, sex: str, origin: str) -> str:
    """The member of a dimension to which a person of this sex and origin belongs."""
    members = {"total": "all", "sex": sex, "origin": origin, "origin_sex": f"{origin}|{sex}"}
    return members[dimension]
