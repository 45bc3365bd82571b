"""Who is in the sample: how its persons form households, and what keeps them apart.

Twins, brothers and sisters, fathers and sons, and strangers of one name are all in the sample, more
often than in life, but it stays decidable: a careful clerk with all columns before him could tell
every two persons apart. So no two strangers share their own name and their father's, their birth or
their district; the children of a household have given names with different initials, and whoever
has family in the sample shows the same kind of NID (see cases.py). Without that, what the sample
tests would be luck, not the warehouse. The benchmark of record linkage knows no such mercy.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from sample import chance, documents, persons
from sample.names import NO_LAST
from sample.persons import Household, Person

CAPACITY = 5_000_000  # far below where numbers of documents and phones would meet
# Of so many persons in a row, some belong to the household of an earlier one: place -> how many
# places before, and what they are to each other. Twins are in every TWINS-th row, siblings in the
# others; in every NAMESAKES-th row the son has his father's name.
ROW, TWINS, NAMESAKES = 40, 8, 5
FAMILY = {
    29: (1, "child"),
    31: (1, "child"),
    33: (1, "child"),
    34: (2, "child"),
    36: (1, "twin"),
    38: (1, "parent"),
}
NAMESAKE = 37
TRIES = 25


class Population:
    """The persons of a seed; they must be made in order, from number 0."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._taken: set[tuple[object, ...]] = set()
        self._family: list[Person] = []

    def person(self, number: int, sex: str) -> Person:
        """Person `number`; a person of unknown sex still is a man or a woman."""
        rng = chance.stream(self._seed, f"person/{number}")
        row, place = divmod(number, ROW)
        back, kind = FAMILY.get(place, (0, "child"))
        if back == 0:
            self._family = []
        if kind == "twin" and row % TWINS:
            kind = "child"
        woman = sex == "women" or (sex == "unknown" and rng.random() < 0.2)
        first = number - back
        home = persons.household(first, chance.stream(self._seed, f"household/{first}"))
        namesake = place == NAMESAKE and row % NAMESAKES == 0 and not woman
        for _ in range(TRIES):
            person = self._make(kind, home, number, rng, woman=woman)
            if namesake:
                person = replace(person, name=home.father)
            if self._taken.isdisjoint(_signs(person)) and (
                namesake or kind == "parent" or self._is_apart(person)
            ):
                break
        self._taken.update(_signs(person))
        self._family.append(person)
        if has_family(number):
            paper = documents.nid(number, 17, person.district.pcode, person.born.year)
            person = replace(person, card="", paper=paper)
        return person

    def _make(self, kind: str, home: Household, number: int, rng: Random, *, woman: bool) -> Person:
        if kind == "twin":
            return persons.twin(self._family[0], home, number, rng, woman=woman)
        if kind == "parent":
            return persons.parent(self._family[0], home, number, rng, woman=woman)
        return persons.child(home, number, rng, woman=woman)

    def _is_apart(self, child: Person) -> bool:
        """Whether the given name is like nobody's in the household."""
        given = {other.name.words()[0].latin[0] for other in self._family}
        own = child.name.words()[0].latin[0]
        return own != child.father.words()[0].latin[0] and own[0] not in {n[0] for n in given}


def has_family(number: int) -> bool:
    """Whether somebody of the household of person `number` is in the sample too."""
    place = number % ROW
    return any(other - back <= place <= other for other, (back, _) in FAMILY.items())


def _signs(person: Person) -> set[tuple[object, ...]]:
    """What no stranger shares with the person: the name with the father's, the birth or the home.

    Of very many persons, some do: names are drawn TRIES times and no more.
    """
    name, father = person.name, person.father
    own = (name.gender, name.given, name.last - NO_LAST)
    fathers = (*own, father.given, father.last - NO_LAST)
    return {fathers, (*own, person.born), (*own, person.district.pcode)}
