"""The words of a name: titles and courtesy words, which come and go between records, and names.

A title does not identify a person; a courtesy word (Begum, Khatun …) hardly does. Both are
recognised by their sound, vowels included: Mohammad is a title and Mahmud a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from identity.matching.normalise.script import ABBREVIATION, transliterate_text
from identity.matching.normalise.sounds import keep_consonants, reduce_to_sound

# By their sounds (see sounds.py), so that every spelling of them is known.
_TITLE = re.compile(
    r"m[dr]|m[auh]h?d?|m[au]ham[ai]d|mrs|mis|m[as]?st|m[au]samat|la?ti?|"
    r"al|alhaj|haji|dr|ing|adb|praf|sr[iu]|sri?mati|mri?ta?|marhum"
)
_COURTESY = re.compile(r"b[ai]g[au]m|kat[au]n|akt[ai]r|bibi|kan[au]m|nisa|biua|biba")
_WITH_COURTESY = re.compile(r"(.{3,})(?:b[ai]g[au]m|kat[au]n|akt[ai]r|kan[au]m|nisa)")
# Abdul Karim is one name in two words, and so are Abu Taher and Umme Kulsum. The first of the two
# is often an initial: A. Karim.
_SERVANT = r"aba?d[au][lrsnjt]?|ab[au]l?"
_HALF = re.compile(rf"{_SERVANT}|um[iu]|ibn|bin|nur|[au]l|ur|a")
# Of a doubled letter one is left: Abdur Rahim, abdurahim.
_JOINED_SERVANT = re.compile(r"aba?d[au](?:[lrsnjt](?=[^aiu]))?(.{4,})")


SERVANT = "a0"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: its Latin spelling, its sound, its consonants, and what kind it is.

    kind: 'title', 'courtesy', 'half' (the first half of a name in two words) or 'name'.
    """

    spelling: str
    sound: str
    consonants: str
    kind: str


@lru_cache(maxsize=200_000)
def analyse_word(text: str) -> Word:
    """Analyse a word as typed, in any script."""
    spelling = re.sub(r"[^a-z]", "", transliterate_text(text))
    spoken = reduce_to_sound(spelling)
    # আঃ is no title but half a name: Abdul.
    if text.endswith(ABBREVIATION) and not _HALF.fullmatch(spoken):
        return Word(spelling, spoken, keep_consonants(spoken), "title")
    if courteous := _WITH_COURTESY.fullmatch(spoken):
        spoken = courteous[1]
    kinds = (("title", _TITLE), ("courtesy", _COURTESY), ("half", _HALF))
    kind = next((kind for kind, known in kinds if known.fullmatch(spoken)), "name")
    return Word(spelling, spoken, _mark_servant_names(spoken), kind)


def _mark_servant_names(spoken: str) -> str:
    """The consonants of a name, with one sign for Abdul, Abdur and A., joined or separate."""
    if re.fullmatch(rf"{_SERVANT}|a", spoken):
        return SERVANT
    if joined := _JOINED_SERVANT.fullmatch(spoken):
        return SERVANT + keep_consonants(joined[1])
    return keep_consonants(spoken)
