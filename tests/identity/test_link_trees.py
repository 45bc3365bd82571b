"""The links of a cluster: a tree of the strongest, rooted in the oldest record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.matching.link_trees import choose_links

Pair = tuple[int, int]


def choose_tree(links: dict[Pair, float], roots: Sequence[int], rule: str = "model") -> set[Pair]:
    """(record, the record it is joined to) for possible links within the clusters of `roots`."""
    ordered = sorted(links, key=lambda pair: (-links[pair], pair))
    possible = pa.table(
        {
            "one": pa.array([one for one, _ in ordered], pa.int64()),
            "other": pa.array([other for _, other in ordered], pa.int64()),
            "rule": pa.array([rule for _ in ordered], pa.string()),
            "match_weight": pa.array([links[pair] for pair in ordered], pa.float64()),
        }
    )
    tree = choose_links(possible, np.array(roots, dtype=np.int64))
    assert tree["match_weight"].to_pylist() == [
        links[min(pair), max(pair)] for pair in list_joins(tree)
    ]
    return set(list_joins(tree))


def list_joins(tree: pa.Table) -> list[Pair]:
    return list(zip(tree["place"].to_pylist(), tree["joined_to"].to_pylist(), strict=True))


def grow_tree(links: dict[Pair, float], root: int, records: Iterable[int]) -> set[Pair]:
    """The same by Prim: from the root, always the strongest link, of equals the oldest."""
    reached, joins = {root}, set()
    while reached != set(records):
        crossing = [pair for pair in links if (pair[0] in reached) != (pair[1] in reached)]
        one, other = min(crossing, key=lambda pair: (-links[pair], pair))
        new, old = (other, one) if one in reached else (one, other)
        joins.add((new, old))
        reached.add(new)
    return joins


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=3), st.data())
def test_each_cluster_has_the_one_tree_of_its_strongest_links(
    sizes: list[int], data: st.DataObject
) -> None:
    # Few values, so that many weights are equal.
    weights = st.sampled_from([-5.0, 2.0, 30.0, 30.5])
    everything: dict[Pair, float] = {}
    roots: list[int] = []
    expected: set[Pair] = set()
    for size in sizes:
        first = roots[-1] + 10 if roots else 1
        records = range(first, first + size)
        chain = {(a, a + 1): data.draw(weights) for a in records[:-1]}
        more = {
            pair: data.draw(weights)
            for pair in combinations(records, 2)
            if data.draw(st.booleans())
        }
        everything |= chain | more
        expected |= grow_tree(chain | more, first, records)
        roots.append(first)
    assert choose_tree(everything, roots) == expected
    assert len(expected) == sum(sizes) - len(sizes)


@pytest.mark.parametrize("rule", ["nid", "decision"])
def test_a_link_names_the_rule_that_joined_the_record(rule: str) -> None:
    possible = pa.table(
        {
            "one": [2, 1, 1],
            "other": [3, 3, 2],
            "rule": [rule, "model", "model"],
            "match_weight": pa.array([None, 20.0, 9.0], pa.float64()),
        }
    )
    tree = choose_links(possible, np.array([1], dtype=np.int64)).to_pylist()
    assert tree == [
        {"place": 2, "joined_to": 3, "rule": rule, "match_weight": None},
        {"place": 3, "joined_to": 1, "rule": "model", "match_weight": 20.0},
    ]


def test_records_that_nobody_is_linked_to_have_no_link() -> None:
    assert choose_tree({}, [1, 2]) == set()
    assert choose_tree({}, []) == set()
