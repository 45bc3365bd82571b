"""No personal value reaches Great Expectations, a result, a log line or a terminal."""

from __future__ import annotations

import logging
from pathlib import Path

import pandas as pd
import pytest

from expectations import dictionary, results
from expectations.batches import BATCHES, Arrivals
from expectations.dictionary import Expectation
from expectations.gate import run_gate
from expectations.suite import run_suite
from tests.expectations.faults import FAULTS
from tests.expectations.house import CENTRES, MONTH, House

PERSONAL = ("full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone")


def spoil_everything(house: House) -> set[str]:
    """Plant all the faults, so that every check has failing rows to show; the personal values."""
    for fault in FAULTS.values():
        fault(house)
    house.tables["returnees"].loc[50:60, ["nid", "phone"]] = ["not a number 5512345", "01711999888"]
    rows = house.tables["returnees"][list(PERSONAL)]
    return {str(value) for column in PERSONAL for value in rows[column].dropna()}


def test_the_batches_hold_facts_and_no_personal_value(house: House) -> None:
    values = spoil_everything(house)
    arrivals = Arrivals(house.tables, house.files, MONTH, CENTRES)
    for name, build in BATCHES.items():
        shown = {str(value) for _, column in build(arrivals).items() for value in column.unique()}
        assert shown.isdisjoint(values), name


@pytest.mark.parametrize(
    "expectation",
    [
        Expectation(type="ExpectColumnValuesToBeInSet", column="fact", value_set=("x",)),
        Expectation(type="ExpectColumnValuesToBeBetween", column="fact", max_value=1),
        Expectation(type="ExpectColumnValuesToBeBetween", column="number", max_value=1),
        Expectation(type="ExpectColumnValuesToNotBeNull", column="blank"),
        Expectation(type="ExpectColumnValuesToNotBeNull", column="no_such_column"),
    ],
    ids=lambda expectation: f"{expectation.type} {expectation.column}",
)
def test_great_expectations_returns_and_logs_no_value_of_a_row(
    expectation: Expectation, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Even if a batch held personal values, counts and positions would be all that comes back."""
    frame = pd.DataFrame(
        {"reference": "row-of-a-file", "fact": "Rahima", "number": 5512345, "blank": None},
        index=range(3),
    )
    check = dictionary.load_checks()["case_sex_recognised"]
    with caplog.at_level(logging.DEBUG):
        found = run_suite("batch", frame, [(check, expectation)])
    said = " ".join([repr(found), caplog.text, *capfd.readouterr()])
    assert [value for value in ("Rahima", "5512345", "row-of-a-file") if value in said] == []
    if result := found.get(check.id):
        assert result["unexpected_index_list"] == [0, 1, 2]
        assert not {"unexpected_list", "partial_unexpected_list"} & set(result)


def test_results_logs_and_terminal_hold_no_personal_value(
    house: House,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    values = spoil_everything(house)
    with caplog.at_level(logging.DEBUG):
        judged = run_gate(house.tables, house.files, reporting_month=MONTH, centres=CENTRES)
    results.write_results(judged, tmp_path / "results.parquet")
    said = " ".join(
        [repr(results.read_results(tmp_path / "results.parquet")), caplog.text, *capfd.readouterr()]
    )
    assert sum(result.verdict == "failed" for result in judged) > 20
    assert [value for value in values if value in said] == []


def test_an_error_s_own_text_is_not_repeated(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_on_a_cell(_: Arrivals) -> None:
        raise ValueError("could not convert string to float: 'Rahima Khatun'")

    monkeypatch.setitem(BATCHES, "returnees", break_on_a_cell)
    judged = run_gate(house.tables, house.files, reporting_month=MONTH, centres=CENTRES)
    assert {r.verdict for r in judged if r.target == "returnees"} == {"error"}
    assert "ValueError" in caplog.text
    assert "Rahima" not in caplog.text + repr(judged)
