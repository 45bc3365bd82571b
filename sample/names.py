"""Bangladeshi names: which there are, how common each is, and how a family's names hang together.

Names are drawn with unequal chances, the earlier in the data file the likelier, so that strangers
share names as they do in life. How a name is written is told in sample/writing.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from sample import chance, facts, noise

# The weight of the n-th name is 1 / (n + flatness): a Zipf law whose head is cut down to the 2 to
# 3 % that the commonest given name has. The commonest last names (Islam) have more than 10 %.
FLATNESS = {"given": 10, "last": 2}
# Compound names end in their own last name: Rafiqul Islam, Mizanur Rahman.
COMPOUNDS = {"ul": ("Islam", "Islam", "Islam", "Haque", "Alam"), "ur": ("Rahman",)}
KEPT_COMPOUND = 0.85
TWO_WORDS_ARE_ENOUGH = 0.55  # Md. Abdul Karim has no further name
WOMAN_HAS_ONE_NAME = 0.08
NO_LAST = -1


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name of the list: in Bangla, and in Latin letters as it is commonly written."""

    bangla: str
    latin: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name apart from its writing: positions in the lists of `gender`; last may be NO_LAST."""

    gender: str
    given: int
    last: int

    def words(self) -> list[Spelling]:
        """Given name and, if there is one, last name."""
        found = [spellings(self.gender, "given")[self.given]]
        if self.last != NO_LAST:
            found.append(spellings(self.gender, "last")[self.last])
        return found


@cache
def spellings(gender: str, kind: str) -> tuple[Spelling, ...]:
    """All given or last names of men or women ('man', 'woman'), the commonest first."""
    return tuple(
        Spelling(row["bangla"], tuple(row["variants"].split("|")))
        for row in facts.rows(facts.DATA / "names.csv")
        if row["list"] == f"{gender}_{kind}"
    )


def draw(gender: str, rng: Random, father: Name | None = None) -> Name:
    """A name by its commonness; a child's last name depends on the father's."""
    given = chance.place(_cumulated(gender, "given"), rng)
    return Name(gender, given, _last(gender, given, father, rng))


def _last(gender: str, given: int, father: Name | None, rng: Random) -> int:
    if gender == "woman":
        if rng.random() < WOMAN_HAS_ONE_NAME:
            return NO_LAST
        return chance.place(_cumulated(gender, "last"), rng)
    text = spellings(gender, "given")[given].latin[0]
    compound = COMPOUNDS.get(text[-2:])
    if compound and rng.random() < KEPT_COMPOUND:
        return _man_last(rng.choice(compound))
    if " " in text and rng.random() < TWO_WORDS_ARE_ENOUGH:
        return NO_LAST
    if father and father.last != NO_LAST and rng.random() < noise.people("fathers_last_name"):
        return father.last
    return chance.place(_cumulated(gender, "last"), rng)


@cache
def _man_last(latin: str) -> int:
    return next(i for i, s in enumerate(spellings("man", "last")) if latin in s.latin)


@cache
def _cumulated(gender: str, kind: str) -> list[float]:
    count = len(spellings(gender, kind))
    return chance.cumulated(1 / (n + FLATNESS[kind]) for n in range(1, count + 1))
