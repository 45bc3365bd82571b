"""A model learnt from documents: its rates are near the truth, and it links about as well."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from itertools import combinations

import pytest

from benchmarks.identity import people
from benchmarks.identity.measures import measure_quality
from identity.matching import features
from identity.matching.comparisons import build_comparisons
from identity.matching.model import Model
from identity.matching.scoring import Scorer
from identity.training.model_training import TooFewPairs, train_model
from tests.identity.vaults import (
    Row,
    link_rows,
    make_background,
    name_record,
    number_record,
    open_records,
    read_packaged,
)

PERSONS = 4000


@pytest.fixture(scope="module")
def documented() -> list[Row]:
    return list(people.generate_frame(PERSONS, "documented", 11).to_dict("records"))


@pytest.fixture(scope="module")
def trained(documented: list[Row]) -> Model:
    with closing(open_records(documented)) as connection:
        return train_model(connection, read_packaged(), "records of a test")


def test_the_trained_model_is_another_one_with_all_else_as_it_was(trained: Model) -> None:
    assert trained.version != read_packaged().version
    assert trained.trained_on == "records of a test"
    kept = {name: getattr(read_packaged(), name) for name in ("trained_on", "levels",
            "repeats_per_record", "kin_per_record")}  # fmt: skip
    assert replace(trained, **kept) == read_packaged()
    assert {field: list(found) for field, found in trained.levels.items()} == {
        field: list(found) for field, found in read_packaged().levels.items()
    }


def true_shares(documented: list[Row], field: str) -> dict[str, float]:
    """How often each level of a field occurs between records of one person."""
    own: dict[int, list[int]] = {}
    for row in documented:
        own.setdefault(row["person"], []).append(number_record(name_record(row)))
    pairs = [tuple(sorted(pair)) for records in own.values() for pair in combinations(records, 2)]
    levels = {field: build_comparisons()[field]}
    with closing(open_records(documented)) as connection:
        features.build_features(connection)
        connection.execute("create table true_pairs (join_key_l bigint, join_key_r bigint)")
        connection.executemany("insert into true_pairs values (?, ?)", pairs)
        connection.execute("alter table true_pairs add column match_key text default '0'")
        scorer = Scorer(connection, replace(read_packaged(), levels={field: {}}), levels)
        table = scorer.predict_in_detail("strangers", "true_pairs")
        counts = dict(
            connection.execute(
                f"select gamma_{field}, count(*) from {table} where gamma_{field} >= 0 group by 1"
            ).fetchall()
        )
    total = sum(counts.values())
    return {
        level.label: counts.get(len(levels[field]) - 1 - place, 0) / total
        for place, level in enumerate(levels[field])
        if place
    }


@pytest.mark.parametrize("field", ["name", "birth", "district"])
def test_documents_give_back_how_often_one_person_differs(
    trained: Model, documented: list[Row], field: str
) -> None:
    for label, share in true_shares(documented, field).items():
        learned = trained.levels[field][label].same_person
        assert learned == pytest.approx(share, abs=0.04), (field, label)


def test_strangers_are_drawn_at_random(trained: Model, documented: list[Row]) -> None:
    known = Counter(row["sex"] for row in documented if row["sex"] != "unknown")
    share = sum((count / known.total()) ** 2 for count in known.values())
    assert trained.levels["sex"]["same"].strangers == pytest.approx(share, abs=0.03)


def test_kin_share_the_father_and_not_the_name(trained: Model) -> None:
    assert trained.levels["father"]["same"].kin > 0.4
    assert trained.levels["name"]["same"].kin < 0.1
    assert trained.levels["district"]["same"].kin > 0.6


def test_how_many_other_records_a_record_has_is_learnt_too(
    trained: Model, documented: list[Row]
) -> None:
    own: dict[int, int] = {}
    for row in documented:
        own[row["person"]] = own.get(row["person"], 0) + 1
    repeats = sum(count * (count - 1) for count in own.values()) / len(documented)
    assert trained.repeats_per_record == pytest.approx(repeats, rel=0.35)
    assert 0.05 < trained.kin_per_record < 3


def test_the_trained_model_links_about_as_well(trained: Model) -> None:
    frame = people.generate_frame(1200, "half", 12)
    rows = list(frame.to_dict("records"))
    found = {}
    for name, model in (("packaged", read_packaged()), ("trained", trained)):
        clusters = link_rows(rows, model=model).clusters
        frame["cluster"] = frame["source_record_id"].map(clusters)
        found[name] = measure_quality(frame).f1
    assert found["packaged"] > 0.93
    assert abs(found["trained"] - found["packaged"]) < 0.03


def test_too_few_documents_are_an_error_that_says_how_many(documented: list[Row]) -> None:
    for rows in (make_background(), documented[:300]):
        with (
            closing(open_records(rows)) as connection,
            pytest.raises(TooFewPairs, match=r"only \d+ pairs .* at least \d+,"),
        ):
            train_model(connection, read_packaged(), "too few")
