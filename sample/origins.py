"""Countries of return: which are EU on the return date, and how centres write them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from sample import facts, months

UK_LAST_DAY = date(2020, 1, 31)  # the United Kingdom was a member until this day
UNREADABLE = ("", "", "Europe", "unknown", "???")


@cache
def _countries(origin: str) -> tuple[list[dict[str, str]], list[int]]:
    found = [row for row in facts.rows(facts.DATA / "countries.csv") if row["origin"] == origin]
    return found, [int(row["weight"]) for row in found]


def written(origin: str, registered: date, rng: Random) -> tuple[str, date | None]:
    """A country as written and a return date up to `registered` that together have this origin."""
    if origin == "unknown":
        return _unreadable(registered, rng)
    while True:
        countries, weights = _countries(origin)
        country = rng.choices(countries, weights)[0]
        text = _spelling(country, rng)
        if country["alpha2"] != "GB":
            return text, None if rng.random() < 0.05 else _returned(
                months.FIRST_DAY, registered, rng
            )
        if origin == "eu":
            last = min(registered, UK_LAST_DAY)
            return text, last if rng.random() < 0.2 else _returned(months.FIRST_DAY, last, rng)
        if registered > UK_LAST_DAY:
            first = UK_LAST_DAY + timedelta(days=1)
            return text, first if rng.random() < 0.2 else _returned(first, registered, rng)


def _unreadable(registered: date, rng: Random) -> tuple[str, date | None]:
    """Blank, unreadable, or the United Kingdom without a return date."""
    if rng.random() < 0.3:
        return "United Kingdom", None
    return rng.choice(UNREADABLE), _returned(months.FIRST_DAY, registered, rng)


def _spelling(country: dict[str, str], rng: Random) -> str:
    form = rng.choices(("name", "alpha2", "alpha3"), (70, 22, 8))[0]
    text = country[form]
    return text.upper() if rng.random() < 0.05 else text


def _returned(first: date, last: date, rng: Random) -> date:
    """Mostly within the two years before `last`."""
    days = min((last - first).days, 720)
    return last - timedelta(days=rng.randint(0, days))
