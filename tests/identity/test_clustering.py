"""Clusters of a component: decisions hold, and a chain of weak links does not join strangers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from identity.matching.clustering import Component, Link, split_component

THRESHOLD = 2.0


def build_links(weights: dict[tuple[int, int], float]) -> list[Link]:
    return [Link(one, other, weight) for (one, other), weight in weights.items()]


def find_clusters(
    records: Iterable[int],
    weights: dict[tuple[int, int], float],
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    component = Component(list(records), build_links(weights), list(same), set(different))
    return split_component(component, THRESHOLD)


def join_all(a: int, b: int, c: int, weight: float) -> dict[tuple[int, int], float]:
    return dict.fromkeys(combinations((a, b, c), 2), weight)


def test_a_pair_at_the_threshold_is_one_and_one_below_is_two() -> None:
    assert find_clusters([1, 2], {(1, 2): THRESHOLD}) == [[1, 2]]
    assert find_clusters([1, 2], {(1, 2): THRESHOLD - 0.01}) == [[1], [2]]


def test_one_weak_link_does_not_chain_two_strong_clusters_together() -> None:
    strong = join_all(1, 2, 3, 12.0) | join_all(4, 5, 6, 12.0)
    across = dict.fromkeys([(a, b) for a in (1, 2, 3) for b in (4, 5, 6)], -6.0)
    assert find_clusters(range(1, 7), strong | across | {(3, 4): 3.0}) == [[1, 2, 3], [4, 5, 6]]
    # And even a strong one does not, if all others speak against it.
    assert find_clusters(range(1, 7), strong | across | {(3, 4): 11.0}) == [[1, 2, 3], [4, 5, 6]]


def test_a_chain_whose_ends_disagree_breaks_at_its_weakest_link() -> None:
    assert find_clusters([1, 2, 3], {(1, 2): 9.0, (2, 3): 4.0, (1, 3): -8.0}) == [[1, 2], [3]]
    assert find_clusters([1, 2, 3], {(1, 2): 4.0, (2, 3): 9.0, (1, 3): -8.0}) == [[1], [2, 3]]


def test_a_chain_whose_ends_were_not_compared_holds() -> None:
    assert find_clusters([1, 2, 3], {(1, 2): 9.0, (2, 3): 4.0}) == [[1, 2, 3]]


def test_a_cluster_that_agrees_on_average_is_one_in_spite_of_a_doubtful_pair() -> None:
    assert find_clusters([1, 2, 3], {(1, 2): 9.0, (2, 3): 9.0, (1, 3): -1.0}) == [[1, 2, 3]]


def test_no_single_pair_shouts_down_all_others() -> None:
    own = {(1, 2): 250.0, (3, 4): 250.0}
    against = dict.fromkeys([(1, 4), (2, 3), (2, 4)], -20.0)
    assert find_clusters([1, 2, 3, 4], own | against | {(1, 3): 200.0}) == [[1, 2], [3, 4]]


def test_decisions_come_before_weights() -> None:
    assert find_clusters([1, 2], {(1, 2): -25.0}, same=[(1, 2)]) == [[1, 2]]
    assert find_clusters([1, 2], {(1, 2): 40.0}, different=[(1, 2)]) == [[1], [2]]
    # What a record is decided to be weighs with the whole of it: 3 agrees with 2 and not with 1.
    doubtful = {(2, 3): 9.0, (1, 3): -9.0}
    assert find_clusters([1, 2, 3], doubtful) == [[1], [2, 3]]
    assert find_clusters([1, 2, 3], doubtful, same=[(1, 2)]) == [[1, 2], [3]]


def test_what_is_kept_apart_stays_so_when_both_have_grown() -> None:
    everything = dict.fromkeys(combinations(range(1, 5), 2), 10.0)
    found = find_clusters(range(1, 5), everything, different=[(1, 4)])
    assert len(found) == 2
    assert not any({1, 4} <= set(cluster) for cluster in found)


@st.composite
def components(draw: st.DrawFn) -> tuple[Component, set[tuple[int, int]]]:
    """A component, and decisions that do not contradict each other."""
    records = list(range(1, draw(st.integers(1, 8)) + 1))
    pairs = list(combinations(records, 2))
    # Quarters, so that sums are exact in any order.
    quarters = st.integers(-200, 200).map(lambda number: number / 4)
    weights = st.one_of(quarters, st.sampled_from([-3.0, THRESHOLD, 3.0, 40.0]))
    links = [
        Link(one, other, weight)
        for one, other in pairs
        if (weight := draw(st.none() | weights)) is not None
    ]
    chosen = st.lists(st.sampled_from(pairs), max_size=3) if pairs else st.just([])
    together = draw(chosen)
    home = {record: record for record in records}
    for one, other in together:
        home = {r: home[one] if h == home[other] else h for r, h in home.items()}
    apart = {(one, other) for one, other in draw(chosen) if home[one] != home[other]}
    return Component(records, links, together, apart), apart


@settings(max_examples=300, deadline=None)
@given(components(), st.randoms(use_true_random=False))
def test_every_record_is_in_one_cluster_that_obeys_and_no_order_matters(
    given: tuple[Component, set[tuple[int, int]]], random: Random
) -> None:
    component, apart = given
    found = split_component(component, THRESHOLD)
    assert sorted(record for cluster in found for record in cluster) == component.records
    home = {record: number for number, cluster in enumerate(found) for record in cluster}
    assert all(home[one] == home[other] for one, other in component.same)
    assert all(home[one] != home[other] for one, other in apart)

    turned = [link._replace(one=link.other, other=link.one) for link in component.links]
    shuffled = Component(
        *(random.sample(list(part), len(part)) for part in (component.records, turned)),
        [(other, one) for one, other in component.same[::-1]],
        {(other, one) for one, other in apart},
    )
    assert split_component(shuffled, THRESHOLD) == found


@settings(max_examples=200, deadline=None)
@given(components())
def test_no_two_clusters_agree_enough_to_be_one(
    given: tuple[Component, set[tuple[int, int]]],
) -> None:
    component, apart = given
    found = split_component(component, THRESHOLD)
    for one, other in combinations(found, 2):
        between = [
            max(-30.0, min(30.0, link.weight))
            for link in component.links
            if (link.one in one and link.other in other)
            or (link.one in other and link.other in one)
        ]
        kept_apart = any({a in one, b in one} == {True, False} and {a, b} <= {*one, *other}
                         for a, b in apart)  # fmt: skip
        if between and not kept_apart:
            assert sum(between) / len(between) < THRESHOLD + 1e-9
