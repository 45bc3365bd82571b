"""From scored pairs to persons: clusters that agree as wholes, not chains of weak links.

Two clusters become one only if their records agree on average (average linkage, best first), so
that one weak link does not join strangers. What reviewers decided comes before everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# What a shared document, or a reviewer, weighs among log2 odds.
DOCUMENT, DECISION = 40.0, 1000.0
# A pair counts for no more than this, either way, in what its clusters think of each other.
_MOST = 30.0


class Link(NamedTuple):
    """A pair of records, its weight and the rule that gave it: nid, passport, model, decision."""

    one: int
    other: int
    weight: float
    rule: str


@dataclass
class Component:
    """Records that are linked somehow, with every pair that was compared among them."""

    records: list[int]
    links: list[Link] = field(default_factory=list)
    together: list[tuple[int, int]] = field(default_factory=list)
    apart: set[tuple[int, int]] = field(default_factory=set)


def partition(component: Component, threshold: float) -> list[list[int]]:
    """The component's clusters, each sorted; a pair that was not compared does not count."""
    clusters = {record: [record] for record in component.records}
    home = {record: record for record in component.records}
    total, count = _opinions(component.links)

    def join(one: int, other: int) -> None:
        for record in clusters[other]:
            home[record] = one
        clusters[one] += clusters.pop(other)
        for sums in (total, count):
            _fold(sums, one, other)

    for one, other in component.together:
        if home[one] != home[other]:
            join(*sorted((home[one], home[other])))
    apart = _apart(component.apart, home)
    while best := _best(total, count, threshold, apart):
        join(*best)
        apart = _apart(component.apart, home)
    return sorted(sorted(cluster) for cluster in clusters.values())


Opinions = dict[int, dict[int, float]]


def _opinions(links: Iterable[Link]) -> tuple[Opinions, Opinions]:
    """Sum and number of the weights between every two records, both ways."""
    total: Opinions = defaultdict(dict)
    count: Opinions = defaultdict(dict)
    for one, other, weight, _ in links:
        held = max(-_MOST, min(_MOST, weight))
        for a, b in ((one, other), (other, one)):
            total[a][b] = total[a].get(b, 0.0) + held
            count[a][b] = count[a].get(b, 0.0) + 1
    return total, count


def _fold(sums: Opinions, one: int, other: int) -> None:
    """What a cluster's neighbours think of it is now part of what they think of the other one."""
    for neighbour, value in sums.pop(other, {}).items():
        sums[neighbour].pop(other, None)
        if neighbour != one:
            both = sums[one].get(neighbour, 0.0) + value
            sums[one][neighbour] = sums[neighbour][one] = both


def _apart(pairs: Iterable[tuple[int, int]], home: Mapping[int, int]) -> set[tuple[int, int]]:
    """The clusters that a reviewer keeps apart."""
    return {(home[a], home[b]) for a, b in pairs} | {(home[b], home[a]) for a, b in pairs}


def _best(
    total: Opinions, count: Opinions, threshold: float, apart: set[tuple[int, int]]
) -> tuple[int, int] | None:
    """The two clusters that agree most, if they do enough; of equals, the oldest."""
    found = [
        (-weight / count[one][other], one, other)
        for one, neighbours in total.items()
        for other, weight in neighbours.items()
        if one < other and weight / count[one][other] >= threshold and (one, other) not in apart
    ]
    return min(found)[1:] if found else None


def spanning_links(cluster: Sequence[int], links: Iterable[Link]) -> list[Link]:
    """For each record but the oldest, the strongest link to those before it in the tree.

    The tree grows from the oldest record by the strongest link (Prim), so that a reader can follow
    why each record belongs to the person.
    """
    inside = set(cluster)
    neighbours: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        if link.one in inside and link.other in inside:
            neighbours[link.one].append(link)
            neighbours[link.other].append(link)
    reached, tree = {min(cluster)}, []
    while len(reached) < len(inside):
        crossing = [
            link
            for record in reached
            for link in neighbours[record]
            if (link.one in reached) != (link.other in reached)
        ]
        best = max(crossing, key=lambda link: (link.weight, -link.one, -link.other))
        new, old = (best.other, best.one) if best.one in reached else (best.one, best.other)
        tree.append(Link(new, old, best.weight, best.rule))
        reached.add(new)
    return tree
