"""Countries of return: which belong to the EU on the return date, and how centres write them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from sample import facts, months

UK_LAST_DAY = date(2020, 1, 31)  # of EU membership
UNREADABLE = ("", "", "Europe", "unknown", "???")


@cache
def _read_countries(origin: str) -> tuple[list[dict[str, str]], list[int]]:
    found = [
        row for row in facts.read_rows(facts.DATA / "countries.csv") if row["origin"] == origin
    ]
    return found, [int(row["weight"]) for row in found]


def write_country(origin: str, registered: date, rng: Random) -> tuple[str, date | None]:
    """A country as written, and a return date up to `registered`, that together give `origin`."""
    if origin == "unknown":
        return _write_unreadable(registered, rng)
    while True:
        countries, weights = _read_countries(origin)
        country = rng.choices(countries, weights)[0]
        text = _spell_country(country, rng)
        if country["alpha2"] != "GB":
            return text, None if rng.random() < 0.05 else _draw_return(
                months.FIRST_DAY, registered, rng
            )
        if origin == "eu":
            last = min(registered, UK_LAST_DAY)
            return text, last if rng.random() < 0.2 else _draw_return(months.FIRST_DAY, last, rng)
        if registered > UK_LAST_DAY:
            first = UK_LAST_DAY + timedelta(days=1)
            return text, first if rng.random() < 0.2 else _draw_return(first, registered, rng)


def _write_unreadable(registered: date, rng: Random) -> tuple[str, date | None]:
    """A blank or unreadable country, or the United Kingdom without a return date."""
    if rng.random() < 0.3:
        return "United Kingdom", None
    return rng.choice(UNREADABLE), _draw_return(months.FIRST_DAY, registered, rng)


def _spell_country(country: dict[str, str], rng: Random) -> str:
    form = rng.choices(("name", "alpha2", "alpha3"), (70, 22, 8))[0]
    text = country[form]
    return text.upper() if rng.random() < 0.05 else text


def _draw_return(first: date, last: date, rng: Random) -> date:
    """A random day within the two years up to `last`."""
    days = min((last - first).days, 720)
    return last - timedelta(days=rng.randint(0, days))
