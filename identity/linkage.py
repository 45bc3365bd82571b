"""The whole of linking: records in, clusters out, none lost.

Documents first, so that the model only sees what is left; then blocks, Splink, and clusters that
agree as wholes. All tables are in the schema `vault` of the connection that is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from identity import features
from identity.blocking import BlockReport, block, block_fresh
from identity.comparisons import Level, comparisons
from identity.persons import assemble, reassemble
from identity.queries import query
from identity.scoring import Scorer

if TYPE_CHECKING:
    import duckdb

    from identity.model import Model

# Pairs that another record or a rarer name could lift into the grey zone are kept, with this much
# room below it in log2 odds: so a later run need not look for them again.
ROOM = 4.0
# Pairs so near to the threshold are weighed again in every linking.
NEAR = 1.0
_REMEMBER_DECIDED = (
    "create or replace table vault.decided as from together union all by name from apart"
)


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
    blocks = block(connection, model)
    _leave_documents(connection)
    scorer = Scorer(connection, model, compared)
    scorer.score("candidates", "scored", at_least=_lowest(model))
    connection.execute("create or replace table vault.pairs as from scored")
    _decide(connection, decided)
    assemble(connection, model, scorer)
    connection.execute(_REMEMBER_DECIDED)
    return _report(connection, blocks)


def relink_table(
    connection: duckdb.DuckDBPyConnection, model: Model, decided: Decided = Decided()
) -> LinkReport:
    """As `link_table`, where an earlier linking by the same model stands in the schema `vault`.

    `fresh` (record) names the records of `vault.records` that are new or have changed since; what
    is no longer there is gone. The result is that of linking all at once, but for pairs whose
    weight moves by less than NEAR because names have become rarer or commoner (see docs).
    """
    connection.execute(query("gone"))
    connection.execute(query("bereft"))
    features.renew(connection)
    block_fresh(connection, model)
    connection.execute(f"set variable threshold = {model.threshold}; set variable near = {NEAR}")
    connection.execute(query("near"))
    _leave_documents(connection)
    scorer = Scorer(connection, model, comparisons())
    scorer.score("candidates", "scored", at_least=_lowest(model))
    connection.execute(query("kept"))
    _decide(connection, decided)
    connection.execute(query("touched"))
    reassemble(connection, model, scorer)
    connection.execute(_REMEMBER_DECIDED)
    return _report(connection, ())


def _lowest(model: Model) -> float:
    return model.grey_zone[0] - ROOM


def _leave_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `document_pairs`; the model only sees what is left."""
    connection.execute(query("documents"))
    connection.execute(
        "delete from candidates using document_pairs "
        "where join_key_l = record_l and join_key_r = record_r"
    )


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
        "select (select count(*) from vault.records), count(*), count(distinct cluster), "
        "count(*) filter (where not is_matchable) from vault.clusters"
    ).fetchall()[0]
    joined = connection.execute("select rule, count(*) from vault.links group by 1 order by 1")
    records_in, records_out, persons, unmatchable = counts
    return LinkReport(
        records_in, records_out, persons, unmatchable, dict(joined.fetchall()), blocks
    )
