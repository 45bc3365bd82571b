"""Bangladeshi names: the list of names, how common each is, and how names pass on in a family.

The earlier a name stands in the data file, the likelier it is drawn, so that strangers share names
as they do in life. sample/people/written_names.py writes names as a registration does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from sample import chance, facts
from sample.people import noise

# The weight of the n-th name is 1 / (n + flatness): a Zipf law, flattened so that the commonest
# given name has 2 to 3 %. The commonest last name (Islam) has more than 10 %.
FLATNESS = {"given": 10, "last": 2}
# Compound given names call for a certain last name: Rafiqul Islam, Mizanur Rahman.
COMPOUNDS = {"ul": ("Islam", "Islam", "Islam", "Haque", "Alam"), "ur": ("Rahman",)}
KEPT_COMPOUND = 0.85
TWO_WORDS_ARE_ENOUGH = 0.55  # Md. Abdul Karim has no further name
WOMAN_HAS_ONE_NAME = 0.08
NO_LAST = -1


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name of the list: in Bangla, and its common spellings in Latin letters."""

    bangla: str
    latin: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as positions in the lists of `gender`. `last` may be NO_LAST."""

    gender: str
    given: int
    last: int

    def list_words(self) -> list[Spelling]:
        """The given name and, if there is one, the last name."""
        found = [list_spellings(self.gender, "given")[self.given]]
        if self.last != NO_LAST:
            found.append(list_spellings(self.gender, "last")[self.last])
        return found


@cache
def list_spellings(gender: str, kind: str) -> tuple[Spelling, ...]:
    """All names of a gender ('man', 'woman') and kind ('given', 'last'), the commonest first."""
    return tuple(
        Spelling(row["bangla"], tuple(row["variants"].split("|")))
        for row in facts.read_rows(facts.DATA / "names.csv")
        if row["list"] == f"{gender}_{kind}"
    )


def draw_name(gender: str, rng: Random, father: Name | None = None) -> Name:
    """A random name by frequency. A child's last name depends on the father's."""
    given = chance.draw_place(_read_weights(gender, "given"), rng)
    return Name(gender, given, _draw_last(gender, given, father, rng))


def _draw_last(gender: str, given: int, father: Name | None, rng: Random) -> int:
    if gender == "woman":
        if rng.random() < WOMAN_HAS_ONE_NAME:
            return NO_LAST
        return chance.draw_place(_read_weights(gender, "last"), rng)
    text = list_spellings(gender, "given")[given].latin[0]
    compound = COMPOUNDS.get(text[-2:])
    if compound and rng.random() < KEPT_COMPOUND:
        return _find_mans_last(rng.choice(compound))
    if " " in text and rng.random() < TWO_WORDS_ARE_ENOUGH:
        return NO_LAST
    if father and father.last != NO_LAST and rng.random() < noise.read_rate("fathers_last_name"):
        return father.last
    return chance.draw_place(_read_weights(gender, "last"), rng)


@cache
def _find_mans_last(latin: str) -> int:
    return next(i for i, s in enumerate(list_spellings("man", "last")) if latin in s.latin)


@cache
def _read_weights(gender: str, kind: str) -> list[float]:
    count = len(list_spellings(gender, kind))
    return chance.cumulate_weights(1 / (n + FLATNESS[kind]) for n in range(1, count + 1))
