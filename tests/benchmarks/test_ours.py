"""That this linker is called rightly: truth unseen, order kept, additions like linking at once."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.identity import increment, result_tables, targets
from benchmarks.identity.febrl_linking import link_febrl3, link_febrl4
from benchmarks.identity.measures import measure_quality, summarise_seeds
from benchmarks.identity.ours import link_frame
from benchmarks.identity.people import generate_frame
from benchmarks.identity.process import Linking


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return generate_frame(1500, "none", seed=9)


def test_clusters_come_in_the_order_of_the_records(frame: pd.DataFrame) -> None:
    shuffled = frame.drop(columns="person").sample(frac=1, random_state=1)
    clusters = link_frame(shuffled)
    assert list(clusters.index) == list(shuffled.index)
    assert measure_quality(frame.assign(cluster=clusters)).f1 > 0.95


def test_adding_the_newest_is_measured_beside_linking_all_at_once(frame: pd.DataFrame) -> None:
    found = increment.measure_increment(frame)
    assert found.linked + found.added == len(frame)
    assert found.added == round(len(frame) / 100)
    assert found.added_f1 > 0.95
    assert found.differing <= 10


def test_records_with_other_company_are_counted() -> None:
    one = pd.Series([1, 1, 2, 3])
    assert increment.count_differing(one, pd.Series([7, 7, 8, 9])) == 0
    assert increment.count_differing(one, pd.Series([1, 2, 2, 3])) == 3
    assert increment.count_differing(one, pd.Series([1, 1, 2, 2])) == 2


def test_targets_are_held_against_figures() -> None:
    truth = pd.DataFrame({"person": [1, 1, 2, 3], "cluster": [1, 1, 2, 2]})
    wrong = summarise_seeds([measure_quality(truth), measure_quality(truth)])
    f1, count_error = targets.of_quality({("none", "prottasha"): wrong, ("none", "splink"): wrong})
    assert (f1.wanted, f1.met) == ("≥ 0.97", False)
    assert count_error.measured == pytest.approx(100 / 3)
    found = [(Linking("prottasha", 10, 30.0, 900.0), 0.9), (Linking("splink", 10, 60.0, 1.0), 0.8)]
    assert [one.met for one in targets.of_speed(found)] == [True, True, False, True]
    assert targets.of_speed([(Linking("prottasha", 10, 0.0, 0.0, "failed"), None)]) == []
    line = result_tables._target_line(result_tables.list_rows([f1])[0])
    assert line == "| none: F1 | ≥ 0.97 | 0.6667 | **not met** |"


def test_febrl_is_linked_without_labels() -> None:
    """Typing errors, swaps and blanks, in records made by hand as FEBRL's are."""
    one, other = _febrl_like()
    first, second = link_febrl4(one, other)
    assert (first.to_numpy() == second.to_numpy()).mean() > 0.98
    assert first.is_unique
    assert second.is_unique
    all_three = link_febrl3(pd.concat([one, other, other.head(50)], ignore_index=True))
    assert all_three[:50].tolist() == all_three[400:].tolist()


def _febrl_like() -> tuple[pd.DataFrame, pd.DataFrame]:
    """200 records and their partners; each of the partners has one error of six kinds."""
    number = pd.Series(range(200))
    letters = number.map(lambda n: chr(97 + n % 26) + chr(97 + n // 26) + chr(97 + n * 7 % 26))
    one = pd.DataFrame(
        {
            "given_name": "ja" + letters,
            "surname": letters + "son",
            "street_number": (number % 90 + 10).astype(str),
            "address_1": "old " + letters + " street",
            "address_2": letters.str[::-1] + " house",
            "suburb": "port " + (number % 40).map(lambda n: chr(97 + n % 26) * 4),
            "postcode": (2000 + number % 50).astype(str),
            "state": "nsw",
            "date_of_birth": (19200101 + number * 10100 % 800000).astype(str),
            "soc_sec_id": (number * 7919 % 1000003 + 1000000).astype(str),
        }
    )
    other = one.copy()
    kind = number % 6
    names, lines = ["given_name", "surname"], ["address_1", "address_2"]
    other.loc[kind == 0, names] = one.loc[kind == 0, names[::-1]].to_numpy()
    other.loc[kind == 1, lines] = one.loc[kind == 1, lines[::-1]].to_numpy()
    other.loc[kind == 2, "address_1"] = one["address_1"].str.replace(" ", "")
    other.loc[kind == 3, "soc_sec_id"] = "9" + one["soc_sec_id"].str[1:]
    other.loc[kind == 4, "date_of_birth"] = ""
    other.loc[kind == 5, "surname"] = one["surname"] + "n"
    return one, other
