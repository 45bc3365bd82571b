"""What FEBRL's records are compared on: its fields in one form, how they are compared, blocks.

Written by looking at the errors in FEBRL 3: letters typed wrongly, spaces lost, values gone or
replaced, given and last name swapped, both address lines swapped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.matching.comparisons import Level

if TYPE_CHECKING:
    from splink.internals.comparison_level_creator import ComparisonLevelCreator

BLOCKS = (
    ("soc_sec_id",),
    ("given", "surname"),
    ("surname", "birth"),
    ("given", "birth"),
    ("names", "postcode"),
    ("birth", "postcode"),
    ("birth", "suburb"),
    ("street", "number"),
    ("street", "suburb"),
    ("place", "suburb"),
    ("street", "postcode"),
    ("surname", "postcode"),
    ("given", "suburb", "number"),
    ("names", "number"),
    ("suburb", "postcode"),
)
# A blank is null; spaces go, since they are lost or misplaced as easily as any letter.
# The columns that identity/sql/documents.sql asks for stay null: no number here is beyond doubt.
FEATURES = """
create or replace table vault.features as
with plain as (
    select
        record,
        source,
        {plain}
    from records
)
select
    plain.*,
    list_sort([coalesce(given, ''), coalesce(surname, '')]) as names,
    null::varchar as nid,
    null::varchar as passport,
    null::varchar as given_key,
    null::varchar as name_key,
    null::varchar as name_sorted,
    null::varchar as birth_day,
    null::varchar as name_sound,
    null::varchar as given_sound,
    null::integer as birth_year
from plain
"""
FIELDS = {
    "given": "given_name",
    "surname": "surname",
    "number": "street_number",
    "street": "address_1",
    "place": "address_2",
    "suburb": "suburb",
    "postcode": "postcode",
    "state": "state",
    "birth": "date_of_birth",
    "soc_sec_id": "soc_sec_id",
}


def format_features() -> str:
    """SQL that makes `vault.features` from `records` (record, source and the fields as text)."""
    plain = ", ".join(
        f"nullif(replace(lower({column}), ' ', ''), '') as {name}"
        for name, column in FIELDS.items()
    )
    return FEATURES.format(plain=plain)


def build_comparisons() -> dict[str, list[Level]]:
    """The levels of every field; what is blank in both or in one says something too."""
    return {
        "given": _compare_texts("given", other="surname"),
        "surname": _compare_texts("surname", counted_under="given"),
        "street": _compare_texts("street", other="place"),
        "place": _compare_texts("place", counted_under="street"),
        "suburb": _compare_texts("suburb"),
        "number": _compare_digits("number"),
        "postcode": _compare_digits("postcode"),
        "state": _compare_texts("state"),
        "birth": _compare_digits("birth"),
        "soc_sec_id": _compare_digits("soc_sec_id"),
        # Only FEBRL 4 has two sources, each without duplicates; FEBRL 3's is null.
        "source": [
            Level("not given", _match_condition("source_l is null or source_r is null", null=True)),
            Level("another file", _match_condition("source_l <> source_r")),
            _match_rest("same file"),
        ],
    }


def _compare_texts(column: str, other: str = "", counted_under: str = "") -> list[Level]:
    """Words; `other`: the field it is swapped with; `counted_under`: the one that tells of it."""
    import splink.comparison_level_library as cll

    elsewhere = _match_swapped(counted_under, column) if counted_under else "false"
    levels = [
        Level("not compared", _match_condition(elsewhere, null=True)),
        Level("same", cll.ExactMatchLevel(column), column),
    ]
    if other:
        levels.append(Level("swapped", _match_condition(_match_swapped(column, other))))
    return [
        *levels,
        *_match_blank(column),
        Level("one letter off", cll.DamerauLevenshteinLevel(column, 1)),
        Level(
            "similar",
            cll.Or(cll.JaroWinklerLevel(column, 0.9), cll.DamerauLevenshteinLevel(column, 2)),
        ),
        _match_rest(),
    ]


def _compare_digits(column: str) -> list[Level]:
    import splink.comparison_level_library as cll

    return [
        Level("not compared", _match_condition("false", null=True)),
        Level("same", cll.ExactMatchLevel(column), column),
        *_match_blank(column),
        Level("one digit off", cll.DamerauLevenshteinLevel(column, 1)),
        Level("two digits off", cll.DamerauLevenshteinLevel(column, 2)),
        _match_rest(),
    ]


def _match_swapped(one: str, other: str) -> str:
    """Each is in the other's place, but for a letter or two, or that one of them is blank."""
    crossed = [
        f"coalesce(jaro_winkler_similarity({a}_l, {b}_r) >= 0.9, false)"
        for a, b in ((one, other), (other, one))
    ]
    return f"{one}_l is distinct from {one}_r and ({' or '.join(crossed)})"


def _match_blank(column: str) -> list[Level]:
    return [
        Level("blank in both", _match_condition(f"{column}_l is null and {column}_r is null")),
        Level("blank in one", _match_condition(f"{column}_l is null or {column}_r is null")),
    ]


def _match_rest(label: str = "different") -> Level:
    import splink.comparison_level_library as cll

    return Level(label, cll.ElseLevel())


def _match_condition(condition: str, *, null: bool = False) -> ComparisonLevelCreator:
    import splink.comparison_level_library as cll

    return cll.CustomLevel(condition, condition).configure(is_null_level=null)
