"""The dice of the error model: its rates (data/noise.yml), and which errors struck a registration.

What each error does is told beside the field that it strikes: sample/writing.py, sample/telling.py.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import yaml

from sample import facts


class Noise:
    """Errors at the rates of a grade (see `grades` in the data file; '' = the plain rates).

    `struck` holds the kinds that struck since it was last cleared. Raises KeyError for an unknown
    grade or kind.
    """

    def __init__(self, rng: Random, grade: str = "") -> None:
        self.rng = rng
        self.struck: set[str] = set()
        self._rates, self.agents = _rates(grade)

    def strikes(self, kind: str) -> bool:
        """Whether an error of this kind happens now."""
        struck = self.rng.random() < self._rates[kind]
        if struck:
            self.struck.add(kind)
        return struck

    def agent(self) -> int:
        """One of the agents; the first are asked most."""
        return int(self.agents * self.rng.random() ** 2)


@cache
def model() -> dict[str, Any]:
    """The data file."""
    loaded: dict[str, Any] = yaml.safe_load((facts.DATA / "noise.yml").read_text("utf-8"))
    return loaded


def people(kind: str) -> float:
    """A rate of the section `people`."""
    return float(model()["people"][kind])


@cache
def _rates(grade: str) -> tuple[dict[str, float], int]:
    own = dict(model()["grades"][grade]) if grade else {}
    agents = int(own.pop("agents", model()["agents"]))
    return {**model()["rates"], **model()["changes"], **own}, agents
