"""What a pair weighs: near the lower of two rivals, and the sum of what its fields say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import log2

import duckdb
import pytest

from identity.matching import features
from identity.matching.blocking import find_candidates
from identity.matching.comparisons import build_comparisons
from identity.matching.model import RIVALS
from identity.matching.scoring import Scorer
from identity.review.pair_evidence import Evidence, weigh_evidence
from tests.identity.stories import STORIES, build_cases
from tests.identity.vaults import (
    make_background,
    make_case,
    name_record,
    number_record,
    open_records,
    read_packaged,
)

EXPLAINED = {
    "twins": {"name": "same last name", "father": "same", "birth": "same day", "phone": "same",
              "district": "same", "sex": "same"},
    "one man with day and month swapped": {"name": "same", "birth": "day and month swapped",
                                           "phone": "not given", "nid": "not given"},
    "one man with the year alone": {"birth": "same year, one day unknown", "phone": "same"},
    "namesakes of whom the year alone is known": {"birth": "same year, both days unknown",
                                                  "father": "different"},
    "one man in another script": {"name": "same", "birth": "same day"},
    "a brother's number": {"nid": "same", "birth": "different"},
}  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """The candidate pairs of a population, scored, and against each rival."""
    common = [
        make_case(n, "Golam Mostafa", date_of_birth=f"{n - 9990}/02/{n - 8020}")
        for n in range(9991, 10011)
    ]
    rows = [*make_background(), *common, *(row for story in STORIES for row in build_cases(story))]
    with open_records(rows) as connection:
        features.build_features(connection)
        find_candidates(connection, read_packaged())
        scorer = Scorer(connection, read_packaged(), build_comparisons())
        scorer.score_pairs("candidate_pairs", "scored_pairs", at_least=None)
        for rival in RIVALS:
            table = scorer.predict_in_detail(rival, "candidate_pairs")
            connection.execute(f"create temporary table {rival} as from {table}")
        yield connection


def numbers(story: str) -> tuple[int, int]:
    one, other = (number_record(name_record(row)) for row in build_cases(story)[:2])
    return min(one, other), max(one, other)


def test_the_score_is_just_below_the_lower_of_the_two_rivals(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = connection.execute(
        "select scored_pairs.match_weight, strangers.match_weight, kin.match_weight "
        "from scored_pairs "
        "join strangers using (record_l, record_r) join kin using (record_l, record_r)"
    ).fetchall()
    ((count,),) = connection.execute("select count(*) from candidate_pairs").fetchall()
    assert len(rows) == count > 100
    for weight, strangers, kin in rows:
        assert min(strangers, kin) - 1 - 1e-6 <= weight <= min(strangers, kin) + 1e-6
        assert weight == pytest.approx(-log2(2**-strangers + 2**-kin), abs=1e-6)
    assert {strangers < kin for _, strangers, kin in rows} == {True, False}


def test_what_is_below_the_bound_is_left_out_and_nothing_else(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    scorer = Scorer(connection, read_packaged(), build_comparisons())
    scorer.score_pairs("candidate_pairs", "likely_pairs", at_least=-3.0)
    rows = connection.execute(
        "select count(*) from scored_pairs where match_weight >= -3.0 union all "
        "select count(*) from likely_pairs union all "
        "select count(*) from likely_pairs join scored_pairs using (record_l, record_r) "
        "where abs(likely_pairs.match_weight - scored_pairs.match_weight) < 1e-9"
    ).fetchall()
    assert len({count for (count,) in rows}) == 1
    assert rows[0][0] > 20


def ask(connection: duckdb.DuckDBPyConnection, pair: tuple[int, int]) -> None:
    """The table `asked` of this pair alone."""
    connection.execute(
        "create or replace temporary table asked as select $l::bigint as join_key_l, "
        "$r::bigint as join_key_r, '0' as match_key",
        dict(zip("lr", sorted(pair), strict=True)),
    )


def of(found: list[Evidence]) -> dict[str, str]:
    return {one.field: one.level for one in found}


@pytest.mark.parametrize("story", EXPLAINED)
def test_the_evidence_of_a_pair_adds_up_and_says_what_a_reviewer_would(
    connection: duckdb.DuckDBPyConnection, story: str
) -> None:
    pair = numbers(story)
    found = weigh_evidence(connection, read_packaged(), *pair)
    # Weighed among all others or alone, a pair weighs the same.
    ask(connection, pair)
    Scorer(connection, read_packaged(), build_comparisons()).score_pairs(
        "asked", "alone", at_least=None
    )
    weights = connection.execute(
        "select match_weight from alone union all select match_weight from scored_pairs "
        "where record_l = $l and record_r = $r",
        dict(zip("lr", pair, strict=True)),
    ).fetchall()
    assert len(weights) > 1
    for (weight,) in weights:
        assert sum(one.weight for one in found) == pytest.approx(weight, abs=1e-4)
    assert EXPLAINED[story].items() <= of(found).items()


def test_a_level_of_the_evidence_is_one_of_the_model(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    labels = {
        field.replace("_", " "): {level.label for level in levels}
        for field, levels in build_comparisons().items()
    }
    pair = numbers("one man with another spelling")
    found = weigh_evidence(connection, read_packaged(), *pair)
    assert found == weigh_evidence(connection, read_packaged(), *reversed(pair))
    first, *fields, last = found
    assert (first.field, last.field) == ("prior", "other rival")
    assert all(one.level in labels[one.field] for one in fields)
    assert all(one.weight == 0 for one in fields if one.level == "not given")


def test_the_evidence_holds_no_value(connection: duckdb.DuckDBPyConnection) -> None:
    said = {
        word for row in build_cases("twins") for cell in row.values() for word in str(cell).split()
    }
    text = repr(weigh_evidence(connection, read_packaged(), *numbers("twins")))
    assert not [word for word in said - {"men", "SYL"} if len(word) > 3 and word in text]


def test_a_rare_name_weighs_more_than_a_common_one(connection: duckdb.DuckDBPyConnection) -> None:
    named = connection.execute(
        "select name_key, list(record order by record) from vault.features "
        "where name_key is not null group by 1 having count(*) > 1 order by count(*), name_key"
    ).fetchall()
    rarest, commonest = named[0][1], named[-1][1]
    assert (len(rarest), len(commonest)) == (2, 20)
    weights = []
    for records in (rarest, commonest):
        pair = next(combinations(records, 2))
        ask(connection, pair)
        table = Scorer(connection, read_packaged(), build_comparisons()).predict_in_detail(
            "strangers", "asked"
        )
        ((weight,),) = connection.execute(
            f"select mw_name + mw_tf_adj_name from {table}"
        ).fetchall()
        weights.append(weight)
    assert weights[0] > weights[1] + 1
