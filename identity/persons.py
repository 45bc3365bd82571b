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

if TYPE_CHECKING:
    import duckdb

    from identity.model import Model
    from identity.scoring import Scorer


def assemble(connection: duckdb.DuckDBPyConnection, model: Model, scorer: Scorer) -> None:
    """Make `vault.clusters` (record, cluster) and `vault.links` (record, joined_to, rule, weight).

    Reads `vault.pairs`, `document_pairs`, and the reviewers' `together` and `apart` (record_l,
    record_r). A cluster is named by its oldest record, the smallest number.
    """
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
    """The temporary table `components` (record, component, records) of all linked records."""
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
    connection.execute(
        "create or replace temporary table components as "
        "select *, count(*) over (partition by component) as records from labelled"
    )
    connection.unregister("labelled")


def _components(connection: duckdb.DuckDBPyConnection) -> Iterator[Component]:
    """Every component that two clusters could come of, with the links within it."""
    links = _grouped(connection, "select * from opinions order by all")
    apart = _grouped(
        connection,
        "select component, record_l, record_r from apart "
        "join components on record_l = record order by all",
    )
    together = _grouped(
        connection,
        "select component, record_l, record_r from together "
        "join components on record_l = record order by all",
    )
    members = connection.execute("select component, record from components order by all")
    for number, rows in groupby(members.fetchall(), itemgetter(0)):
        yield Component(
            [record for _, record in rows],
            [Link(*link) for link in links.get(number, ())],
            together.get(number, []),
            set(apart.get(number, ())),
        )


def _grouped(connection: duckdb.DuckDBPyConnection, select: str) -> dict[int, list[Any]]:
    rows = connection.execute(select).fetchall()
    return {number: [row[1:] for row in found] for number, found in groupby(rows, itemgetter(0))}


def _store(
    connection: duckdb.DuckDBPyConnection,
    clusters: list[tuple[int, int]],
    links: list[tuple[int, int, str, float | None]],
) -> None:
    import pyarrow as pa

    records, names = zip(*clusters, strict=True) if clusters else ((), ())
    columns = list(zip(*links, strict=True)) or [(), (), (), ()]
    types = (pa.int64(), pa.int64(), pa.string(), pa.float64())
    clustered = pa.table(
        {"record": pa.array(records, pa.int64()), "cluster": pa.array(names, pa.int64())}
    )
    linked = pa.table(
        {
            name: pa.array(column, type_)
            for name, column, type_ in zip(
                ("record", "joined_to", "rule", "match_weight"), columns, types, strict=True
            )
        }
    )
    connection.register("clustered", clustered)
    connection.register("linked", linked)
    connection.execute(
        "create or replace table vault.clusters as "
        "select record, coalesce(clustered.cluster, record) as cluster, "
        "record in (select record from members) as is_matchable "
        "from vault.features left join clustered using (record)"
    )
    connection.execute("create or replace table vault.links as from linked order by record")
    connection.unregister("clustered")
    connection.unregister("linked")
