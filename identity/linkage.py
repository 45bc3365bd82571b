"""The whole of linking: records in, clusters out, none lost.

Documents first, so that the model only sees what is left; then blocks, Splink, and clusters that
agree as wholes. All tables are in the schema `vault` of the connection that is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from identity import features
from identity.blocking import BlockReport, block
from identity.comparisons import Level, comparisons
from identity.persons import assemble
from identity.queries import query
from identity.scoring import Scorer

if TYPE_CHECKING:
    import duckdb

    from identity.model import Model

# Pairs that another record or a rarer name could lift into the grey zone are kept, with this much
# room below it in log2 odds: so a later run need not look for them again.
ROOM = 4.0


@dataclass(frozen=True)
class Decided:
    """What reviewers decided about pairs of source_record_ids."""

    together: Sequence[tuple[str, str]] = ()
    apart: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class LinkReport:
    """Counts of one linking: records in and out, persons, records joined by each rule, blocks."""

    records_in: int
    records_out: int
    persons: int
    unmatchable: int
    records_joined_by: Mapping[str, int]
    blocks: Sequence[BlockReport] = field(default_factory=list)


def link_table(
    connection: duckdb.DuckDBPyConnection, model: Model, decided: Decided = Decided()
) -> LinkReport:
    """Cluster `vault.records` into persons: `vault.clusters` and `vault.links`.

    `vault.pairs` keeps every compared pair from a little below the grey zone on.
    """
    features.build(connection)
    return link_features(connection, model, comparisons(), decided)


def link_features(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    compared: Mapping[str, Sequence[Level]],
    decided: Decided = Decided(),
) -> LinkReport:
    """As `link_table`, on `vault.features` as they stand, with any comparisons."""
    connection.execute(query("documents"))
    blocks = block(connection, model)
    connection.execute(
        "delete from candidates using document_pairs "
        "where join_key_l = record_l and join_key_r = record_r"
    )
    scorer = Scorer(connection, model, compared)
    scorer.score("candidates", "scored", at_least=model.grey_zone[0] - ROOM)
    connection.execute("create or replace table vault.pairs as from scored")
    _decide(connection, decided)
    assemble(connection, model, scorer)
    return _report(connection, blocks)


def _decide(connection: duckdb.DuckDBPyConnection, decided: Decided) -> None:
    """The reviewers' decisions as record numbers; one about a record that is not there waits."""
    for name, pairs in (("together", decided.together), ("apart", decided.apart)):
        connection.execute(f"create or replace temporary table {name} (one text, other text)")
        if pairs:
            connection.executemany(f"insert into {name} values (?, ?)", pairs)
        connection.execute(
            f"create or replace temporary table {name} as select "
            "least(l.record, r.record) as record_l, greatest(l.record, r.record) as record_r "
            f"from {name} join vault.records as l on one = l.source_record_id "
            "join vault.records as r on other = r.source_record_id"
        )


def _report(connection: duckdb.DuckDBPyConnection, blocks: Sequence[BlockReport]) -> LinkReport:
    counts = connection.execute(
        "select (select count(*) from vault.features), count(*), count(distinct cluster), "
        "count(*) filter (where not is_matchable) from vault.clusters"
    ).fetchall()[0]
    joined = connection.execute("select rule, count(*) from vault.links group by 1 order by 1")
    records_in, records_out, persons, unmatchable = counts
    return LinkReport(
        records_in, records_out, persons, unmatchable, dict(joined.fetchall()), blocks
    )
