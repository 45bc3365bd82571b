"""Misspelled words: spelled by ear, or mistyped on the keyboard.

The rules are those by which Bengali names vary in Latin letters. They use no list of names, so that
they produce spellings that are on no list.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

# Each side may replace the other.
SOUNDS = (
    ("a", "o"), ("i", "ee"), ("i", "e"), ("u", "oo"), ("u", "o"), ("ou", "o"), ("ai", "oi"),
    ("s", "sh"), ("ss", "s"), ("j", "z"), ("k", "q"), ("k", "c"), ("kh", "k"), ("f", "ph"),
    ("b", "v"), ("b", "bh"), ("d", "dh"), ("t", "th"), ("g", "gh"), ("y", "i"), ("w", "o"),
    ("uddin", "uddeen"), ("er", "ar"), ("ia", "iya"), ("ah", "a"), ("que", "k"), ("ch", "s"),
)  # fmt: skip
BANGLA_SOUNDS = (
    ("ি", "ী"), ("ু", "ূ"), ("শ", "স"), ("ষ", "শ"), ("ছ", "স"), ("ণ", "ন"), ("জ", "য"), ("য়", "ই"),
)  # fmt: skip
DOUBLED = "lmnrstdbk"
# Neighbours on a QWERTY keyboard.
KEYS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa",
    "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu",
    "z": "xa",
}  # fmt: skip


def respell_word(word: str, rng: Random) -> str:
    """The word with one sound spelled differently, or the same word if no rule applies."""
    options = _list_respellings(word)
    return rng.choice(options) if options else word


@lru_cache(maxsize=20_000)
def _list_respellings(word: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    lower = word.lower()
    rules = SOUNDS if word.isascii() else BANGLA_SOUNDS
    for one, other in [*rules, *((b, a) for a, b in rules)]:
        place = lower.find(one)
        while place >= 0:
            _add_spelling(found, word, lower[:place] + other + lower[place + len(one) :])
            place = lower.find(one, place + 1)
    for place in range(1, len(lower)):
        letter = lower[place]
        if letter in DOUBLED and letter != lower[place - 1]:
            _add_spelling(found, word, lower[:place] + letter + lower[place:])
        if letter == "h" and lower[place - 1] not in "csp":
            _add_spelling(found, word, lower[:place] + lower[place + 1 :])
    return tuple(found)


def _add_spelling(found: dict[str, None], word: str, spelling: str) -> None:
    spelling = " ".join(part[:1].upper() + part[1:] for part in spelling.split(" "))
    if spelling != word:
        found[spelling] = None


def mistype_text(text: str, rng: Random) -> str:
    """The text with one letter inserted, left out, replaced by a neighbouring key, or swapped.

    The first letter never changes, because it rarely does in life. One letter alone stays as it is.
    """
    if len(text) < 2:
        return text
    place = rng.randrange(1, len(text))
    letter = text[place]
    way = rng.randrange(4)
    near = rng.choice(KEYS.get(letter.lower(), letter))
    if way == 0:
        return text[:place] + near + text[place:]
    if way == 1:
        return text[:place] + text[place + 1 :]
    if way == 2 or place + 1 == len(text):
        return text[:place] + near + text[place + 1 :]
    return text[:place] + text[place + 1] + letter + text[place + 2 :]


def mistype_digit(digits: str, rng: Random) -> str:
    """The number with one wrong digit, never the first. '' stays as it is."""
    if len(digits) < 2:
        return digits
    place = rng.randrange(1, len(digits))
    if not digits[place].isdigit():
        return digits
    other = (int(digits[place]) + rng.randrange(1, 10)) % 10
    return f"{digits[:place]}{other}{digits[place + 1 :]}"
