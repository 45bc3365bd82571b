"""Clusters of all records from the pairs that were found, component by component.

A component is whatever is linked at all; within it every pair is compared before it is decided
which of its records are one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from identity.clustering import DECISION, DOCUMENT, Component, Link, partition, spanning_links
from identity.queries import query
from identity.reading import fill

if TYPE_CHECKING:
    import duckdb

    from identity.model import Model
    from identity.scoring import Scorer


def assemble(connection: duckdb.DuckDBPyConnection, model: Model, scorer: Scorer) -> None:
    """Make `vault.clusters` (record, cluster, is_matchable) and `vault.links` (record, joined_to,
    rule, match_weight) from `vault.pairs`, `document_pairs`, and the reviewers' `together` and
    `apart` (record_l, record_r). A cluster is named by its oldest record.
    """
    connection.execute(
        "create or replace table vault.clusters (record bigint, cluster bigint, "
        "is_matchable boolean); "
        "create or replace table vault.links (record bigint, joined_to bigint, rule text, "
        "match_weight double); "
        "create or replace temporary table touched as select record from vault.features; "
        "create or replace temporary table gone (record bigint); "
        "create or replace temporary table outdated (record bigint)"
    )
    reassemble(connection, model, scorer)


def reassemble(connection: duckdb.DuckDBPyConnection, model: Model, scorer: Scorer) -> None:
    """As `assemble`, for the records in `touched` and all that are linked to them somehow."""
    connection.execute(
        "create or replace temporary table edges as "
        f"select record_l, record_r, {DOCUMENT}::double as match_weight, rule from document_pairs "
        f"union all select record_l, record_r, match_weight, 'model' from vault.pairs "
        f"where match_weight >= {model.threshold} "
        f"union all select record_l, record_r, {DECISION}, 'decision' from together"
    )
    _label_components(connection)
    connection.execute(query("within"))
    scorer.score("within", "compared", at_least=None)
    connection.execute(query("opinions"))
    clusters: list[tuple[int, int]] = []
    links: list[tuple[int, int, str, float | None]] = []
    for component in _components(connection):
        for cluster in partition(component, model.threshold):
            clusters += [(record, cluster[0]) for record in cluster]
            links += [
                (link.one, link.other, link.rule, link.weight if link.rule == "model" else None)
                for link in spanning_links(cluster, component.links)
            ]
    _store(connection, clusters, links)


def _label_components(connection: duckdb.DuckDBPyConnection) -> None:
    """The temporary table `components` (record, component, records, place): all records that are
    linked to a touched one.

    place: from 1, the oldest record first, by registration date, centre and Case ID.
    """
    import numpy as np
    import pyarrow as pa
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = connection.execute("select record_l, record_r from edges").fetchnumpy()
    records, ends = np.unique(
        np.concatenate([edges["record_l"], edges["record_r"]]).astype(np.int64), return_inverse=True
    )
    one, other = np.split(ends, 2)
    links = coo_array((np.ones(len(one)), (one, other)), shape=(len(records),) * 2)
    labels = connected_components(links, directed=False)[1] if len(records) else records
    connection.register("labelled", pa.table({"record": records, "component": labels}))
    connection.execute(query("components"))
    connection.unregister("labelled")


def _components(connection: duckdb.DuckDBPyConnection) -> Iterator[Component]:
    """Every component that two clusters could come of, with the links within it, by place."""
    links = _grouped(connection, "select * from opinions order by all")
    decided = {
        name: _grouped(
            connection,
            f"select l.component, least(l.place, r.place), greatest(l.place, r.place) from {name} "
            "join components as l on record_l = l.record join components as r "
            "on record_r = r.record and l.component = r.component order by all",
        )
        for name in ("together", "apart")
    }
    members = connection.execute("select component, place from components order by all")
    for number, rows in groupby(members.fetchall(), itemgetter(0)):
        yield Component(
            [place for _, place in rows],
            [Link(*link) for link in links.get(number, ())],
            decided["together"].get(number, []),
            set(decided["apart"].get(number, ())),
        )


def _grouped(connection: duckdb.DuckDBPyConnection, select: str) -> dict[int, list[Any]]:
    rows = connection.execute(select).fetchall()
    return {number: [row[1:] for row in found] for number, found in groupby(rows, itemgetter(0))}


def _store(
    connection: duckdb.DuckDBPyConnection,
    clusters: list[tuple[int, int]],
    links: list[tuple[int, int, str, float | None]],
) -> None:
    """Keep clusters and links, which come by place, under the numbers of the records."""
    fill(connection, "clustered", "place bigint, cluster bigint", clusters)
    fill(
        connection,
        "linked",
        "place bigint, joined_to bigint, rule text, match_weight double",
        links,
    )
    connection.execute(query("clusters"))
    connection.execute(query("links"))
