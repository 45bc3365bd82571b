"""From the links of a component to persons: what must be together is, and chains do not chain."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.matching.clustering import (
    DECISION,
    DOCUMENT,
    Component,
    Link,
    spanning_links,
    split_component,
)

THRESHOLD = 2.0


def links_of(weights: dict[tuple[int, int], float], rule: str = "model") -> list[Link]:
    return [Link(one, other, weight, rule) for (one, other), weight in weights.items()]


def clusters(
    records: Iterable[int],
    weights: dict[tuple[int, int], float],
    together: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    component = Component(list(records), links_of(weights), list(together), set(apart))
    return split_component(component, THRESHOLD)


def triangle(a: int, b: int, c: int, weight: float) -> dict[tuple[int, int], float]:
    return dict.fromkeys(combinations((a, b, c), 2), weight)


def test_a_pair_at_the_threshold_is_one_and_one_below_is_two() -> None:
    assert clusters([1, 2], {(1, 2): THRESHOLD}) == [[1, 2]]
    assert clusters([1, 2], {(1, 2): THRESHOLD - 0.01}) == [[1], [2]]


def test_one_weak_link_does_not_chain_two_strong_clusters_together() -> None:
    strong = triangle(1, 2, 3, 12.0) | triangle(4, 5, 6, 12.0)
    across = dict.fromkeys([(a, b) for a in (1, 2, 3) for b in (4, 5, 6)], -6.0)
    assert clusters(range(1, 7), strong | across | {(3, 4): 3.0}) == [[1, 2, 3], [4, 5, 6]]
    # And even a strong one does not, if all others speak against it.
    assert clusters(range(1, 7), strong | across | {(3, 4): 11.0}) == [[1, 2, 3], [4, 5, 6]]


def test_a_chain_whose_ends_disagree_breaks_at_its_weakest_link() -> None:
    assert clusters([1, 2, 3], {(1, 2): 9.0, (2, 3): 4.0, (1, 3): -8.0}) == [[1, 2], [3]]
    assert clusters([1, 2, 3], {(1, 2): 4.0, (2, 3): 9.0, (1, 3): -8.0}) == [[1], [2, 3]]


def test_a_chain_whose_ends_were_not_compared_holds() -> None:
    assert clusters([1, 2, 3], {(1, 2): 9.0, (2, 3): 4.0}) == [[1, 2, 3]]


def test_a_cluster_that_agrees_on_average_is_one_in_spite_of_a_doubtful_pair() -> None:
    assert clusters([1, 2, 3], {(1, 2): 9.0, (2, 3): 9.0, (1, 3): -1.0}) == [[1, 2, 3]]


def test_no_single_pair_shouts_down_all_others() -> None:
    own = {(1, 2): 250.0, (3, 4): 250.0}
    against = dict.fromkeys([(1, 4), (2, 3), (2, 4)], -20.0)
    assert clusters([1, 2, 3, 4], own | against | {(1, 3): 200.0}) == [[1, 2], [3, 4]]


def test_decisions_come_before_weights() -> None:
    assert clusters([1, 2], {(1, 2): -25.0}, together=[(1, 2)]) == [[1, 2]]
    assert clusters([1, 2], {(1, 2): DOCUMENT}, different=[(1, 2)]) == [[1], [2]]
    # What a record is decided to be weighs with the whole of it: 3 agrees with 2 and not with 1.
    doubtful = {(2, 3): 9.0, (1, 3): -9.0}
    assert clusters([1, 2, 3], doubtful) == [[1], [2, 3]]
    assert clusters([1, 2, 3], doubtful, together=[(1, 2)]) == [[1, 2], [3]]


def test_what_is_kept_apart_stays_so_when_both_have_grown() -> None:
    everything = dict.fromkeys(combinations(range(1, 5), 2), 10.0)
    found = clusters(range(1, 5), everything, different=[(1, 4)])
    assert len(found) == 2
    assert not any({1, 4} <= set(cluster) for cluster in found)


@st.composite
def components(draw: st.DrawFn) -> tuple[Component, set[tuple[int, int]]]:
    """A component, and decisions that do not contradict each other."""
    records = list(range(1, draw(st.integers(1, 8)) + 1))
    pairs = list(combinations(records, 2))
    # Quarters, so that sums are exact in any order.
    quarters = st.integers(-200, 200).map(lambda number: number / 4)
    weights = st.one_of(quarters, st.sampled_from([-3.0, THRESHOLD, 3.0, DOCUMENT]))
    links = [
        Link(one, other, weight, "model")
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
    assert all(home[one] == home[other] for one, other in component.together)
    assert all(home[one] != home[other] for one, other in apart)

    turned = [link._replace(one=link.other, other=link.one) for link in component.links]
    shuffled = Component(
        *(random.sample(list(part), len(part)) for part in (component.records, turned)),
        [(other, one) for one, other in component.together[::-1]],
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


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 7), st.data())
def test_the_links_of_a_cluster_are_a_tree_of_the_strongest_from_the_oldest(
    size: int, data: st.DataObject
) -> None:
    records = list(range(1, size + 1))
    chain = [Link(a, a + 1, data.draw(st.floats(-5, 40)), "model") for a in records[:-1]]
    more = [
        Link(one, other, data.draw(st.floats(-5, 40)), "nid")
        for one, other in combinations(records, 2)
        if other > one + 1 and data.draw(st.booleans())
    ]
    strangers = [Link(1, 99, 1000.0, "model"), Link(98, 99, 1000.0, "model")]
    tree = spanning_links(records, data.draw(st.permutations([*chain, *more, *strangers])))
    assert len(tree) == size - 1
    reached = {1}
    for link in tree:  # in the order in which it grew
        assert link.other in reached
        assert link.one not in reached
        crossing = [found.weight for found in (*chain, *more)
                    if (found.one in reached) != (found.other in reached)]  # fmt: skip
        assert link.weight == max(crossing)
        reached.add(link.one)
    assert reached == set(records)


@pytest.mark.parametrize("rule", ["nid", "decision"])
def test_the_tree_says_by_which_rule_a_record_was_joined(rule: str) -> None:
    weight = {"nid": DOCUMENT, "decision": DECISION}[rule]
    links = [Link(1, 2, 9.0, "model"), Link(2, 3, weight, rule), Link(1, 3, 20.0, "model")]
    tree = spanning_links([1, 2, 3], links)
    assert [(link.one, link.other, link.rule) for link in tree] == [(3, 1, "model"), (2, 3, rule)]
