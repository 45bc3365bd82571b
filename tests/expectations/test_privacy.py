"""No personal value reaches Great Expectations, a result, a log line or a terminal."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pandas as pd
import pytest

from expectations import dictionary, results
from expectations.batches import BATCHES, Arrivals
from expectations.dictionary import Expectation
from expectations.gate import judge_frames, run_gate
from expectations.project import open_context
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


def test_ages_are_whole_years_from_which_no_birth_date_follows(house: House) -> None:
    ages = BATCHES["returnees"](Arrivals(house.tables, house.files, MONTH, CENTRES))[
        "age_at_registration"
    ]
    assert len(ages) == ages.notna().sum() > 0
    assert (ages == ages.round()).all()


@pytest.mark.parametrize(
    "arguments",
    [
        {"type": "ExpectColumnValuesToBeInSet", "column": "name", "value_set": ["x"]},
        {"type": "ExpectColumnValuesToBeBetween", "column": "name", "max_value": 1},
        {"type": "ExpectColumnValuesToBeBetween", "column": "number", "max_value": 1},
        {"type": "ExpectColumnValuesToMatchRegex", "column": "name", "regex": "x"},
        {"type": "ExpectColumnValuesToNotBeNull", "column": "no_such_column"},
        {"type": "ExpectColumnPairValuesToBeEqual", "column_A": "name", "column_B": "number"},
        {"type": "ExpectColumnPairValuesAToBeGreaterThanB", "column_A": "name",
         "column_B": "number"},
        {"type": "ExpectMulticolumnSumToEqual", "column_list": ["number", "age"], "sum_total": 1},
        {"type": "ExpectCompoundColumnsToBeUnique", "column_list": ["name", "number"]},
        {"type": "ExpectColumnMaxToBeBetween", "column": "number", "max_value": 1},
        {"type": "ExpectColumnDistinctValuesToBeInSet", "column": "name", "value_set": ["x"]},
        {"type": "ExpectColumnMostCommonValueToBeInSet", "column": "name", "value_set": ["x"]},
    ],
    ids=lambda arguments: arguments["type"],
)  # fmt: skip
def test_great_expectations_returns_writes_and_logs_no_value_of_a_row(
    arguments: dict[str, object],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Even if a batch held personal values, counts and references are all that comes back.

    Beside the batch itself, no file has them either.
    """
    frame = pd.DataFrame(
        {"reference": ["f:1", "f:2"], "name": "Rahima", "number": 5512345, "age": 7}
    )
    shipped = dictionary.load_checks()["case_sex_recognised"]
    check = shipped.model_copy(
        update={"expectation": Expectation.model_validate(arguments), "threshold": 0}
    )
    with caplog.at_level(logging.DEBUG):
        counts = judge_frames({"returnees": frame}, [check], tmp_path / "gx")[check.id]
    shutil.rmtree(tmp_path / "gx" / "batches")
    written = [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    said = " ".join([repr(counts), caplog.text, *written, *capfd.readouterr()])
    assert [value for value in ("Rahima", "5512345") if value in said] == []
    assert counts is None or counts.failed > 0


def test_the_checkpoint_s_results_hold_references_and_no_value(
    house: House, tmp_path: Path
) -> None:
    """What anybody who runs the checkpoint sees: every failing row, and no partial list."""
    spoil_everything(house)
    run_gate(
        house.tables, house.files, reporting_month=MONTH, centres=CENTRES, project=tmp_path / "gx"
    )
    result = open_context(tmp_path / "gx").checkpoints.get("gate").run()
    found = [one.result for run in result.run_results.values() for one in run.results]
    assert sum(one["unexpected_count"] > 0 for one in found) > 20
    for one in found:
        assert not [name for name in one if name.startswith("partial_")]
        assert "unexpected_list" not in one
        listed = one["unexpected_index_list"]
        assert sum(len(part["reference"]) for part in listed) == one["unexpected_count"]
        assert {name for part in listed for name in part} <= {"reference"}


def test_results_logs_and_terminal_hold_no_personal_value(
    house: House,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    values = spoil_everything(house)
    with caplog.at_level(logging.DEBUG):
        judged = run_gate(
            house.tables,
            house.files,
            reporting_month=MONTH,
            centres=CENTRES,
            project=tmp_path / "gx",
        )
    results.write_results(judged, tmp_path / "results.parquet")
    batches = [pd.read_parquet(path) for path in (tmp_path / "gx" / "batches").iterdir()]
    assert len(batches) == len(BATCHES)
    cells = [frame.to_csv() for frame in batches]
    files = [path.read_text("utf-8") for path in (tmp_path / "gx").rglob("*.[jy]*")]
    said = " ".join(
        [
            repr(results.read_results(tmp_path / "results.parquet")),
            caplog.text,
            *cells,
            *files,
            *capfd.readouterr(),
        ]
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
