"""How two records are compared, field by field, from the strongest agreement to none.

The levels are Splink's own, so that every engine it supports can run them. The model holds their
rates (model.json). A level's label is what a reviewer reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splink.internals.comparison_level_creator import ComparisonLevelCreator


@dataclass(frozen=True)
class Level:
    """One grade of agreement: its label, its condition, and the column whose rarity counts.

    `given` groups levels that are conditional on the same case: the rates of a group add up to 1.
    """

    label: str
    condition: ComparisonLevelCreator
    rarity_of: str = ""
    given: str = ""


def build_comparisons() -> dict[str, list[Level]]:
    """The levels of every compared field, from the missing value first to no agreement last."""
    return {
        "name": _compare_names("name", ""),
        "name_spelling": _compare_spellings("name", ""),
        "father": _compare_names("father", "father_"),
        "father_spelling": _compare_spellings("father", "father_"),
        "birth": _compare_births(),
        "phone": _compare_numbers("phone", "one digit off"),
        "district": _compare_equality("district", rarity=True),
        "sex": _compare_equality("sex", rarity=False),
        "nid": _compare_documents("nid"),
        "passport": _compare_documents("passport"),
    }


def _compare_names(whole: str, part: str) -> list[Level]:
    """A name by its consonants; the columns of the whole begin with `whole`, those of parts with
    `part`. Equal consonants weigh by their rarity, and so does an equal given name."""
    import splink.comparison_level_library as cll

    key, sound = f"{whole}_key", f"{whole}_sound"
    given, given_sound, last = f"{part}given_key", f"{part}given_sound", f"{part}last_key"
    # Cheap conditions come first, since most pairs are strangers.
    similar_given = cll.And(
        _match_first_letter(given_sound), cll.JaroWinklerLevel(given_sound, 0.88)
    )
    one_typed_wrong = cll.Or(
        _match_one_letter_off(key, longer_than=2), _match_one_letter_off(whole, longer_than=6)
    )
    return [
        Level("not given", cll.NullLevel(key)),
        Level("same", cll.ExactMatchLevel(key), key),
        Level("same words in another order", _match_another_order(whole, given, last), key),
        Level("same given name", cll.ExactMatchLevel(given), given),
        Level(
            "an initial, same last name",
            cll.And(_match_initial(given_sound), cll.ExactMatchLevel(last)),
        ),
        Level("one letter off", one_typed_wrong),
        Level(
            "similar given name, same last name", cll.And(cll.ExactMatchLevel(last), similar_given)
        ),
        Level("similar", cll.And(_match_first_letter(sound), cll.JaroWinklerLevel(sound, 0.92))),
        Level("similar given name", similar_given),
        Level("same last name", cll.ExactMatchLevel(last)),
        Level("different", cll.ElseLevel()),
    ]


def _match_one_letter_off(column: str, *, longer_than: int) -> ComparisonLevelCreator:
    """One letter but the first is wrong, missing, added or in the wrong place."""
    import splink.comparison_level_library as cll

    return cll.And(
        _match_first_letter(column),
        _match_condition(f"abs(length({column}_l) - length({column}_r)) <= 1"),
        _match_condition(f"least(length({column}_l), length({column}_r)) > {longer_than}"),
        cll.DamerauLevenshteinLevel(column, 1),
    )


def _match_another_order(whole: str, given: str, last: str) -> ComparisonLevelCreator:
    """Karim Abdul for Abdul Karim, or the last name alone, which then looks like the given name."""
    import splink.comparison_level_library as cll

    return cll.Or(
        cll.ExactMatchLevel(f"{whole}_sorted"),
        _match_condition(f"{last}_l is null and {given}_l = {last}_r"),
        _match_condition(f"{last}_r is null and {given}_r = {last}_l"),
    )


def _match_initial(column: str) -> ComparisonLevelCreator:
    """One of the two is only the first letter of the other: S. Islam."""
    return _match_condition(
        f"least(length({column}_l), length({column}_r)) = 1 "
        f"and left({column}_l, 1) = left({column}_r, 1)"
    )


def _compare_spellings(whole: str, part: str) -> list[Level]:
    """The spelling, where the consonants of the name or of the given name are the same."""
    import splink.comparison_level_library as cll

    same = f"coalesce({whole}_key_l = {whole}_key_r, false)"
    same_given = f"coalesce({part}given_key_l = {part}given_key_r, false)"
    last = f"{part}last_key"
    return [
        Level("not compared", _match_condition(f"not ({same} or {same_given})", null=True)),
        Level("same spelling", cll.ExactMatchLevel(whole), given="same"),
        Level("same sound", cll.ExactMatchLevel(f"{whole}_sound"), given="same"),
        Level("other vowels", cll.ExactMatchLevel(f"{whole}_key"), given="same"),
        Level(
            "a word missing",
            _match_condition(f"{last}_l is null or {last}_r is null"),
            given="part",
        ),
        Level("similar last name", cll.JaroWinklerLevel(f"{whole}_sound", 0.93), given="part"),
        Level("another last name", cll.ElseLevel(), given="part"),
    ]


def _match_condition(condition: str, *, null: bool = False) -> ComparisonLevelCreator:
    import splink.comparison_level_library as cll

    return cll.CustomLevel(condition, condition).configure(is_null_level=null)


def _match_first_letter(column: str) -> ComparisonLevelCreator:
    """The first letter is the same: it is seldom typed wrong, and names that rhyme differ."""
    return _match_condition(f"left({column}_l, 1) = left({column}_r, 1)")


def _compare_births() -> list[Level]:
    """The birth date. Centres write 1 January if only the year is known."""
    import splink.comparison_level_library as cll

    text, month, day = "birth_text", "substr(birth_text_{}, 5, 2)", "substr(birth_text_{}, 7, 2)"
    same_year = cll.ExactMatchLevel("birth_year")
    year_only = _match_condition("is_year_only_l or is_year_only_r")
    left_month, right_month, left_day, right_day = (
        part.format(side) for part in (month, day) for side in "lr"
    )
    swapped = _match_condition(f"{left_month} = {right_day} and {left_day} = {right_month}")
    two_parts = _match_condition(
        f"{left_month} = {right_month} and {left_day} = {right_day} or birth_year_l = birth_year_r "
        f"and ({left_month} = {right_month} or {left_day} = {right_day})"
    )
    return [
        Level("not given", cll.NullLevel(text)),
        Level("same year, both days unknown", cll.And(cll.ExactMatchLevel(text), year_only)),
        Level("same day", cll.ExactMatchLevel(text)),
        Level("same year, one day unknown", cll.And(same_year, year_only)),
        Level("day and month swapped", cll.And(same_year, swapped)),
        Level(
            "one digit off",
            cll.And(
                cll.LevenshteinLevel(text, 1),
                _match_condition("not (is_year_only_l or is_year_only_r)"),
            ),
        ),
        Level(
            "two parts of three",
            cll.And(two_parts, _match_condition("not (is_year_only_l or is_year_only_r)")),
        ),
        Level("same year", same_year),
        Level("one year off", _match_condition("abs(birth_year_l - birth_year_r) = 1")),
        Level("different", cll.ElseLevel()),
    ]


def _compare_numbers(column: str, near: str) -> list[Level]:
    import splink.comparison_level_library as cll

    # One error leaves one end of a long number unchanged, which is cheap to check.
    one_end_same = _match_condition(
        f"left({column}_l, 4) = left({column}_r, 4) or right({column}_l, 4) = right({column}_r, 4)"
    )
    return [
        Level("not given", cll.NullLevel(column)),
        Level("same", cll.ExactMatchLevel(column), column),
        Level(near, cll.And(one_end_same, cll.DamerauLevenshteinLevel(column, 1))),
        Level("different", cll.ElseLevel()),
    ]


def _compare_documents(column: str) -> list[Level]:
    """A document. Numbers of two forms (10 or 13 digits) cannot be compared, but most people show
    the same form again."""
    missing, same, near, different = _compare_numbers(column, "one character off")
    another_form = _match_condition(f"length({column}_l) <> length({column}_r)")
    return [missing, same, near, Level("another form", another_form), different]


def _compare_equality(column: str, *, rarity: bool) -> list[Level]:
    import splink.comparison_level_library as cll

    return [
        Level("not given", cll.NullLevel(column)),
        Level("same", cll.ExactMatchLevel(column), column if rarity else ""),
        Level("different", cll.ElseLevel()),
    ]
