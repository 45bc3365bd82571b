"""Exact quotas: totals split into whole shares, and random sets of given sizes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import TypeVar

from common.errors import ProttashaError

Member = TypeVar("Member", bound=Hashable)


class InfeasibleQuota(ProttashaError):
    """Two quotas contradict each other. The message names them."""


def apportion_total(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares that add up to `total`, in proportion to `weights` (largest remainder)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def draw_cover(
    members: Sequence[Member], sizes: Mapping[str, int], rng: Random
) -> dict[str, list[Member]]:
    """Random subsets of `members` of exactly these `sizes`, whose union is all of `members`.

    Raises InfeasibleQuota if one size exceeds the union or if all sizes together fall short of it.
    """
    total = sum(sizes.values())
    if total < len(members) or max(sizes.values(), default=0) > len(members):
        raise InfeasibleQuota(
            f"sets of the sizes {dict(sizes)} cannot cover exactly {len(members)} members"
        )
    order = rng.sample(list(members), len(members))
    shares = apportion_total(len(members), list(sizes.values()))
    chosen: dict[str, list[Member]] = {}
    start = 0
    for (name, size), share in zip(sizes.items(), shares, strict=True):
        own = order[start : start + share]
        others = order[:start] + order[start + share :]
        chosen[name] = own + rng.sample(others, size - share)
        start += share
    return chosen


def draw_members(pool: Sequence[Member], size: int, rng: Random, what: str) -> list[Member]:
    """`size` random members of `pool`. Raises InfeasibleQuota with `what` if it is too small."""
    if size > len(pool):
        raise InfeasibleQuota(f"{what}: {size} needed, {len(pool)} available")
    return rng.sample(list(pool), size)
