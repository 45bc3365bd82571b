"""Exact shares: totals split to the last unit, and sets that cover a union by given sizes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)


class InfeasibleQuota(ValueError):
    """Two quotas contradict each other; the message names them."""


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of `total` in proportion to `weights` (largest remainder); they add up to it."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def cover(
    members: Sequence[Member], sizes: Mapping[str, int], rng: Random
) -> dict[str, list[Member]]:
    """Subsets of `members` of exactly these `sizes` whose union is all of `members`.

    Raises InfeasibleQuota if a size is larger than the union or all together are smaller.
    """
    total = sum(sizes.values())
    if total < len(members) or max(sizes.values(), default=0) > len(members):
        raise InfeasibleQuota(f"sets of {dict(sizes)} cannot cover exactly {len(members)} members")
    order = rng.sample(list(members), len(members))
    shares = apportion(len(members), list(sizes.values()))
    chosen: dict[str, list[Member]] = {}
    start = 0
    for (name, size), share in zip(sizes.items(), shares, strict=True):
        own = order[start : start + share]
        others = order[:start] + order[start + share :]
        chosen[name] = own + rng.sample(others, size - share)
        start += share
    return chosen


def take(pool: Sequence[Member], size: int, rng: Random, what: str) -> list[Member]:
    """`size` random members of `pool`; InfeasibleQuota naming `what` if it is too small."""
    if size > len(pool):
        raise InfeasibleQuota(f"{what}: {size} wanted, {len(pool)} possible")
    return rng.sample(list(pool), size)
