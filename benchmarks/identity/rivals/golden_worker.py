"""Runs inside GoldenMatch's own environment, as a script; the project never imports it.

golden_worker.py RECORDS.parquet CLUSTERS.parquet THRESHOLD
"""

from __future__ import annotations

import sys

import goldenmatch as gm  # type: ignore[import-not-found]
import pyarrow as pa
import pyarrow.parquet as pq
from goldenmatch.config.schemas import (  # type: ignore[import-not-found]
    BlockingConfig,
    BlockingKeyConfig,
    GoldenMatchConfig,
    MatchkeyConfig,
    MatchkeyField,
)

NAME_LEVELS, DATE_LEVELS = [0.99, 0.92, 0.8], [0.99, 0.89]
BLOCKS = (
    ["full_name"],
    ["father_name", "date_of_birth"],
    ["phone"],
    ["date_of_birth", "district_pcode"],
)


def compare_name(field: str) -> MatchkeyField:
    return MatchkeyField(
        field=field,
        scorer="jaro_winkler",
        levels=4,
        level_thresholds=NAME_LEVELS,
        tf_adjustment=True,
    )


def compare_exactly(field: str, *, tf: bool = False) -> MatchkeyField:
    return MatchkeyField(field=field, scorer="exact", levels=2, tf_adjustment=tf)


def build_config(threshold: float) -> GoldenMatchConfig:
    birth = MatchkeyField(
        field="date_of_birth", scorer="levenshtein", levels=3, level_thresholds=DATE_LEVELS
    )
    fields = [
        compare_name("full_name"),
        compare_name("father_name"),
        birth,
        compare_exactly("phone", tf=True),
    ]
    fields += [compare_exactly("district_pcode", tf=True), compare_exactly("sex")]
    person = MatchkeyConfig(
        name="person", type="probabilistic", link_threshold=threshold, fields=fields
    )
    blocking = BlockingConfig(
        strategy="multi_pass",
        max_block_size=5000,
        skip_oversized=True,
        passes=[BlockingKeyConfig(fields=block) for block in BLOCKS],
    )
    return GoldenMatchConfig(matchkeys=[person], blocking=blocking)


def main(source: str, target: str, threshold: float) -> None:
    records = pq.read_table(source).drop_columns(["unique_id"])
    found = gm.dedupe_df(records, config=build_config(threshold))
    clusters = list(range(-records.num_rows, 0))  # a record that it leaves out stands alone
    for number, cluster in found.clusters.items():
        for member in cluster["members"]:
            clusters[member] = number
    pq.write_table(pa.table({"cluster": clusters}), target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
