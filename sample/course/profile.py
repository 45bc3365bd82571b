"""One life course in the programme, in months; dates and papers come later."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(slots=True)
class ExtraCase:
    """A later case of the same person: its month and what its record says differently.

    quirk: '', 'blank_first' (the first case lacks sex and country), 'conflict' (this one differs).
    """

    month: int
    quirk: str = ""


@dataclass(slots=True)
class Profile:
    """A person's months: registration, screening, plan, services; None = never.

    services holds (indicator code, start month); completed is the month in which the first
    counselling ended. mistaken_screening is a month whose Screened On a later update takes back.
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
        """Start months of the services that belong to these indicators."""
        return [month for code, month in self.services if code in indicators]

    def set_registration(self, rng: Random) -> None:
        """Registration comes with the first contact, sometimes a month or two before."""
        known = [month for _, month in self.services]
        known.append(self.registered if self.screened is None else self.screened)
        self.registered = max(0, min(known) - rng.choice((0, 0, 0, 0, 1, 2)))
