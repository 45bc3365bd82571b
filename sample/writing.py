"""Names as registrations write them: script, spelling, prefix, and what goes wrong."""

from __future__ import annotations

from sample.names import Name, Spelling, draw
from sample.noise import Noise
from sample.spelling import mistype, respell

PREFIXES = {
    "man": ("Md. ", "Md ", "MD. ", "Mohammad ", "Mohammed ", "Muhammad ", "", "", ""),
    "woman": ("Mst. ", "Most. ", "Mst ", "Mosammat ", "", "", ""),
}
BANGLA_PREFIXES = {
    "man": ("মোঃ ", "মো. ", "মোহাম্মদ ", "মুহাম্মদ ", ""),
    "woman": ("মোসাঃ ", "মোছাঃ ", "মোসাম্মৎ ", ""),
}
LATE = ("Late ", "Late ", "Lt. ")
LATE_BANGLA = ("মৃত ", "মৃতঃ ")


def written_name(name: Name, habit: int, noise: Noise, *, bangla: bool) -> str:
    """A name as one registration writes it.

    habit: a number that chooses the person's usual spelling of each word. bangla: whether it is
    written in Bangla. Never empty.
    """
    prefixes = BANGLA_PREFIXES if bangla else PREFIXES
    prefix = noise.rng.choice(prefixes[name.gender])
    words = _words(name, habit, noise, bangla=bangla)
    text = ("" if noise.strikes("name.joined") else " ").join(words)
    if noise.strikes("name.mistyped"):
        text = mistype(text, noise.rng)
    text = prefix + text
    return text.upper() if noise.strikes("name.capitals") else text


def written_father(name: Name, habit: int, noise: Noise, *, bangla: bool) -> str:
    """A father's name as one registration writes it; '' if it leaves it out."""
    if noise.strikes("father.blank"):
        return ""
    text = written_name(name, habit, noise, bangla=bangla)
    if noise.strikes("father.late"):
        return noise.rng.choice(LATE_BANGLA if bangla else LATE) + text
    return text


def _words(name: Name, habit: int, noise: Noise, *, bangla: bool) -> list[str]:
    if name.gender == "woman" and noise.strikes("name.second_changed"):
        name = Name(name.gender, name.given, draw("woman", noise.rng).last)
    parts = name.words()
    if len(parts) > 1 and noise.strikes("name.last_dropped"):
        parts = parts[:1]
    words = [_word(part, habit + place, noise, bangla=bangla) for place, part in enumerate(parts)]
    if noise.strikes("name.abbreviated"):
        words = _abbreviated(words)
    if noise.strikes("name.swapped"):
        words.reverse()
    return words


def _word(part: Spelling, habit: int, noise: Noise, *, bangla: bool) -> str:
    if bangla:
        respelt = noise.strikes("name.bangla_respelt")
        return respell(part.bangla, noise.rng) if respelt else part.bangla
    usual = habit % (2 * len(part.latin))  # half of all people use the commonest spelling, or more
    word = part.latin[usual if usual < len(part.latin) else 0]
    if noise.strikes("name.other_spelling"):
        word = noise.rng.choice(part.latin)
    return respell(word, noise.rng) if noise.strikes("name.respelt") else word


def _abbreviated(words: list[str]) -> list[str]:
    """The first of several words by its first letter; a single word stays."""
    first, *others = [word for text in words for word in text.split(" ")]
    return [f"{first[0]}.", *others] if others else [first]
