"""Clusters of all records from the pairs that were found, component by component.

A component holds all records that are linked somehow. Within it every pair is compared before it
is decided which of its records are one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.sql import read_sql
from identity.matching.clustering import Component, Link, split_component
from identity.matching.link_trees import choose_links
from identity.vault import fill_table

if TYPE_CHECKING:
    import duckdb

    from identity.matching.model import Model
    from identity.matching.scoring import Scorer

SQL = Path(__file__).with_name("sql")
# The weights of a shared document and of a decision, in log2 odds.
DOCUMENT, DECISION = 40.0, 1000.0


def cluster_all_records(
    connection: duckdb.DuckDBPyConnection, model: Model, scorer: Scorer
) -> None:
    """Make `vault.clusters` (record, cluster, is_matchable) and `vault.links` (record, joined_to,
    rule, match_weight) from `vault.pairs`, `document_pairs`, and the reviewers' `decided_same` and
    `decided_different` (record_l, record_r). A cluster is named after its oldest record.
    """
    connection.execute(
        "create or replace table vault.clusters (record bigint, cluster bigint, "
        "is_matchable boolean); "
        "create or replace table vault.links (record bigint, joined_to bigint, rule text, "
        "match_weight double); "
        "create or replace temporary table records_to_cluster as "
        "select record from vault.features; "
        "create or replace temporary table vanished_records (record bigint); "
        "create or replace temporary table outdated_records (record bigint)"
    )
    cluster_linked_records(connection, model, scorer)


def cluster_linked_records(
    connection: duckdb.DuckDBPyConnection, model: Model, scorer: Scorer
) -> None:
    """As `cluster_all_records`, for `records_to_cluster` and all that are linked to them."""
    connection.execute(
        "create or replace temporary table strong_links as "
        f"select record_l, record_r, {DOCUMENT}::double as match_weight, rule from document_pairs "
        f"union all select record_l, record_r, match_weight, 'model' from vault.pairs "
        f"where match_weight >= {model.threshold} "
        f"union all select record_l, record_r, {DECISION}, 'decision' from decided_same"
    )
    _label_components(connection)
    connection.execute(read_sql(SQL, "12_uncompared_pairs"))
    scorer.score_pairs("uncompared_pairs", "added_pairs", at_least=None)
    connection.execute(read_sql(SQL, "13_compared_pairs"))
    clusters = [
        (record, cluster[0])
        for component in _list_components(connection)
        for cluster in split_component(component, model.threshold)
        for record in cluster
    ]
    _store_clusters(connection, clusters)


def _label_components(connection: duckdb.DuckDBPyConnection) -> None:
    """The temporary table `components` (record, component, records, place): all records that are
    linked to one of `records_to_cluster`.

    place: from 1, the oldest record first, by registration date, centre and Case ID.
    """
    import numpy as np
    import pyarrow as pa
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = connection.execute("select record_l, record_r from strong_links").fetchnumpy()
    records, ends = np.unique(
        np.concatenate([links["record_l"], links["record_r"]]).astype(np.int64), return_inverse=True
    )
    one, other = np.split(ends, 2)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(records),) * 2)
    labels = connected_components(graph, directed=False)[1] if len(records) else records
    connection.register("labelled_records", pa.table({"record": records, "component": labels}))
    connection.execute(read_sql(SQL, "11_components"))
    connection.unregister("labelled_records")


def _list_components(connection: duckdb.DuckDBPyConnection) -> Iterator[Component]:
    """Every component, by places, with the pairs that were compared and the decisions within it."""
    links = _group_rows(
        connection,
        "select component, one, other, match_weight from compared_pairs order by all",
    )
    decided = {
        table: _group_rows(
            connection,
            f"select l.component, least(l.place, r.place), greatest(l.place, r.place) from {table} "
            "join components as l on record_l = l.record join components as r "
            "on record_r = r.record and l.component = r.component order by all",
        )
        for table in ("decided_same", "decided_different")
    }
    members = connection.execute("select component, place from components order by all")
    for number, rows in groupby(members.fetchall(), itemgetter(0)):
        yield Component(
            [place for _, place in rows],
            [Link(*link) for link in links.get(number, ())],
            decided["decided_same"].get(number, []),
            set(decided["decided_different"].get(number, ())),
        )


def _group_rows(connection: duckdb.DuckDBPyConnection, select: str) -> dict[int, list[Any]]:
    rows = connection.execute(select).fetchall()
    return {number: [row[1:] for row in found] for number, found in groupby(rows, itemgetter(0))}


def _store_clusters(connection: duckdb.DuckDBPyConnection, clusters: list[tuple[int, int]]) -> None:
    """Keep clusters, which come by place, and their links under the numbers of the records."""
    import numpy as np

    fill_table(connection, "placed_clusters", "place bigint, cluster bigint", clusters)
    possible = connection.sql(read_sql(SQL, "14_possible_links")).to_arrow_table()
    roots = np.unique(np.array([cluster for _, cluster in clusters], dtype=np.int64))
    connection.register("placed_links", choose_links(possible, roots))
    connection.execute(read_sql(SQL, "15_clusters"))
    connection.execute(read_sql(SQL, "16_links"))
    connection.unregister("placed_links")
