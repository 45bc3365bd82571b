"""The measures against counting every pair, and by hand where the answer is known."""

from __future__ import annotations

from itertools import combinations
from math import isnan

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.identity.measures import (
    find_interval,
    harmonic_mean,
    measure_quality,
    summarise_seeds,
)

LABELS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30)


def measured(labels: list[tuple[int, int]]):  # type: ignore[no-untyped-def]
    return measure_quality(pd.DataFrame(labels, columns=["person", "cluster"]))


@given(LABELS)
def test_pairs_are_those_of_brute_force(labels: list[tuple[int, int]]) -> None:
    found = measured(labels)
    pairs = list(combinations(labels, 2))
    same = {(p[0] == q[0], p[1] == q[1]): 0 for p, q in pairs}
    for one, other in pairs:
        same[one[0] == other[0], one[1] == other[1]] += 1
    right, made = same.get((True, True), 0), same.get((False, True), 0)
    missed = same.get((True, False), 0)
    precision = right / (right + made) if right + made else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    assert found.precision == pytest.approx(precision)
    assert found.recall == pytest.approx(recall)
    assert found.f1 == pytest.approx(harmonic_mean(precision, recall))


@given(LABELS)
def test_b_cubed_is_that_of_brute_force(labels: list[tuple[int, int]]) -> None:
    found = measured(labels)
    precisions, recalls = [], []
    for person, cluster in labels:
        together = [label for label in labels if label == (person, cluster)]
        precisions.append(len(together) / sum(label[1] == cluster for label in labels))
        recalls.append(len(together) / sum(label[0] == person for label in labels))
    precision, recall = sum(precisions) / len(labels), sum(recalls) / len(labels)
    assert found.b3_precision == pytest.approx(precision)
    assert found.b3_recall == pytest.approx(recall)
    assert found.b3_f1 == pytest.approx(harmonic_mean(precision, recall))


@given(LABELS)
def test_truth_is_perfect_whatever_its_names(labels: list[tuple[int, int]]) -> None:
    found = measured([(person, 100 - person) for person, _ in labels])
    assert (found.f1, found.b3_f1, found.count_error) == (1.0, 1.0, 0.0)


def test_an_example_by_hand() -> None:
    # Persons {1, 2, 3} and {4}; clusters {1, 2} and {3, 4}.
    found = measured([(0, 0), (0, 0), (0, 1), (1, 1)])
    assert found.precision == pytest.approx(1 / 2)
    assert found.recall == pytest.approx(1 / 3)
    assert found.b3_precision == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert found.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert (found.records, found.persons, found.clusters) == (4, 2, 2)


@pytest.mark.parametrize(("clusters", "error"), [([0, 0, 0, 0], -75.0), ([0, 1, 2, 3], 0.0)])
def test_the_error_of_the_count_is_signed(clusters: list[int], error: float) -> None:
    assert measured(list(zip(range(4), clusters, strict=True))).count_error == error


@pytest.mark.parametrize(
    "frame", [{"person": [], "cluster": []}, {"person": [1], "cluster": [None]}]
)
def test_a_record_without_labels_is_refused(frame: dict[str, list[int]]) -> None:
    with pytest.raises(ValueError, match="every record"):
        measure_quality(pd.DataFrame(frame))


def test_the_interval_is_that_of_a_table() -> None:
    found = find_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3.0
    assert found.high == pytest.approx(3.0 + 2.776445 * (2.5 / 5) ** 0.5)
    assert found.low == pytest.approx(6.0 - found.high)
    assert isnan(find_interval([7.0]).low)
    with pytest.raises(ValueError, match="at least one"):
        find_interval([])


def test_every_measure_has_an_interval() -> None:
    found = summarise_seeds([measured([(0, 0), (0, 1)]), measured([(0, 0), (0, 0)])])
    assert found["recall"].mean == 0.5
    assert found["records"].seeds == 2


def test_a_million_records_are_no_trouble() -> None:
    frame = pd.DataFrame({"person": range(1_000_000)})
    frame["cluster"] = frame["person"] // 2
    assert measure_quality(frame).count_error == -50.0
