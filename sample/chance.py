"""Random streams: one a subject, so that what happens to one person changes nothing for others."""

from __future__ import annotations

from random import Random


def stream(seed: int, subject: str) -> Random:
    """The stream of draws for a subject: the same for the same seed, on every machine."""
    return Random(f"{seed}/{subject}")  # noqa: S311 - a sample, nothing secret
