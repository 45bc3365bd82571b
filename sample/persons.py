"""Persons and their households: who they are, apart from what happened to them and was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random

from sample import chance, documents, facts, names, noise
from sample.facts import Centre, District

OWN_PHONE = 10_000_019  # numbers of phones that are a person's own, beyond every household's
HABITS = 120  # usual spellings: twice any number of variants up to 6 divides it


@dataclass(frozen=True, slots=True)
class Household:
    """What its members have in common; `father` is the children's."""

    number: int
    father: names.Name
    fathers_habit: int
    centre: Centre
    district: District


@dataclass(frozen=True, slots=True)
class Person:
    """One human being.

    card: the 10 digit NID; paper: the 17 digit one; each '' if there is none, like passport.
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


def household(number: int, rng: Random) -> Household:
    """A household by the weights of the centres and the commonness of names."""
    centre, district = _home(rng)
    return Household(number, names.draw("man", rng), rng.randrange(HABITS), centre, district)


def child(home: Household, number: int, rng: Random, *, woman: bool) -> Person:
    """A son or daughter of the household."""
    name = names.draw("woman" if woman else "man", rng, home.father)
    return _with_papers(home, number, rng, name, _birth(rng))


def twin(sibling: Person, home: Household, number: int, rng: Random, *, woman: bool) -> Person:
    """A twin: another given name, the same birth."""
    while True:
        name = names.draw("woman" if woman else "man", rng, home.father)
        if name.given != sibling.name.given or name.gender != sibling.name.gender:
            return _with_papers(home, number, rng, name, sibling.born)


def parent(of: Person, home: Household, number: int, rng: Random, *, woman: bool) -> Person:
    """The father of the household's child, or the mother, whose own father is another man."""
    year = of.born.year - rng.randint(20, 36)
    born = of.born.replace(year=year, month=rng.randint(1, 12), day=rng.randint(1, 28))
    if rng.random() < noise.people("born_first_of_january"):
        born = date(year, 1, 1)
    name = names.draw("woman", rng) if woman else home.father
    person = _with_papers(home, number, rng, name, born)
    fathers_father = names.draw("man", rng, None if woman else name)
    return replace(person, father=fathers_father, fathers_habit=rng.randrange(HABITS))


def _with_papers(home: Household, number: int, rng: Random, name: names.Name, born: date) -> Person:
    district = home.district
    has_card, has_paper = rng.choices(((1, 0), (0, 1), (1, 1), (0, 0)), (35, 27, 20, 18))[0]
    kind = rng.choices(("current", "old", ""), (52, 6, 42))[0]
    common = rng.random() < noise.people("common_phone")
    return Person(
        number=number,
        name=name,
        father=home.father,
        habit=rng.randrange(HABITS),
        fathers_habit=home.fathers_habit,
        born=born,
        district=district,
        centre=home.centre,
        phone=documents.phone(home.number if common else OWN_PHONE + number),
        card=documents.nid(number, 10, district.pcode, born.year) if has_card else "",
        paper=documents.nid(number, 17, district.pcode, born.year) if has_paper else "",
        passport=documents.passport(number, kind) if kind else "",
    )


def _home(rng: Random) -> tuple[Centre, District]:
    homes, cumulated = _homes()
    return homes[chance.place(cumulated, rng)]


@cache
def _homes() -> tuple[list[tuple[Centre, District]], list[float]]:
    """Centres by their weight; the first of a centre's districts sends most of its people."""
    homes, weights = [], []
    for centre in facts.centres().values():
        shares = [4, *[1] * (len(centre.districts) - 1)]
        for pcode, share in zip(centre.districts, shares, strict=True):
            homes.append((centre, facts.districts()[pcode]))
            weights.append(centre.weight * share / sum(shares))
    return homes, chance.cumulated(weights)


def _birth(rng: Random) -> date:
    """Often only the year is known: 1 January."""
    year = int(rng.triangular(1958, 2001, 1987))
    if rng.random() < noise.people("born_first_of_january"):
        return date(year, 1, 1)
    return date(year, rng.randint(1, 12), rng.randint(1, 28))


def maybe_named_like_father(son: Person, home: Household, rng: Random) -> Person:
    """Some sons bear their father's name."""
    same = rng.random() < noise.people("child_has_parents_name")
    return replace(son, name=home.father) if same else son
