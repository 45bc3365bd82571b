"""Which pairs of records are compared at all: those that agree on one of the model's blocks.

A block with more records than the model allows is left out, so that common names do not make
billions of pairs. The report says how large the blocks are and what the bound dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from identity.matching.model import Model


@dataclass(frozen=True)
class BlockReport:
    """One kind of block: how many there are, the largest kept, and what the bound dropped."""

    on: str
    blocks: int
    largest: int
    pairs: int
    dropped_blocks: int
    dropped_pairs: int


def format_block_members(model: Model, features: str) -> str:
    """The SQL for one row per record and block that it belongs to: record, rule, key."""
    return "\nunion all\n".join(
        f"select record, {rule}::utinyint as rule, hash({', '.join(block)}) as key from {features} "
        f"where {' and '.join(f'{column} is not null' for column in block)}"
        for rule, block in enumerate(model.blocks)
    )


def find_candidates(connection: duckdb.DuckDBPyConnection, model: Model) -> list[BlockReport]:
    """Make `candidate_pairs` (join_key_l < join_key_r, match_key) from `vault.features`.

    match_key is the place of the first block in the model that both records share.
    """
    connection.execute(
        "create or replace table vault.members as "
        f"{format_block_members(model, 'vault.features')}; "
        "create or replace temporary view fresh_members as from vault.members"
    )
    connection.execute(
        "create or replace temporary table blocks as "
        "select rule, key, count(*) as records from vault.members group by all having count(*) > 1"
    )
    connection.execute(
        "create or replace temporary table candidate_pairs as "
        "with small as (select members.* from vault.members "
        f"  join blocks using (rule, key) where records <= {model.largest_block}) "
        "select l.record as join_key_l, r.record as join_key_r, "
        "  cast(min(l.rule) as varchar) as match_key "
        "from small as l join small as r using (rule, key) where l.record < r.record group by 1, 2"
    )
    return _count_blocks(connection, model)


def find_fresh_candidates(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """As `find_candidates`, but only for pairs with a record in `fresh_records`."""
    connection.execute(
        "create or replace temporary table fresh_features as "
        "from vault.features semi join fresh_records using (record); "
        "create or replace temporary table new_members as "
        f"{format_block_members(model, 'fresh_features')}; "
        "create or replace temporary view fresh_members as from new_members; "
        "delete from vault.members where record in (select record from outdated_records); "
        "insert into vault.members from fresh_members; "
        "create or replace temporary table mates as "
        "select members.* from vault.members semi join fresh_members using (rule, key) "
        f"qualify count(*) over (partition by rule, key) <= {model.largest_block}; "
        "create or replace temporary table candidate_pairs as "
        "select least(l.record, r.record) as join_key_l, greatest(l.record, r.record) as "
        "join_key_r, cast(min(l.rule) as varchar) as match_key "
        "from fresh_members as l join mates as r using (rule, key) where l.record <> r.record "
        "group by 1, 2"
    )


def _count_blocks(connection: duckdb.DuckDBPyConnection, model: Model) -> list[BlockReport]:
    bound = model.largest_block
    found = connection.execute(
        "select rule, count(*), max(records) filter (where records <= $bound), "
        "coalesce(sum(records * (records - 1) // 2) filter (where records <= $bound), 0)::bigint, "
        "count(*) filter (where records > $bound), "
        "coalesce(sum(records * (records - 1) // 2) filter (where records > $bound), 0)::bigint "
        "from blocks group by rule order by rule",
        {"bound": bound},
    ).fetchall()
    return [
        BlockReport(", ".join(model.blocks[rule]), blocks, largest or 0, *counts)
        for rule, blocks, largest, *counts in found
    ]
