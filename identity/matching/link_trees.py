"""The links that hold a cluster together: a tree of the strongest, rooted in the oldest record.

A reader can follow from link to link why a record belongs to its person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


def choose_links(links: pa.Table, roots: Numbers) -> pa.Table:
    """The maximum spanning trees of all clusters: place, joined_to, rule, match_weight.

    `links` (one, other, rule, match_weight) are the possible ones within the clusters, the
    strongest first, one per pair. `roots` are the places of the oldest records, from 1. Each
    other record of a cluster gets one link, to the record before it on the way from the root.
    """
    import numpy as np
    import pyarrow as pa
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    one, other = links["one"].to_numpy(), links["other"].to_numpy()
    size = max(one.max(initial=0), other.max(initial=0), roots.max(initial=0)) + 1
    # By rank, not by weight: no two links are equal, so there is exactly one tree.
    ranks = np.arange(1, len(one) + 1)
    graph = coo_array((ranks, (one, other)), shape=(size, size))
    chosen = np.sort(minimum_spanning_tree(graph.tocsr()).data.astype(np.int64)) - 1
    one, other = one[chosen], other[chosen]
    # Place 0 belongs to no record. It leads to every root, so that one search reaches all trees.
    ends = np.concatenate([one, np.zeros_like(roots)]), np.concatenate([other, roots])
    forest = coo_array((np.ones(len(ends[0])), ends), shape=(size, size))
    _, before = breadth_first_order(forest.tocsr(), 0, directed=False)
    is_downward = before[other] == one
    tree = links.take(pa.array(chosen))
    return pa.table(
        {
            "place": np.where(is_downward, other, one),
            "joined_to": np.where(is_downward, one, other),
            "rule": tree["rule"],
            "match_weight": tree["match_weight"],
        }
    )
