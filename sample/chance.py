"""Random streams: one a subject, so that what happens to one person changes nothing for others."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random


def stream(seed: int, subject: str) -> Random:
    """The stream of draws for a subject: the same for the same seed, on every machine."""
    return Random(f"{seed}/{subject}")  # noqa: S311 - a sample, nothing secret


def cumulated(weights: Iterable[float]) -> list[float]:
    """Weights made ready for `place`."""
    return list(accumulate(weights))


def place(cumulative: Sequence[float], rng: Random) -> int:
    """A position drawn by its weight: `Random.choices` without its cost a call."""
    return bisect(cumulative, rng.random() * cumulative[-1], 0, len(cumulative) - 1)
