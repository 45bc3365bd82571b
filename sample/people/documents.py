"""NIDs, passports and phones: unique by construction, formatted as clerks type them."""

from __future__ import annotations

from random import Random

# What clerks type when a number is required and the person has none.
DUMMY_NIDS = ("0000000000", "1234567890", "1111111111", "0000000000000", "1234567890123")
DUMMY_PHONES = ("00000000000", "01700000000", "01711111111", "1234567890", "01000000000")
BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
_PASSPORT_LETTERS = ("BM", "BN", "BP", "BQ", "BR", "BT", "BW", "BX", "BY", "EA")
_RENEWED_LETTERS = ("EB", "EC", "ED", "EE", "EF", "EG", "EH", "EJ", "EK", "EL")
_OLD_LETTERS = "ACEGHKQRVW"
# Numbers beyond every person and household. They are not round, or two documents would share their
# last digits.
_AGENTS, _AGENTS_PHONES, _RENEWED = 90_000_049, 40_000_003, 37_000_019
# Multipliers coprime to the number of documents: multiplier * x + offset never repeats a number.
_TEN_DIGITS, _ELEVEN_DIGITS, _SEVEN_DIGITS = 3_476_901_283, 61_803_398_877, 61_803_399


def build_card_nid(person: int) -> str:
    """The NID of 10 digits that is on a person's card."""
    return str(10**9 + (person * _TEN_DIGITS + 271_828_182) % (9 * 10**9))


def build_paper_nid(person: int, district: str, birth_year: int) -> str:
    """The older NID of 17 digits: the birth year, then the 13 digits that some clerks type."""
    serial = (person * _ELEVEN_DIGITS + 31_415_926_535) % 10**11
    return f"{birth_year}{district[-2:]}{serial:011d}"


def build_passport(person: int, kind: str = "current") -> str:
    """A passport number: two letters (kind 'old': one) and 7 digits. 'renewed': a different one."""
    letters = {"current": _PASSPORT_LETTERS, "renewed": _RENEWED_LETTERS, "old": _OLD_LETTERS}[kind]
    size = len(letters) * 10**7
    number = person + _RENEWED if kind == "renewed" else person
    place, serial = divmod((number * _SEVEN_DIGITS + 1_414_213) % size, 10**7)
    return f"{letters[place]}{serial:07d}"


def build_phone(owner: int) -> str:
    """The eleven digits of a phone number."""
    operator, serial = divmod((owner * 16_180_339 + 57_721_566) % (6 * 10**8), 10**8)
    return f"01{'346789'[operator]}{serial:08d}"


def build_agent_nid(agent: int) -> str:
    """The NID that an agent puts on the cases of others."""
    return build_card_nid(_AGENTS + agent)


def build_agent_passport(agent: int) -> str:
    """The passport number that an agent puts on the cases of others."""
    return build_passport(_AGENTS + agent)


def build_agent_phone(agent: int) -> str:
    """The phone that an agent puts on the cases of others."""
    return build_phone(_AGENTS_PHONES + agent)


def format_nid(digits: str, rng: Random, *, bangla: bool) -> str:
    """An NID as clerks type it: plain, with spaces, or in Bangla digits."""
    style = rng.random()
    if style < 0.15:
        digits = " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))
    elif style < 0.22:
        digits = f" {digits} "
    return digits.translate(BANGLA_DIGITS) if bangla and rng.random() < 0.1 else digits


def format_passport(number: str, rng: Random) -> str:
    """A passport number as clerks type it: upper or lower case, or with a space or hyphen."""
    style = rng.random()
    if style < 0.1:
        return number.lower()
    if style < 0.2:
        letters = number.rstrip("0123456789")
        return f"{letters}{rng.choice(' -')}{number[len(letters) :]}"
    return number


def format_phone(digits: str, rng: Random, *, bangla: bool) -> str:
    """A phone number as clerks type it: national, international, or without the leading zero."""
    style = rng.random()
    if style < 0.15:
        return f"+88{digits}"
    if style < 0.25:
        return f"88{digits}"
    if style < 0.33:
        return digits[1:]
    if style < 0.38:
        return f"+88 {digits[:5]}-{digits[5:]}"
    return digits.translate(BANGLA_DIGITS) if bangla and style > 0.97 else digits
