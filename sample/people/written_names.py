"""Names as a registration writes them: script, spelling, prefix and errors."""

from __future__ import annotations

from sample.people.names import Name, Spelling, draw_name
from sample.people.noise import Noise
from sample.people.spelling import mistype_text, respell_word

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


def write_name(name: Name, habit: int, noise: Noise, *, bangla: bool) -> str:
    """A name as one registration writes it.

    habit: the number that chooses the person's usual spelling of each word. bangla: whether the
    name is written in Bangla. The result is never empty.
    """
    prefixes = BANGLA_PREFIXES if bangla else PREFIXES
    prefix = noise.rng.choice(prefixes[name.gender])
    words = _write_words(name, habit, noise, bangla=bangla)
    text = ("" if noise.draw_error("name.joined") else " ").join(words)
    if noise.draw_error("name.mistyped"):
        text = mistype_text(text, noise.rng)
    text = prefix + text
    return text.upper() if noise.draw_error("name.capitals") else text


def write_father(name: Name, habit: int, noise: Noise, *, bangla: bool) -> str:
    """A father's name as one registration writes it, or '' if it is left out."""
    if noise.draw_error("father.blank"):
        return ""
    text = write_name(name, habit, noise, bangla=bangla)
    if noise.draw_error("father.late"):
        return noise.rng.choice(LATE_BANGLA if bangla else LATE) + text
    return text


def _write_words(name: Name, habit: int, noise: Noise, *, bangla: bool) -> list[str]:
    if name.gender == "woman" and noise.draw_error("name.second_changed"):
        name = Name(name.gender, name.given, draw_name("woman", noise.rng).last)
    parts = name.list_words()
    if len(parts) > 1 and noise.draw_error("name.last_dropped"):
        parts = parts[:1]
    words = [
        _write_word(part, habit + place, noise, bangla=bangla) for place, part in enumerate(parts)
    ]
    if noise.draw_error("name.abbreviated"):
        words = _abbreviate_first(words)
    if noise.draw_error("name.swapped"):
        words.reverse()
    return words


def _write_word(part: Spelling, habit: int, noise: Noise, *, bangla: bool) -> str:
    if bangla:
        respelt = noise.draw_error("name.bangla_respelt")
        return respell_word(part.bangla, noise.rng) if respelt else part.bangla
    usual = habit % (2 * len(part.latin))  # at least half of all people use the commonest spelling
    word = part.latin[usual if usual < len(part.latin) else 0]
    if noise.draw_error("name.other_spelling"):
        word = noise.rng.choice(part.latin)
    return respell_word(word, noise.rng) if noise.draw_error("name.respelt") else word


def _abbreviate_first(words: list[str]) -> list[str]:
    """The words with the first one abbreviated to its initial. A single word stays as it is."""
    first, *others = [word for text in words for word in text.split(" ")]
    return [f"{first[0]}.", *others] if others else [first]
