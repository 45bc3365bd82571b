"""The error model: its rates (data/noise.yml), and which errors a registration has.

What an error does to a field is in sample/people/registration.py and written_names.py.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import yaml

from sample import facts


class Noise:
    """Errors at the rates of a grade (see `grades` in the data file; '': the rates themselves).

    `struck` holds the kinds of errors drawn since it was last cleared. Raises KeyError for an
    unknown grade or kind.
    """

    def __init__(self, rng: Random, grade: str = "") -> None:
        self.rng = rng
        self.struck: set[str] = set()
        self._rates, self.agents = _read_rates(grade)

    def draw_error(self, kind: str) -> bool:
        """Whether an error of this kind happens now."""
        struck = self.rng.random() < self._rates[kind]
        if struck:
            self.struck.add(kind)
        return struck

    def draw_agent(self) -> int:
        """The number of a random agent. The first agents are the busiest."""
        return int(self.agents * self.rng.random() ** 2)


@cache
def read_model() -> dict[str, Any]:
    """The contents of data/noise.yml."""
    loaded: dict[str, Any] = yaml.safe_load((facts.DATA / "noise.yml").read_text("utf-8"))
    return loaded


def read_rate(kind: str) -> float:
    """A rate from the section `people`."""
    return float(read_model()["people"][kind])


@cache
def _read_rates(grade: str) -> tuple[dict[str, float], int]:
    own = dict(read_model()["grades"][grade]) if grade else {}
    agents = int(own.pop("agents", read_model()["agents"]))
    return {**read_model()["rates"], **read_model()["changes"], **own}, agents
