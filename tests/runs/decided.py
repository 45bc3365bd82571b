"""A home in which a reviewer has decided about four cases, between two releases."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.support.home import A_DAY_LATER, Home, Published, export_persons

AN_HOUR_LATER = "2022-10-05T07:00:00+06:00"
WHO = ("--by", "R. Eviewer", "--reason", "Zulekhaq was seen at the desk")
# Values as nobody in the sample has them, written over those of one case.
PLANTED = {
    "Full Name": "Zulekhaq Qorbanix",
    "Father's Name": "Ferozeq Wadudix",
    "NID": "7319846205",
    "Passport No": "ZQ5550123",
    "Phone": "01799887766",
}
Cell = tuple[str, ...]
Pair = tuple[str, str]


def two_persons(home: Home) -> Pair:
    """Two men of one case each who were first assisted in two months, by the same indicators."""
    rows = home.sql(
        "select any_value(b.centre_code || ':' || b.case_id), "
        "list(distinct q.indicator_code order by q.indicator_code) as codes, "
        "min(q.counting_month) from marts.dim_beneficiaries d "
        "join marts.bridge_beneficiary_cases b using (person_id) "
        "join marts.fct_qualifications q on q.subject_id = d.person_id "
        "where d.cases = 1 and d.sex = 'men' and d.origin = 'eu' group by d.person_id "
        "having bool_or(indicator_code = 'unique_beneficiaries') order by codes, 1"
    )
    pairs = [
        (str(one[0]), str(other[0]))
        for one, other in pairwise(rows)
        if one[1] == other[1] and one[2] != other[2]
    ]
    return pairs[len(pairs) // 2]


def one_of_two(home: Home) -> Pair:
    """The two cases of a person whom the model joined, and who counts for less than both."""
    ((cases,),) = home.sql(
        "select list(centre_code || ':' || case_id order by registration_date, case_id) "
        "from marts.bridge_beneficiary_cases where person_id in (select person_id "
        "from marts.fct_identity_effects where cases = 2 and joined_by = 'model' "
        "and indicator_code = 'unique_beneficiaries' and effect < 0) "
        "group by person_id order by person_id limit 1"
    )
    one, other = cases  # type: ignore[misc]
    return one, other


def effects(home: Home, person: str) -> dict[Cell, int]:
    """What it does to each cell of a month that a person's cases are one person's."""
    return {
        tuple(map(str, cell)): int(str(effect))
        for *cell, effect in home.sql(
            "select strftime(reporting_month, '%Y-%m'), indicator_code, dimension, member, period, "
            f"effect from marts.fct_identity_effects where person_id = '{person}'"
        )
    }


def plant(home: Home, but: Iterable[str]) -> None:
    """Write the planted values over those of a case; no figure depends on them."""
    for path, row_number, record in home.sql(
        "select f.path, b.row_number, b.centre_code || ':' || b.case_id "
        "from marts.bridge_beneficiary_cases b "
        "join marts.dim_source_files f using (source_file_id) "
        "where f.path like '%returnees%.csv' and b.person_id in "
        "(select person_id from marts.dim_beneficiaries where cases = 1) order by all"
    ):
        file = home.landing / str(path)
        if record in but or not file.read_bytes().startswith(b"Case ID,"):
            continue
        rows = list(csv.reader(io.StringIO(file.read_text("utf-8"), newline="")))
        row = rows[int(str(row_number)) - 1]
        assert row[0] == str(record).partition(":")[2]
        for column, value in PLANTED.items():
            row[rows[0].index(column)] = value
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        return
    raise AssertionError("there is no case to plant the values in")


@dataclass(frozen=True)
class Decided:
    """A home in which two persons were made one and one was made two, and what it was before."""

    home: Home
    joined: Pair
    parted: Pair
    persons: dict[str, str]
    figures: dict[Cell, int]
    effects: dict[Cell, int]
    said: str


def decide(published: Published, folder: Path) -> Decided:
    """Join two persons and part another one, run again, and keep what commands say of it."""
    home = published.copy(folder / "home")
    joined, parted = two_persons(home), one_of_two(home)
    persons = export_persons(home, home.folder.parent / "before.csv")
    figures, before = home.figures(), effects(home, persons[parted[0]])
    plant(home, {*joined, *parted})
    said = [
        home.call("identity", "decide", *joined, "same", *WHO, now=AN_HOUR_LATER),
        home.call("identity", "decide", *parted, "different", *WHO, now=AN_HOUR_LATER),
        home.run(now=A_DAY_LATER),
        home.call("identity", "queue"),
        home.call("identity", "explain", *joined),
        home.call("identity", "decisions"),
        home.call("identity", "events"),
    ]
    assert [one.returncode for one in said] == [0] * len(said), [one.stderr for one in said]
    text = "".join(one.stdout + one.stderr for one in said)
    return Decided(home, joined, parted, persons, figures, before, text)
