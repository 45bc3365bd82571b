"""Random streams: one for each subject, so that one person's draws do not change another's."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random


def open_stream(seed: int, subject: str) -> Random:
    """The random stream of a subject: the same for the same seed, on every machine."""
    return Random(f"{seed}/{subject}")  # noqa: S311 - sample data, not secrets


def cumulate_weights(weights: Iterable[float]) -> list[float]:
    """Cumulative weights for `draw_place`."""
    return list(accumulate(weights))


def draw_place(cumulative: Sequence[float], rng: Random) -> int:
    """A position drawn by weight. `Random.choices` does the same but costs more for each call."""
    return bisect(cumulative, rng.random() * cumulative[-1], 0, len(cumulative) - 1)
