"""Which grade of agreement two values have: the words that a reviewer reads."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from identity.matching import features
from identity.matching.comparisons import build_comparisons
from identity.matching.scoring import Scorer
from tests.identity.vaults import make_case, name_record, number_record, open_records, read_packaged

COLUMN = {"name": "full_name", "name_spelling": "full_name", "father": "father_name",
          "birth": "date_of_birth", "phone": "phone", "nid": "nid", "passport": "passport_no",
          "district": "district_pcode", "sex": "sex"}  # fmt: skip
GRADES = [
    ("name", "Md. Abdul Karim", "আব্দুল করিম", "same"),
    ("name", "Hasan Rafiq", "Rafiq Hasan", "same words in another order"),
    ("name", "Hasan Rafiq", "Rafiq", "same words in another order"),
    ("name", "Rafiqul Islam", "Rofikul Alam", "same given name"),
    ("name", "S. Islam", "Saiful Islam", "an initial, same last name"),
    ("name", "S. Islam", "Rafiqul Islam", "same last name"),
    ("name", "Rafiqul Islam", "Rafuqil Islam", "same"),
    ("name", "Rafiqul Islam", "Rafiqkul Islam", "same"),
    ("name", "Rafiqul", "Rafidul", "one letter off"),
    ("name", "Rafiqul", "Shafiqul", "different"),
    ("name", "Rafiqul Islam", "Kamal Islam", "same last name"),
    ("name", "Rafiqul Islam", "Kamal Hossain", "different"),
    ("name", "Rafiqul Islam", "", "not given"),
    ("name_spelling", "Rabiul Islam", "Rabiul Islam", "same spelling"),
    ("name_spelling", "Rabiul Islam", "Robiul Islam", "same sound"),
    ("name_spelling", "Rabiul Islam", "Rabial Islam", "other vowels"),
    ("name_spelling", "Rabiul Islam", "Rabiul", "a word missing"),
    ("name_spelling", "Rabiul Islam", "Rabiul Hossain", "another last name"),
    ("name_spelling", "Rabiul Islam", "Kamal Hossain", "not compared"),
    ("father", "Late Abdul Jabbar", "মৃত আঃ জব্বার", "same"),
    ("birth", "17/11/1988", "1988-11-17", "same day"),
    ("birth", "01/01/1988", "01/01/1988", "same year, both days unknown"),
    ("birth", "01/01/1988", "17/11/1988", "same year, one day unknown"),
    ("birth", "04/07/1981", "07/04/1981", "day and month swapped"),
    ("birth", "04/07/1981", "07/04/1982", "one year off"),
    ("birth", "04/07/1981", "07/05/1981", "same year"),
    ("birth", "14/07/1981", "14/08/1981", "one digit off"),
    ("birth", "14/07/1981", "14/07/1991", "one digit off"),
    ("birth", "14/07/1981", "14/07/1963", "two parts of three"),
    ("birth", "14/07/1981", "29/07/1981", "two parts of three"),
    ("birth", "01/01/1981", "01/01/1991", "different"),  # two years, not two like days
    ("birth", "14/07/1981", "25/10/1980", "one year off"),
    ("birth", "14/07/1981", "25/10/1993", "different"),
    ("birth", "14/07/1981", "", "not given"),
    ("phone", "01711234561", "+88 01711234561", "same"),
    ("phone", "01711234561", "01711234516", "one digit off"),
    ("phone", "01711234561", "01811234516", "different"),
    ("nid", "2691612340011", "19802691612340011", "same"),
    ("nid", "2691612340011", "2691612340012", "one character off"),
    ("nid", "2691612340011", "2691612340099", "different"),
    ("nid", "2691612340011", "5126712340", "another form"),
    ("passport", "BX0523174", "bx 0523174", "same"),
    ("passport", "BX0523174", "BX0523184", "one character off"),
    ("district", "BD6091", "BD6091", "same"),
    ("district", "BD6091", "BD2019", "different"),
    ("district", "BD6091", None, "not given"),
    ("sex", "men", "women", "different"),
    ("sex", "men", "unknown", "not given"),
]


@pytest.fixture(scope="module")
def labels() -> list[dict[str, str]]:
    """The label of every field, for each of GRADES; all are compared in one go."""
    rows = []
    for number, (field, *values, _) in enumerate(GRADES):
        for side, value in enumerate(values):
            cells: dict[str, Any] = {"full_name": "", COLUMN[field]: value}
            rows.append(make_case(2 * number + side, cells.pop("full_name"), **cells))
    ids = [number_record(name_record(row)) for row in rows]
    pairs = [tuple(sorted(ids[place : place + 2])) for place in range(0, len(ids), 2)]
    levels = build_comparisons()
    with closing(open_records(rows)) as connection:
        features.build_features(connection)
        connection.execute(
            "create table pairs (join_key_l bigint, join_key_r bigint, match_key text default '0')"
        )
        connection.executemany("insert into pairs (join_key_l, join_key_r) values (?, ?)", pairs)
        table = Scorer(connection, read_packaged(), levels).predict_in_detail("strangers", "pairs")
        gammas = {
            (one, other): dict(zip(levels, found, strict=True))
            for one, other, *found in connection.execute(
                f"select record_l, record_r, {', '.join(f'gamma_{field}' for field in levels)} "
                f"from {table}"
            ).fetchall()
        }
    return [
        {
            field: (graded[0] if gamma < 0 else graded[len(graded) - 1 - gamma]).label
            for (field, graded), gamma in zip(levels.items(), gammas[pair].values(), strict=True)
        }
        for pair in pairs
    ]


@pytest.mark.parametrize("number", range(len(GRADES)), ids=lambda n: " ".join(map(str, GRADES[n])))
def test_two_values_agree_as_far_as_a_reader_would_say(
    labels: list[dict[str, str]], number: int
) -> None:
    field, *_, expected = GRADES[number]
    assert labels[number][field] == expected
