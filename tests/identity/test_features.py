"""What a record's fields say apart from how they were typed: documents, phones, dates, no more."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.matching import features
from tests.identity.vaults import make_case, name_record, open_records, read_features

TEXTS = ("full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone")


def said(column: str, feature: str, *typed: str) -> list[object]:
    return [row[feature] for row in read_features(**{column: typed})]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5126712345", "5126712345"),
        ("512 671 2345", "5126712345"),
        ("৫১২৬৭১২৩৪৫", "5126712345"),
        ("2691612345671", "2691612345671"),
        ("19852691612345671", "2691612345671"),  # behind the birth year
        ("1985-2691612345671", "2691612345671"),
        ("১৯৮৫২৬৯১৬১২৩৪৫৬৭১", "2691612345671"),
        ("", None),
        ("none", None),
        ("512671234", None),  # nine digits
        ("51267123456", None),
        ("269161234567", None),
        ("198526916123456712", None),
        ("1.98527E+16", None),  # a spreadsheet rounded it
        ("5.126712345e+09", None),
        ("5.1267123E+12", None),  # ten digits by chance
        ("0000000000", None),
        ("1111111111111", None),
        ("1234567890", None),
        ("0123456789", None),
        ("9876543210", None),
        ("1234567890123", None),
        ("5000000000", None),
        ("১২৩৪৫৬৭৮৯০", None),
    ],
)
def test_an_nid_is_its_10_or_13_digits_or_nothing(typed: str, expected: str | None) -> None:
    assert said("nid", "nid", typed) == [expected]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("BX0523174", "BX0523174"),
        ("bx 0523174", "BX0523174"),
        ("BX-০৫২৩১৭৪", "BX0523174"),
        ("A05231749", "A05231749"),
        ("", None),
        ("N/A", None),
        ("APPLIED FOR", None),
        ("BX052", None),
        ("BX0523174 / BX0523175", None),
        ("BX0000000", None),
        ("A1234567", None),
        ("7777777", None),
    ],
)
def test_a_passport_is_its_letters_and_digits_or_nothing(typed: str, expected: str | None) -> None:
    assert said("passport_no", "passport", typed) == [expected]


@pytest.mark.parametrize(
    "typed",
    [
        "01712345678",
        "+8801712345678",
        "8801712345678",
        "008801712345678",
        "001712345678",
        "1712345678",  # a spreadsheet took the zero
        "01712-345678",
        "+880 1712 345 678",
        "+88 01712345678",
        "০১৭১২৩৪৫৬৭৮",
        "+৮৮০ ১৭১২-৩৪৫৬৭৮",
        " (0171) 2345678 ",
    ],
)
def test_a_phone_is_one_however_it_was_typed(typed: str) -> None:
    assert said("phone", "phone", typed) == ["1712345678"]


@pytest.mark.parametrize(
    "typed",
    ["", "none", "017", "01712345678 01812345678", "00000000000", "11111111111", "01234567890",
     "8.80E+12"],
)  # fmt: skip
def test_what_is_no_phone_is_nothing(typed: str) -> None:
    assert said("phone", "phone", typed) == [None]


def test_two_phones_that_differ_stay_two() -> None:
    one, other = said("phone", "phone", "01712345678", "01812345678")
    assert one != other


@pytest.mark.parametrize(
    "typed", ["07/03/1990", "7/3/1990", "1990-03-07", "০৭/০৩/১৯৯০", " 07/03/1990 "]
)
def test_a_birth_date_is_one_day_in_both_forms(typed: str) -> None:
    (row,) = read_features(date_of_birth=[typed])
    assert row["birth_date"] == date(1990, 3, 7)
    assert (row["birth_year"], row["birth_day"], row["is_year_only"]) == (1990, "19900307", False)


@pytest.mark.parametrize("typed", ["", "31/02/1990", "03/13/1990", "1990", "unknown", "07.03.1990"])
def test_what_is_no_date_is_nothing(typed: str) -> None:
    (row,) = read_features(date_of_birth=[typed])
    parts = ("birth_date", "birth_year", "birth_text", "birth_day", "is_year_only")
    assert {row[part] for part in parts} == {None}


def test_the_first_of_january_is_a_year_and_no_day_to_block_on() -> None:
    (row,) = read_features(date_of_birth=["01/01/1990"])
    assert (row["birth_year"], row["is_year_only"], row["birth_day"]) == (1990, True, None)


@pytest.mark.parametrize(
    ("nid", "birth", "expected"),
    [
        ("19852691612345671", "", (1985, True)),
        ("১৯৮৫২৬৯১৬১২৩৪৫৬৭১", "", (1985, True)),
        ("19852691612345671", "07/03/1984", (1984, False)),  # what was said comes first
        ("2691612345671", "", (None, None)),
        ("1985269161", "", (None, None)),
        ("29852691612345671", "", (None, None)),  # nobody was born in 2985
    ],
)
def test_a_17_digit_nid_tells_the_year_of_birth_where_nothing_else_does(
    nid: str, birth: str, expected: tuple[int | None, bool | None]
) -> None:
    (row,) = read_features(nid=[nid], date_of_birth=[birth])
    assert (row["birth_year"], row["is_year_only"]) == expected


def test_the_fathers_name_is_read_like_the_name() -> None:
    (row,) = read_features(full_name=["Md. Abdul Karim Mia"], father_name=["মোঃ আব্দুল করিম মিয়া"])
    for part in ("given_key", "last_key"):
        assert row[part] == row[f"father_{part}"] is not None
    assert row["name_key"] == row["father_key"]


def test_an_unknown_sex_and_district_are_nothing() -> None:
    rows = [
        make_case(0, "A", sex="unknown"),
        make_case(1, "B", sex="women", district_pcode="BD6091"),
    ]
    with closing(open_records(rows)) as connection:
        features.build_features(connection)
        found = connection.execute("select sex, district from vault.features").fetchall()
    assert set(found) == {(None, None), ("women", "BD6091")}


NASTY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\x00\u200d\u200c\u0983\u09bc\u09cd\u0130\ufb01\u202e'\"%\\;,0১aZ/-+ \n"),
        st.characters(min_codepoint=0x0980, max_codepoint=0x09FF),
    ),
    max_size=20,
)
PLAUSIBLE = st.one_of(
    NASTY,
    st.from_regex(r"[0-9০-৯ +-]{0,20}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}/[0-9]{1,3}/[0-9]{1,5}", fullmatch=True),
    st.sampled_from(["infinity", "-infinity", "epoch", "nan", "null", "NULL", "9999-12-31"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(TEXTS, PLAUSIBLE)), max_size=12))
def test_every_record_keeps_exactly_one_row_whatever_was_typed(typed: list[dict[str, str]]) -> None:
    # Equal texts in several rows, and one text as a name here and a father there.
    typed = [*typed, *typed[:3], *(row | {"full_name": row["father_name"]} for row in typed[:2])]
    rows = [make_case(number, **row) for number, row in enumerate(typed)]
    with closing(open_records(rows)) as connection:
        features.build_features(connection)
        found = connection.execute(
            "select source_record_id, features.nid, passport, features.phone "
            "from vault.records join vault.features using (record) order by 1"
        ).fetchall()
        ((count,),) = connection.execute("select count(*) from vault.features").fetchall()
    assert [name for name, *_ in found] == sorted(map(name_record, rows))
    assert count == len(rows)
    for _, nid, passport, phone in found:
        assert nid is None or (len(nid) in (10, 13) and nid.isdecimal() and nid.isascii())
        assert passport is None or (6 <= len(passport) <= 12 and passport.isalnum())
        assert phone is None or (8 <= len(phone) <= 11 and phone.isdecimal() and phone.isascii())
