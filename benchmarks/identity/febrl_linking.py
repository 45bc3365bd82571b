"""FEBRL 3 and 4 linked by this linker's engine, with a model learnt from the records themselves.

No label is used. Pairs that share a social security number are the first idea of what one person
looks like; then the pairs that this model joins are, until nothing changes. Pairs drawn at random
are strangers. FEBRL has no households, so the engine's second rival never speaks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from benchmarks.identity import febrl_fields
from benchmarks.identity.ours import open_database
from identity.matching import record_linking
from identity.matching.blocking import find_candidates
from identity.matching.model import Model, Rates
from identity.matching.scoring import Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb
    import pandas as pd

    from identity.matching.comparisons import Level

THRESHOLD = 0.0  # log2 odds; chosen on FEBRL 3, for both
TURNS, RANDOM_PAIRS = 10, 300_000
_UNSEEN = 0.5  # half a pair of prior evidence on every level
START = Model(
    trained_on="nothing yet",
    threshold=THRESHOLD,
    grey_zone=(THRESHOLD - 3, THRESHOLD + 3),
    largest_block=100,
    blocks=febrl_fields.BLOCKS,
    repeats_per_record=1.0,
    kin_per_record=1e-12,
    levels={},
)
_STRANGERS = f"""
create or replace temporary table strangers as
with numbered as materialized (
    select record as id, row_number() over (order by record) as number from vault.features
),
drawn as materialized (
    select 1 + hash(range, 'l') % records as one, 1 + hash(range, 'r') % records as other
    from range({RANDOM_PAIRS}) cross join (select count(*)::ubigint as records from numbered)
)
select distinct l.id as join_key_l, r.id as join_key_r, '0' as match_key
from drawn join numbered as l on one = l.number join numbered as r on other = r.number
where l.id < r.id
"""
Shares = dict[str, dict[str, float]]


def link_febrl3(frame: pd.DataFrame) -> pd.Series[Any]:
    """The cluster of each record of FEBRL 3; rec_id and person are not looked at."""
    return _link_frame(frame.assign(source=None))


def link_febrl4(one: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """The clusters of both files of FEBRL 4; rec_id and person are not looked at.

    That neither file holds a person twice is told to the model, as one more comparison.
    """
    import pandas as pd

    both = pd.concat([one.assign(source="a"), other.assign(source="b")], ignore_index=True)
    found = _link_frame(both).to_numpy()
    first, second = found[: len(one)], found[len(one) :]
    return pd.Series(first, index=one.index), pd.Series(second, index=other.index)


def _link_frame(frame: pd.DataFrame) -> pd.Series[Any]:
    import pandas as pd

    with open_database() as connection:
        _keep_records(connection, frame)
        compared = febrl_fields.build_comparisons()
        record_linking.link_features(connection, learn_model(connection, compared), compared)
        found = connection.execute("select record, cluster from vault.clusters order by record")
        return pd.Series(found.df()["cluster"].to_numpy(), index=frame.index)


def _keep_records(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    """Records by their row; FEBRL tells no date, so that is their age too."""
    columns = [*febrl_fields.FIELDS.values(), "source"]
    plain = frame[columns].astype(object).reset_index(drop=True)
    connection.register("records", plain.rename_axis("record").reset_index())
    connection.execute(
        "create or replace table vault.records as select record, null::date as registration_date, "
        "'' as centre_code, record as case_id, record::varchar as source_record_id from records"
    )
    connection.execute(febrl_fields.format_features())


def learn_model(
    connection: duckdb.DuckDBPyConnection, compared: Mapping[str, Sequence[Level]]
) -> Model:
    """The model of `vault.features`, from nothing but them."""
    blank = replace(START, levels={field: {} for field in compared})
    find_candidates(connection, blank)
    connection.execute(_STRANGERS)
    strangers = _measure_shares(connection, blank, compared, "strangers")
    connection.execute(
        "create or replace temporary table alike as select candidate_pairs.* from candidate_pairs "
        "join vault.features as l on join_key_l = l.record "
        "join vault.features as r on join_key_r = r.record where l.soc_sec_id = r.soc_sec_id"
    )
    model, pairs = blank, 0
    for _ in range(TURNS):
        ((found,),) = connection.execute("select count(*) from alike").fetchall()
        if found == pairs:
            break
        pairs = found
        same = _measure_shares(connection, blank, compared, "alike")
        model = _build_model(connection, same, strangers, pairs)
        Scorer(connection, model, compared).score_pairs(
            "candidate_pairs", "likely_pairs", at_least=THRESHOLD
        )
        connection.execute(
            "create or replace temporary table alike as select record_l as join_key_l, "
            "record_r as join_key_r, match_key from likely_pairs"
        )
    return model


def _build_model(
    connection: duckdb.DuckDBPyConnection, same: Shares, strangers: Shares, pairs: int
) -> Model:
    ((records,),) = connection.execute("select count(*) from vault.features").fetchall()
    levels = {
        field: {
            label: Rates(same_person=share, strangers=strangers[field][label], kin=share)
            for label, share in shares.items()
        }
        for field, shares in same.items()
    }
    repeats = 2 * pairs / records
    return replace(START, trained_on="the records", repeats_per_record=repeats, levels=levels)


def _measure_shares(
    connection: duckdb.DuckDBPyConnection,
    blank: Model,
    compared: Mapping[str, Sequence[Level]],
    pairs: str,
) -> Shares:
    """How often each level occurs among these pairs, of those that are compared at all."""
    predicted = Scorer(connection, blank, compared).predict_in_detail("strangers", pairs)
    found: Shares = {}
    for field, levels in compared.items():
        counts = dict(
            connection.execute(
                f"select gamma_{field}, count(*) from {predicted} group by 1"
            ).fetchall()
        )
        # Splink numbers the levels from the last one up; one that says nothing is -1.
        graded = [level for level in levels if not level.condition.is_null_level]
        seen = {
            level.label: counts.get(len(graded) - 1 - place, 0) + _UNSEEN
            for place, level in enumerate(graded)
        }
        found[field] = {label: count / sum(seen.values()) for label, count in seen.items()}
    connection.execute(f"drop table {predicted}")
    return found
