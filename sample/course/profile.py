"""The course of one person through the programme, in months. Days and documents come later."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(slots=True)
class ExtraCase:
    """A later case of the same person.

    quirk: '' (none), 'blank_first' (the first case lacks sex and country) or 'conflict' (this case
    contradicts the first).
    """

    month: int
    quirk: str = ""


@dataclass(slots=True)
class Profile:
    """The months of a person's registration, screening, plan and services. None: never.

    services: (indicator code, start month). completed: the month in which the first counselling
    ended. mistaken_screening: the month of a screening that a later update takes back.
    """

    sex: str
    origin: str
    registered: int = 0
    screened: int | None = None
    plan: int | None = None
    completed: int | None = None
    mistaken_screening: int | None = None
    services: list[tuple[str, int]] = field(default_factory=list)
    extra_cases: list[ExtraCase] = field(default_factory=list)

    def list_months(self, indicators: set[str]) -> list[int]:
        """The start months of the services of these indicators."""
        return [month for code, month in self.services if code in indicators]

    def set_registration(self, rng: Random) -> None:
        """Set the registration to the month of the first contact, or up to two months earlier."""
        known = [month for _, month in self.services]
        known.append(self.registered if self.screened is None else self.screened)
        self.registered = max(0, min(known) - rng.choice((0, 0, 0, 0, 1, 2)))
