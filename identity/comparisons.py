"""How two records are compared, field by field, from the strongest agreement to none.

Authored with Splink's own levels, so that every engine it knows can run them; the numbers that a
model gives to the levels stand apart (model.json). A level's label is what a reviewer reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splink.internals.comparison_level_creator import ComparisonLevelCreator


@dataclass(frozen=True)
class Level:
    """One grade of agreement: its label, its condition, and the column whose rarity counts.

    `given` names the levels of a comparison that share out one case among them: their rates add up
    to 1, apart from those of the other levels.
    """

    label: str
    condition: ComparisonLevelCreator
    rarity_of: str = ""
    given: str = ""


def comparisons() -> dict[str, list[Level]]:
    """The levels of every compared field, the missing value first and no agreement last."""
    return {
        "name": _name("name", ""),
        "name_spelling": _spelling("name", ""),
        "father": _name("father", "father_"),
        "father_spelling": _spelling("father", "father_"),
        "birth": _birth(),
        "phone": _number("phone", "one digit off"),
        "district": _same("district", rarity=True),
        "sex": _same("sex", rarity=False),
        "nid": _document("nid"),
        "passport": _document("passport"),
    }


def _name(whole: str, part: str) -> list[Level]:
    """A name by its consonants; the columns of the whole begin with `whole`, those of parts with
    `part`. Equal consonants weigh by their rarity, and so does an equal given name."""
    import splink.comparison_level_library as cll

    key, sound = f"{whole}_key", f"{whole}_sound"
    given, given_sound, last = f"{part}given_key", f"{part}given_sound", f"{part}last_key"
    # What is cheap to see stands first, since most pairs are strangers.
    similar_given = cll.And(_same_start(given_sound), cll.JaroWinklerLevel(given_sound, 0.88))
    one_typed_wrong = cll.Or(_one_off(key, longer_than=2), _one_off(whole, longer_than=6))
    return [
        Level("not given", cll.NullLevel(key)),
        Level("same", cll.ExactMatchLevel(key), key),
        Level("same words in another order", _another_order(whole, given, last), key),
        Level("same given name", cll.ExactMatchLevel(given), given),
        Level(
            "an initial, same last name", cll.And(_initial(given_sound), cll.ExactMatchLevel(last))
        ),
        Level("one letter off", one_typed_wrong),
        Level(
            "similar given name, same last name", cll.And(cll.ExactMatchLevel(last), similar_given)
        ),
        Level("similar", cll.And(_same_start(sound), cll.JaroWinklerLevel(sound, 0.92))),
        Level("similar given name", similar_given),
        Level("same last name", cll.ExactMatchLevel(last)),
        Level("different", cll.ElseLevel()),
    ]


def _one_off(column: str, *, longer_than: int) -> ComparisonLevelCreator:
    """One letter typed wrong, left out, put in, or in the wrong place, but not the first."""
    import splink.comparison_level_library as cll

    return cll.And(
        _same_start(column),
        _when(f"abs(length({column}_l) - length({column}_r)) <= 1"),
        _when(f"least(length({column}_l), length({column}_r)) > {longer_than}"),
        cll.DamerauLevenshteinLevel(column, 1),
    )


def _another_order(whole: str, given: str, last: str) -> ComparisonLevelCreator:
    """Karim Abdul for Abdul Karim, or the last name alone, which is then taken for the given."""
    import splink.comparison_level_library as cll

    return cll.Or(
        cll.ExactMatchLevel(f"{whole}_sorted"),
        _when(f"{last}_l is null and {given}_l = {last}_r"),
        _when(f"{last}_r is null and {given}_r = {last}_l"),
    )


def _initial(column: str) -> ComparisonLevelCreator:
    """One of the two is the first letter of the other: S. Islam."""
    return _when(
        f"least(length({column}_l), length({column}_r)) = 1 "
        f"and left({column}_l, 1) = left({column}_r, 1)"
    )


def _spelling(whole: str, part: str) -> list[Level]:
    """What the consonants leave open, where they or those of the given name are the same."""
    import splink.comparison_level_library as cll

    same = f"coalesce({whole}_key_l = {whole}_key_r, false)"
    same_given = f"coalesce({part}given_key_l = {part}given_key_r, false)"
    last = f"{part}last_key"
    return [
        Level("not compared", _when(f"not ({same} or {same_given})", null=True)),
        Level("same spelling", cll.ExactMatchLevel(whole), given="same"),
        Level("same sound", cll.ExactMatchLevel(f"{whole}_sound"), given="same"),
        Level("other vowels", cll.ExactMatchLevel(f"{whole}_key"), given="same"),
        Level("a word missing", _when(f"{last}_l is null or {last}_r is null"), given="part"),
        Level("similar last name", cll.JaroWinklerLevel(f"{whole}_sound", 0.93), given="part"),
        Level("another last name", cll.ElseLevel(), given="part"),
    ]


def _when(condition: str, *, null: bool = False) -> ComparisonLevelCreator:
    import splink.comparison_level_library as cll

    return cll.CustomLevel(condition, condition).configure(is_null_level=null)


def _same_start(column: str) -> ComparisonLevelCreator:
    """A first letter is seldom typed wrong, and names that rhyme are other names."""
    return _when(f"left({column}_l, 1) = left({column}_r, 1)")


def _birth() -> list[Level]:
    """The birth date: of somebody whose year alone is known, 1 January is written."""
    import splink.comparison_level_library as cll

    text, month, day = "birth_text", "substr(birth_text_{}, 5, 2)", "substr(birth_text_{}, 7, 2)"
    same_year = cll.ExactMatchLevel("birth_year")
    year_only = _when("is_year_only_l or is_year_only_r")
    left_month, right_month, left_day, right_day = (
        part.format(side) for part in (month, day) for side in "lr"
    )
    swapped = _when(f"{left_month} = {right_day} and {left_day} = {right_month}")
    two_parts = _when(
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
            cll.And(cll.LevenshteinLevel(text, 1), _when("not (is_year_only_l or is_year_only_r)")),
        ),
        Level(
            "two parts of three",
            cll.And(two_parts, _when("not (is_year_only_l or is_year_only_r)")),
        ),
        Level("same year", same_year),
        Level("one year off", _when("abs(birth_year_l - birth_year_r) = 1")),
        Level("different", cll.ElseLevel()),
    ]


def _number(column: str, near: str) -> list[Level]:
    import splink.comparison_level_library as cll

    # One error leaves one end of a long number as it was, and that is cheap to see.
    one_end_same = _when(
        f"left({column}_l, 4) = left({column}_r, 4) or right({column}_l, 4) = right({column}_r, 4)"
    )
    return [
        Level("not given", cll.NullLevel(column)),
        Level("same", cll.ExactMatchLevel(column), column),
        Level(near, cll.And(one_end_same, cll.DamerauLevenshteinLevel(column, 1))),
        Level("different", cll.ElseLevel()),
    ]


def _document(column: str) -> list[Level]:
    """A document. Numbers of two forms (10 or 13 digits) cannot be compared, but most people show
    the same form again."""
    missing, same, near, different = _number(column, "one character off")
    another_form = _when(f"length({column}_l) <> length({column}_r)")
    return [missing, same, near, Level("another form", another_form), different]


def _same(column: str, *, rarity: bool) -> list[Level]:
    import splink.comparison_level_library as cll

    return [
        Level("not given", cll.NullLevel(column)),
        Level("same", cll.ExactMatchLevel(column), column if rarity else ""),
        Level("different", cll.ElseLevel()),
    ]
