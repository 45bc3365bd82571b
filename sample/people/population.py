"""The persons of the sample: how they form households, and what tells them apart.

Twins, siblings, fathers with sons, and strangers with one name are more frequent here than in life.
A careful clerk who sees all columns can still tell any two persons apart, because otherwise a test
would depend on luck. So no two strangers share their own name together with their father's name,
their birth or their district. Children of a household have given names with different initials.
Whoever has family in the sample shows an NID of one kind (see course/case_history.py). The
benchmark of record linkage has none of these safeguards.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from sample import chance
from sample.people import documents, persons
from sample.people.names import NO_LAST
from sample.people.persons import Household, Person

CAPACITY = 5_000_000  # far below the number at which documents or phones would collide
# Persons come in rows of ROW. Some belong to the household of an earlier person of the row:
# place in the row -> (how many places before, relation). Only every TWINS-th row has twins, the
# others have siblings. In every NAMESAKES-th row a son has his father's name.
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
    """The persons of a seed. They must be made in order, from number 0."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._taken: set[tuple[object, ...]] = set()
        self._family: list[Person] = []

    def build_person(self, number: int, sex: str) -> Person:
        """Person `number`. A person whose sex is recorded as unknown is still a man or a woman."""
        rng = chance.open_stream(self._seed, f"person/{number}")
        row, place = divmod(number, ROW)
        back, kind = FAMILY.get(place, (0, "child"))
        if back == 0:
            self._family = []
        if kind == "twin" and row % TWINS:
            kind = "child"
        woman = sex == "women" or (sex == "unknown" and rng.random() < 0.2)
        first = number - back
        home = persons.draw_household(first, chance.open_stream(self._seed, f"household/{first}"))
        namesake = place == NAMESAKE and row % NAMESAKES == 0 and not woman
        for _ in range(TRIES):
            person = self._draw_person(kind, home, number, rng, woman=woman)
            if namesake:
                person = replace(person, name=home.father)
            if self._taken.isdisjoint(_list_signs(person)) and (
                namesake or kind == "parent" or self._is_apart(person)
            ):
                break
        self._taken.update(_list_signs(person))
        self._family.append(person)
        if has_family(number):
            paper = documents.build_paper_nid(number, person.district.pcode, person.born.year)
            person = replace(person, card="", paper=paper)
        return person

    def _draw_person(
        self, kind: str, home: Household, number: int, rng: Random, *, woman: bool
    ) -> Person:
        if kind == "twin":
            return persons.draw_twin(self._family[0], home, number, rng, woman=woman)
        if kind == "parent":
            return persons.draw_parent(self._family[0], home, number, rng, woman=woman)
        return persons.draw_child(home, number, rng, woman=woman)

    def _is_apart(self, child: Person) -> bool:
        """Whether the given name differs from every other in the household."""
        given = {other.name.list_words()[0].latin[0] for other in self._family}
        own = child.name.list_words()[0].latin[0]
        return own != child.father.list_words()[0].latin[0] and own[0] not in {n[0] for n in given}


def has_family(number: int) -> bool:
    """Whether another member of the household of person `number` is in the sample."""
    place = number % ROW
    return any(other - back <= place <= other for other, (back, _) in FAMILY.items())


def _list_signs(person: Person) -> set[tuple[object, ...]]:
    """What no stranger shares with the person: the name with the father's name, birth or home.

    In a very large sample some strangers do, because names are drawn at most TRIES times.
    """
    name, father = person.name, person.father
    own = (name.gender, name.given, name.last - NO_LAST)
    fathers = (*own, father.given, father.last - NO_LAST)
    return {fathers, (*own, person.born), (*own, person.district.pcode)}
