"""Linking as a whole: records in, clusters out, none lost.

Documents come first, so that the model sees only what they leave. Then come blocks, scores by
Splink, and clusters that agree on average. All tables are in the schema `vault` of the given
connection. The SQL files of this room run in the order of their numbers, some of them only where a
linking continues from an earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from common.sql import read_sql
from identity.matching.blocking import BlockReport, find_candidates, find_fresh_candidates
from identity.matching.comparisons import Level, build_comparisons
from identity.matching.components import cluster_all_records, cluster_linked_records
from identity.matching.features import build_features, update_features
from identity.matching.scoring import Scorer
from identity.register.decisions import Constraints

if TYPE_CHECKING:
    import duckdb

    from identity.matching.model import Model

SQL = Path(__file__).with_name("sql")
# Pairs this far below the grey zone, in log2 odds, are kept: another record or a rarer name could
# lift them into it, and a later run need not look for them again.
ROOM = 4.0
# Pairs this near to the threshold are weighed again in every linking.
MARGIN = 1.0
NO_DECISIONS = Constraints()
_REMEMBER_DECIDED = (
    "create or replace table vault.decided as "
    "from decided_same union all by name from decided_different"
)


@dataclass(frozen=True)
class LinkReport:
    """Counts of one linking: records in and out, persons, records joined by each rule, blocks."""

    records_in: int
    records_out: int
    persons: int
    unmatchable: int
    records_joined_by: Mapping[str, int]
    blocks: Sequence[BlockReport] = field(default_factory=list)


def link_records(
    connection: duckdb.DuckDBPyConnection, model: Model, decided: Constraints = NO_DECISIONS
) -> LinkReport:
    """Cluster `vault.records` into persons: `vault.clusters` and `vault.links`.

    `vault.pairs` keeps every compared pair from slightly below the grey zone upwards.
    """
    build_features(connection)
    return link_features(connection, model, build_comparisons(), decided)


def link_features(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    compared: Mapping[str, Sequence[Level]],
    decided: Constraints = NO_DECISIONS,
) -> LinkReport:
    """As `link_records`, on `vault.features` as they stand, with any comparisons."""
    blocks = find_candidates(connection, model)
    _remove_document_pairs(connection)
    scorer = Scorer(connection, model, compared)
    scorer.score_pairs("candidate_pairs", "scored_pairs", at_least=_find_lowest_weight(model))
    connection.execute("create or replace table vault.pairs as from scored_pairs")
    _load_decisions(connection, decided)
    cluster_all_records(connection, model, scorer)
    connection.execute(_REMEMBER_DECIDED)
    return _count_links(connection, blocks)


def relink_records(
    connection: duckdb.DuckDBPyConnection, model: Model, decided: Constraints = NO_DECISIONS
) -> LinkReport:
    """As `link_records`, continuing an earlier linking by the same model in the schema `vault`.

    `fresh_records` lists the records of `vault.records` that are new or have changed since. The
    result is that of linking all at once, except for pairs whose weight moves by less than MARGIN
    because names have become rarer or more common (docs/identity-benchmark.md).
    """
    connection.execute(read_sql(SQL, "02_outdated_records"))
    connection.execute(read_sql(SQL, "03_reopened_records"))
    update_features(connection)
    find_fresh_candidates(connection, model)
    connection.execute(
        f"set variable threshold = {model.threshold}; set variable margin = {MARGIN}"
    )
    connection.execute(read_sql(SQL, "07_borderline_pairs"))
    _remove_document_pairs(connection)
    scorer = Scorer(connection, model, build_comparisons())
    scorer.score_pairs("candidate_pairs", "scored_pairs", at_least=_find_lowest_weight(model))
    connection.execute(read_sql(SQL, "09_pairs"))
    _load_decisions(connection, decided)
    connection.execute(read_sql(SQL, "10_records_to_cluster"))
    cluster_linked_records(connection, model, scorer)
    connection.execute(_REMEMBER_DECIDED)
    return _count_links(connection, ())


def _find_lowest_weight(model: Model) -> float:
    return model.grey_zone[0] - ROOM


def _remove_document_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `document_pairs`, and leave the model only the other candidates."""
    connection.execute(read_sql(SQL, "08_document_pairs"))
    connection.execute(
        "delete from candidate_pairs using document_pairs "
        "where join_key_l = record_l and join_key_r = record_r"
    )


def _load_decisions(connection: duckdb.DuckDBPyConnection, decided: Constraints) -> None:
    """The reviewers' decisions as record numbers. A decision about an absent record waits."""
    for table, pairs in (("decided_same", decided.same), ("decided_different", decided.different)):
        connection.execute(f"create or replace temporary table {table} (one text, other text)")
        if pairs:
            connection.executemany(f"insert into {table} values (?, ?)", pairs)
        connection.execute(
            f"create or replace temporary table {table} as select "
            "least(l.record, r.record) as record_l, greatest(l.record, r.record) as record_r "
            f"from {table} join vault.records as l on one = l.source_record_id "
            "join vault.records as r on other = r.source_record_id"
        )


def _count_links(
    connection: duckdb.DuckDBPyConnection, blocks: Sequence[BlockReport]
) -> LinkReport:
    counts = connection.execute(
        "select (select count(*) from vault.records), count(*), count(distinct cluster), "
        "count(*) filter (where not is_matchable) from vault.clusters"
    ).fetchall()[0]
    joined = connection.execute("select rule, count(*) from vault.links group by 1 order by 1")
    records_in, records_out, persons, unmatchable = counts
    return LinkReport(
        records_in, records_out, persons, unmatchable, dict(joined.fetchall()), blocks
    )
