"""Cases of one person share an exact identifier; two persons never share a key."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

import pytest

from sample import facts, names
from sample.generate import SampleReport
from tests.sample import counting, reading

BANGLA = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


@pytest.mark.parametrize("name", ["calibrated", "small"])
def test_documents_link_exactly_the_true_persons(name: str, request: pytest.FixtureRequest) -> None:
    report: SampleReport = request.getfixturevalue(name)
    persons = counting.persons_of(report.truth)
    cases = reading.current(report.landing, "returnees", "case id")
    assert cases.keys() == persons.keys()
    assert len(cases) == report.cases
    holders = defaultdict(set)
    for key, row in cases.items():
        for document in _documents(row):
            holders[document].add(key)
    assert all(len({persons[key] for key in keys}) == 1 for keys in holders.values())
    assert _clusters(cases, holders) == report.persons == len(set(persons.values()))


def test_two_persons_never_share_name_father_birth_and_district(calibrated: SampleReport) -> None:
    persons = counting.persons_of(calibrated.truth)
    seen: dict[tuple[str, ...], str] = {}
    for key, row in reading.current(calibrated.landing, "returnees", "case id").items():
        columns = ("full name", "father's name", "date of birth", "district")
        same = tuple(row[column].casefold() for column in columns)
        assert seen.setdefault(same, persons[key]) == persons[key]


def test_canonical_names_have_no_spelling_in_common() -> None:
    spellings = defaultdict(list)
    for row in facts.rows(facts.DATA / "names.csv"):
        spellings[row["list"]].append({row["bangla"], *row["variants"].casefold().split("|")})
    for lists in spellings.values():
        assert all(first.isdisjoint(second) for first, second in combinations(lists, 2))


def test_households_have_one_father_and_different_children() -> None:
    people = [
        names.of(household, member, woman=False) for household in range(9000) for member in (0, 1)
    ]
    assert len(set(people)) == len(people)
    assert all(people[i][1] == people[i + 1][1] for i in range(0, len(people), 2))


def _documents(row: reading.Row) -> set[str]:
    nid = re.sub(r"\s", "", row["nid"]).translate(BANGLA)
    passport = re.sub(r"[\s-]", "", row["passport no"]).upper()
    return {text for text in (nid, passport) if text}


def _clusters(
    cases: dict[tuple[str, str], reading.Row], holders: dict[str, set[tuple[str, str]]]
) -> int:
    parent = {key: key for key in cases}

    def root(key: tuple[str, str]) -> tuple[str, str]:
        while parent[key] != key:
            key = parent[key]
        return key

    for keys in holders.values():
        first, *others = keys
        for other in others:
            parent[root(other)] = root(first)
    return len({root(key) for key in cases})
