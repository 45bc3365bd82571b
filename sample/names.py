"""Bangladeshi names: canonical ones that differ between persons, and how centres write them.

No two persons share their own and their father's canonical name, so none can share
(name, father, birth date, district).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from sample import facts

PREFIXES = {
    "man": ("Md. ", "Md ", "MD. ", "Mohammad ", "Mohammed ", "", ""),
    "woman": ("Mst. ", "Most. ", "Mst ", "Mosammat ", "", ""),
}
BANGLA_PREFIXES = {"man": ("মোঃ ", "মো. ", "মোহাম্মদ ", ""), "woman": ("মোসাঃ ", "মোছাঃ ", "")}
HOUSEHOLD_SIZE = 2
_STEP, _OFFSET = 1571, 1087  # coprime with every number of names


@dataclass(frozen=True, slots=True)
class Name:
    """A canonical name: positions in the lists of given and last names of `gender`."""

    gender: str
    given: int
    last: int

    def written(self, rng: Random, *, bangla: bool) -> str:
        """One transliteration (or the Bangla spelling), with or without a prefix."""
        if bangla:
            parts = [_spellings(self.gender, kind)[place][0] for kind, place in self._places()]
            return rng.choice(BANGLA_PREFIXES[self.gender]) + " ".join(parts)
        latin = [
            rng.choice(_spellings(self.gender, kind)[place][1]) for kind, place in self._places()
        ]
        name = rng.choice(PREFIXES[self.gender]) + " ".join(latin)
        return name.upper() if rng.random() < 0.08 else name

    def _places(self) -> tuple[tuple[str, int], tuple[str, int]]:
        return (("given", self.given), ("last", self.last))


@cache
def _spellings(gender: str, kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (row["bangla"], tuple(row["variants"].split("|")))
        for row in facts.rows(facts.DATA / "names.csv")
        if row["list"] == f"{gender}_{kind}"
    )


@cache
def _count(gender: str, kind: str) -> int:
    return len(_spellings(gender, kind))


def _combination(gender: str, code: int) -> Name:
    total = _count(gender, "given") * _count(gender, "last")
    given, last = divmod((code * _STEP + _OFFSET) % total, _count(gender, "last"))
    return Name(gender, given, last)


def capacity() -> int:
    """How many households the names can tell apart."""
    fathers = _count("man", "given") * _count("man", "last")
    women = _count("woman", "given") * _count("woman", "last")
    return fathers * (women // HOUSEHOLD_SIZE)


def of(household: int, member: int, *, woman: bool) -> tuple[Name, Name]:
    """The canonical name of a member of a household, and of the father."""
    fathers = _count("man", "given") * _count("man", "last")
    round_, father = divmod(household, fathers)
    code = round_ * HOUSEHOLD_SIZE + member + father * 7
    return _combination("woman" if woman else "man", code), _combination("man", father)
