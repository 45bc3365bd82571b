"""Persons and their households, apart from what happened to them and what was recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random

from sample import chance, facts
from sample.facts import Centre, District
from sample.people import documents, names, noise

OWN_PHONE = 10_000_019  # personal phones are numbered from here, beyond every household's
HABITS = 120  # usual spellings: divisible by twice any number of variants up to 6


@dataclass(frozen=True, slots=True)
class Household:
    """What the members of a household have in common. `father` is the father of the children."""

    number: int
    father: names.Name
    fathers_habit: int
    centre: Centre
    district: District


@dataclass(frozen=True, slots=True)
class Person:
    """One person.

    card: the NID of 10 digits; paper: the NID of 17 digits; passport; each '' if there is none.
    habit and fathers_habit choose the usual spellings of the names.
    """

    number: int
    name: names.Name
    father: names.Name
    habit: int
    fathers_habit: int
    born: date
    district: District
    centre: Centre
    phone: str
    card: str
    paper: str
    passport: str


def draw_household(number: int, rng: Random) -> Household:
    """A random household, by the weights of the centres and the frequency of names."""
    centre, district = _draw_home(rng)
    return Household(number, names.draw_name("man", rng), rng.randrange(HABITS), centre, district)


def draw_child(home: Household, number: int, rng: Random, *, woman: bool) -> Person:
    """A son or daughter of the household."""
    name = names.draw_name("woman" if woman else "man", rng, home.father)
    return _with_papers(home, number, rng, name, _draw_birth(rng))


def draw_twin(sibling: Person, home: Household, number: int, rng: Random, *, woman: bool) -> Person:
    """A twin: another given name, the same date of birth."""
    while True:
        name = names.draw_name("woman" if woman else "man", rng, home.father)
        if name.given != sibling.name.given or name.gender != sibling.name.gender:
            return _with_papers(home, number, rng, name, sibling.born)


def draw_parent(of: Person, home: Household, number: int, rng: Random, *, woman: bool) -> Person:
    """The father of the household's child, or the mother (whose own father is drawn)."""
    year = of.born.year - rng.randint(20, 36)
    born = of.born.replace(year=year, month=rng.randint(1, 12), day=rng.randint(1, 28))
    if rng.random() < noise.read_rate("born_first_of_january"):
        born = date(year, 1, 1)
    name = names.draw_name("woman", rng) if woman else home.father
    person = _with_papers(home, number, rng, name, born)
    fathers_father = names.draw_name("man", rng, None if woman else name)
    return replace(person, father=fathers_father, fathers_habit=rng.randrange(HABITS))


def _with_papers(home: Household, number: int, rng: Random, name: names.Name, born: date) -> Person:
    district = home.district
    has_card, has_paper = rng.choices(((1, 0), (0, 1), (1, 1), (0, 0)), (35, 27, 20, 18))[0]
    kind = rng.choices(("current", "old", ""), (52, 6, 42))[0]
    common = rng.random() < noise.read_rate("common_phone")
    return Person(
        number=number,
        name=name,
        father=home.father,
        habit=rng.randrange(HABITS),
        fathers_habit=home.fathers_habit,
        born=born,
        district=district,
        centre=home.centre,
        phone=documents.build_phone(home.number if common else OWN_PHONE + number),
        card=documents.build_card_nid(number) if has_card else "",
        paper=documents.build_paper_nid(number, district.pcode, born.year) if has_paper else "",
        passport=documents.build_passport(number, kind) if kind else "",
    )


def _draw_home(rng: Random) -> tuple[Centre, District]:
    homes, cumulated = _read_homes()
    return homes[chance.draw_place(cumulated, rng)]


@cache
def _read_homes() -> tuple[list[tuple[Centre, District]], list[float]]:
    """Homes and their weights. The first district of a centre sends most of its people."""
    homes, weights = [], []
    for centre in facts.read_centres().values():
        shares = [4, *[1] * (len(centre.districts) - 1)]
        for pcode, share in zip(centre.districts, shares, strict=True):
            homes.append((centre, facts.read_districts()[pcode]))
            weights.append(centre.weight * share / sum(shares))
    return homes, chance.cumulate_weights(weights)


def _draw_birth(rng: Random) -> date:
    """A date of birth: often 1 January, because only the year is known."""
    year = int(rng.triangular(1958, 2001, 1987))
    if rng.random() < noise.read_rate("born_first_of_january"):
        return date(year, 1, 1)
    return date(year, rng.randint(1, 12), rng.randint(1, 28))


def give_fathers_name(son: Person, home: Household, rng: Random) -> Person:
    """The son, sometimes renamed after the father."""
    same = rng.random() < noise.read_rate("child_has_parents_name")
    return replace(son, name=home.father) if same else son
