"""Whether two registrations of one person can still be recognised as the same person."""

from __future__ import annotations

from sample.people.persons import Person
from sample.people.registration import Registration

# One point for what many people share (a home district, a birth on 1 January), two for what few
# share. Two brothers reach five points as well, but their given names and births differ.
ENOUGH = 5


def is_decidable(person: Person, one: Registration, other: Registration) -> bool:
    """Whether a careful clerk would join them: by a document, or by enough agreement.

    Spellings of names do not count here, because a reader of Bengali names recognises them.
    `person` is the person as of the later registration.
    """
    return (
        bool(find_shared_documents(person, one, other))
        or _count_points(person, one, other) >= ENOUGH
    )


def find_shared_documents(person: Person, one: Registration, other: Registration) -> set[str]:
    """The person's own documents that both show. 13 and 17 digits are the same NID."""
    own = {person.card, person.paper[4:], person.passport} - {""}
    shown = [{stated.nid[-13:], stated.passport} for stated in (one, other)]
    return shown[0] & shown[1] & own


def has_shown_nid(person: Person, stated: Registration) -> bool:
    """Whether the registration shows the person's own paper NID without an error."""
    return stated.nid[-13:] == person.paper[4:]


def is_sound(person: Person, stated: Registration) -> bool:
    """Whether a first registration states enough, correctly, to recognise later ones by it."""
    birth = stated.born == person.born and (person.born.day, person.born.month) != (1, 1)
    right = birth or stated.phone == person.phone
    return bool(right and stated.father_name and stated.district)


def _count_points(person: Person, one: Registration, other: Registration) -> int:
    points = 2 * (one.phone == other.phone == person.phone)
    points += 2 * bool(one.father_name and other.father_name)
    points += one.district is not None and one.district == other.district
    if one.born and one.born == other.born:
        points += 1 if (one.born.day, one.born.month) == (1, 1) else 2
    return points
