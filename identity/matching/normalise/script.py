"""Bangla script to Latin letters, as Bangladeshis write their names in Latin.

The letters are those of the library anyascii; what is added here is what a table of letters cannot
know: the vowel that is spoken but not written, and the letters that sound otherwise in a cluster.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

ABBREVIATION = "\u0983"  # visarga, at the end of a shortened word: মোঃ, মোসাঃ
_JOINERS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))
_BANGLA = re.compile(r"[\u0980-\u09ff]")
# Clusters and letters that are not spoken as they are spelled; NFC decomposes the nukta forms.
_SPOKEN = (
    ("\u09af\u09bc", "\u09df"),  # য় is y, while a bare য is j
    ("\u09a1\u09bc", "\u09b0"),  # ড় and ঢ় are r
    ("\u09a2\u09bc", "\u09b0"),
    ("\u09dc", "\u09b0"),
    ("\u09dd", "\u09b0"),
    ("\u0995\u09cd\u09b7", "\u0996"),  # ক্ষ is kh
    ("\u099c\u09cd\u099e", "\u0997"),  # জ্ঞ is g
    ("\u09cd\u09af", ""),  # the second য of a cluster only doubles the first letter
    ("\u09ce", "\u09a4\u09cd"),  # ৎ, as ত্ with a joiner
    ("\u0981", ""),  # the nasal sign is not written in Latin names
    ("\u0982", "\u0999\u09cd"),  # anusvara is ng, never with a vowel of its own
)
# What the library's table writes otherwise than the names are written: ঙ, য, য়, চ, and ছ, which in
# names is s (ওছমান, Osman).
_LATIN = {
    "\u0999\u09cd\u0997": "ng",
    "\u0999": "ng",
    "\u09af": "j",
    "\u09df": "y",
    "\u099a": "ch",
    "\u099b": "s",
}
# ব as the second letter of a cluster is w (স্বপন, Swapan), unless it follows b or m.
_W = re.compile("(?<=[\u09b8\u09b6\u09a6\u09a4\u09a7\u099c\u0997])\u09cd\u09ac")
# A consonant that is followed by another one, without a vowel sign or a hasanta, is followed by a.
_CONSONANT = "\u0995-\u09b9\u09df"
_UNWRITTEN_VOWEL = re.compile(rf"([{_CONSONANT}])(?!\1)(?=[{_CONSONANT}])")


def transliterate_text(text: str) -> str:
    """Write `text` in small Latin letters; Latin letters stay as they are."""
    text = unicodedata.normalize("NFC", text).translate(_JOINERS)
    if _BANGLA.search(text):
        for spelled, spoken in _SPOKEN:
            text = text.replace(spelled, spoken)
        text = _W.sub("w", text)
        text = _UNWRITTEN_VOWEL.sub(r"\1a", text)
        for letter, spoken in _LATIN.items():
            text = text.replace(letter, spoken)
    return anyascii(text.replace(ABBREVIATION, "")).lower()
