"""How a word of a name sounds: spellings of one name that differ by habit become one.

`sound` keeps the vowels in three classes, `consonants` drops them: Rabiul and Robiul have one
sound, Hossain and Hosen have one set of consonants.
"""

from __future__ import annotations

import re

# In this order: the longer spelling first.
_RULES = [
    (re.compile(spelled), spoken)
    for spelled, spoken in (
        (r"[^a-z]", ""),
        (r"ph", "f"),
        (r"c(?=[eiy])", "s"),
        (r"s?chh", "s"),  # ছ, which is spoken s
        (r"c+h", "1"),  # kept apart until the other c are k
        (r"ck|c|q", "k"),
        (r"x", "ks"),
        (r"sh|sch", "s"),
        (r"([gktdbr])h", r"\1"),
        (r"jh|zh|dz|z", "j"),
        (r"v", "b"),
        (r"1", "c"),
        # Vowels, in three classes.
        (r"(?<=[aeiou])w|w(?=[aeiou])", ""),
        (r"w|oo+|ou|oe|u+", "u"),
        (r"(?<=.)h$", ""),
        (r"y(?=[aou])", ""),  # Yusuf, Miya
        (r"ee+|ea|ie|ei|ey|ai|ay|y|[ei]+", "i"),
        (r"[ao]+", "a"),
        (r"(.)\1+", r"\1"),
    )
]


# c is s to many ears, and to many pens (Chaleha, Saleha).
_NO_VOWELS = str.maketrans("c", "s", "aiu")


def reduce_to_sound(word: str) -> str:
    """The word with one letter for each sound: three vowels, and consonants without aspiration."""
    for spelled, spoken in _RULES:
        word = spelled.sub(spoken, word)
    return word


def keep_consonants(spoken: str) -> str:
    """The consonants of a sound; a vowel at its start is kept as one sign, vowels alone as such."""
    start = "a" if spoken[:1] in ("a", "i", "u") else ""
    return start + spoken.translate(_NO_VOWELS) or spoken
