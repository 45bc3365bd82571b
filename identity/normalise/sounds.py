"""How a word of a name sounds: spellings of one name that differ by habit become one.

`sound` keeps the vowels in three classes, `consonants` drops them: Rabiul and Robiul have one
sound, Hossain and Hosen have one set of consonants.
"""

from __future__ import annotations

import re

# In this order: the longer spelling first.
_CONSONANTS = (
    (r"[^a-z]", ""),
    (r"ph", "f"),
    (r"c(?=[eiy])", "s"),
    (r"s?chh", "s"),  # ছ, which is spoken s
    (r"ch", "1"),  # kept apart until the other c are k
    (r"ck|c|q", "k"),
    (r"x", "ks"),
    (r"sh|sch", "s"),
    (r"[gk]h", lambda match: match[0][0]),
    (r"[tdbr]h", lambda match: match[0][0]),
    (r"jh|zh|dz|z", "j"),
    (r"v", "b"),
    (r"1", "c"),
)
_VOWELS = (
    (r"(?<=[aeiou])w|w(?=[aeiou])", ""),
    (r"w|oo+|ou|oe|u+", "u"),
    (r"h$", ""),
    (r"y(?=[aou])", ""),  # Yusuf, Miya
    (r"ee+|ea|ie|ei|ey|ai|ay|y|[ei]+", "i"),
    (r"[ao]+", "a"),
)
_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """The word with one letter for each sound: three vowels, and consonants without aspiration."""
    for spelled, spoken in (*_CONSONANTS, *_VOWELS):
        word = re.sub(spelled, spoken, word)
    return _DOUBLED.sub(r"\1", word)


def consonants(word: str) -> str:
    """The consonants of the word's sound; a vowel at its start is kept as one sign."""
    spoken = sound(word)
    if not spoken:
        return ""
    start = "a" if spoken[0] in "aiu" else ""
    return start + _DOUBLED.sub(r"\1", re.sub(r"[aiu]", "", spoken)) or spoken
