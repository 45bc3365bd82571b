"""Whether two registrations of one person in the sample can still be seen to be one person's."""

from __future__ import annotations

from sample.persons import Person
from sample.telling import Told

# One point for what many share (a home district, a birth on 1 January), two for what few share.
# Two brothers have five points as well: their given names and births keep them apart.
ENOUGH = 5


def is_decidable(person: Person, one: Told, other: Told) -> bool:
    """Whether a careful clerk would join them: by a document, or by enough that agrees.

    Spellings of names do not matter here: whoever reads Bengali names sees through them. `person`
    is the person as of the later registration.
    """
    return bool(shared_documents(person, one, other)) or _points(person, one, other) >= ENOUGH


def shared_documents(person: Person, one: Told, other: Told) -> set[str]:
    """The person's own documents that both show; 13 and 17 digits are one NID."""
    own = {person.card, person.paper[4:], person.passport} - {""}
    shown = [{told.nid[-13:], told.passport} for told in (one, other)]
    return shown[0] & shown[1] & own


def shows_nid(person: Person, told: Told) -> bool:
    """Whether the person's own NID on paper is shown, without an error."""
    return told.nid[-13:] == person.paper[4:]


def is_sound(person: Person, told: Told) -> bool:
    """Whether a first registration says enough, and rightly, for later ones to be recognised by."""
    birth = told.born == person.born and (person.born.day, person.born.month) != (1, 1)
    right = birth or told.phone == person.phone
    return bool(right and told.father_name and told.district)


def _points(person: Person, one: Told, other: Told) -> int:
    points = 2 * (one.phone == other.phone == person.phone)
    points += 2 * bool(one.father_name and other.father_name)
    points += one.district is not None and one.district == other.district
    if one.born and one.born == other.born:
        points += 1 if (one.born.day, one.born.month) == (1, 1) else 2
    return points
