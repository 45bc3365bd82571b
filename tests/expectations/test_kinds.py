"""Every kind of expectation can be named in the dictionary, and is counted as its kind."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations import dictionary
from expectations.dictionary import Check, DictionaryError
from expectations.gate import judge_frames
from expectations.outcomes import Counts, read_outcome
from expectations.suites import build_expectation, compute_mostly
from expectations.verdicts import judge_counts

DAYS = pd.to_datetime(["2022-01-05", "2022-01-06", "2022-01-07", None, None])
FRAME = pd.DataFrame(
    {
        "reference": ["f:1", "f:2", "f:3", "f:4", "f:5"],
        "began": DAYS,
        "ended": pd.to_datetime(["2022-01-09", "2022-01-01", "2022-01-07", None, "2022-01-02"]),
        "men": [1.0, 2.0, 3.0, None, 5.0],
        "women": [9.0, 8.0, 1.0, None, 5.0],
        "centre": ["SYL", "SYL", "SYL", None, "SRJ"],
        "month": ["2022-01", "2022-01", "2022-02", None, "2022-01"],
    }
)
SYLHET = {"type": "comparison", "column": {"name": "centre"}, "operator": "==", "parameter": "SYL"}
NOWHERE = {**SYLHET, "parameter": "no such centre"}


def make_check(type_: str, threshold: float = 0, **arguments: Any) -> Check:
    """A check of the gate on the batch `returnees`, as a file of the dictionary has it."""
    shipped = dictionary.load_checks()["case_sex_recognised"].model_dump()
    expectation = {"type": type_, **arguments}
    return Check.model_validate({**shipped, "threshold": threshold, "expectation": expectation})


def count(check: Check, frame: pd.DataFrame = FRAME) -> Counts | None:
    return judge_frames({"returnees": frame}, [check])[check.id]


ORDERED = {"column_A": "ended", "column_B": "began", "or_equal": True}
SUM = {"column_list": ["men", "women"], "sum_total": 10}
UNIQUE = {"column_list": ["centre", "month"]}


@pytest.mark.parametrize(
    ("type_", "arguments", "expected"),
    [
        # Rows: a pair, several columns, a condition.
        ("ExpectColumnPairValuesAToBeGreaterThanB",
         {**ORDERED, "ignore_row_if": "either_value_is_missing"}, Counts(3, 1, ("f:2",))),
        ("ExpectColumnPairValuesAToBeGreaterThanB",
         {**ORDERED, "ignore_row_if": "both_values_are_missing"}, Counts(4, 2, ("f:2", "f:5"))),
        ("ExpectMulticolumnSumToEqual", SUM, Counts(4, 1, ("f:3",))),
        ("ExpectCompoundColumnsToBeUnique", UNIQUE, Counts(4, 2, ("f:1", "f:2"))),
        ("ExpectSelectColumnValuesToBeUniqueWithinRecord",
         {"column_list": ["men", "women"]}, Counts(4, 1, ("f:5",))),
        ("ExpectColumnValuesToBeBetween",
         {"column": "men", "max_value": 2, "row_condition": SYLHET}, Counts(3, 1, ("f:3",))),
        ("ExpectColumnPairValuesAToBeGreaterThanB",
         {**ORDERED, "row_condition": SYLHET}, Counts(3, 1, ("f:2",))),
        ("ExpectColumnValuesToBeUnique", {"column": "month"}, Counts(4, 3, ("f:1", "f:2", "f:5"))),
        ("ExpectColumnValuesToMatchRegex",
         {"column": "centre", "regex": "^SY"}, Counts(4, 1, ("f:5",))),
        ("ExpectColumnValuesToBeNull",
         {"column": "men"}, Counts(5, 4, ("f:1", "f:2", "f:3", "f:5"))),
        # A column as a whole: one table.
        ("ExpectColumnMeanToBeBetween", {"column": "men", "max_value": 3}, Counts(1, 0)),
        ("ExpectColumnMeanToBeBetween", {"column": "men", "max_value": 2}, Counts(1, 1)),
        ("ExpectColumnSumToBeBetween",
         {"column": "men", "max_value": 6, "row_condition": SYLHET}, Counts(1, 0)),
        ("ExpectColumnDistinctValuesToBeInSet",
         {"column": "centre", "value_set": ["SYL"]}, Counts(1, 1)),
        ("ExpectColumnProportionOfUniqueValuesToBeBetween",
         {"column": "men", "min_value": 1}, Counts(1, 0)),
        # The table.
        ("ExpectTableColumnsToMatchSet", {"column_set": list(FRAME)}, Counts(1, 0)),
        ("ExpectTableColumnsToMatchSet", {"column_set": ["men"]}, Counts(1, 1)),
        ("ExpectTableRowCountToBeBetween", {"min_value": 5}, Counts(1, 0)),
        ("ExpectTableRowCountToBeBetween", {"min_value": 6}, Counts(1, 1)),
        ("ExpectColumnToExist", {"column": "men"}, Counts(1, 0)),
        ("ExpectColumnToExist", {"column": "no_such_column"}, Counts(1, 1)),
    ],
)  # fmt: skip
def test_each_kind_counts_what_it_looked_at(
    type_: str, arguments: dict[str, Any], expected: Counts
) -> None:
    assert count(make_check(type_, **arguments)) == expected


BLANK = FRAME.assign(**dict.fromkeys(["began", "ended", "men", "women", "centre", "month"]))


@pytest.mark.parametrize(
    ("type_", "arguments", "frame"),
    [
        ("ExpectColumnPairValuesAToBeGreaterThanB", ORDERED, BLANK),
        ("ExpectMulticolumnSumToEqual", SUM, BLANK),
        ("ExpectCompoundColumnsToBeUnique", UNIQUE, BLANK),
        ("ExpectColumnMeanToBeBetween", {"column": "men", "max_value": 3}, BLANK),
        # The sum of nothing is nought, which would pass.
        ("ExpectColumnSumToBeBetween", {"column": "men", "max_value": 3}, BLANK),
        ("ExpectColumnSumToBeBetween",
         {"column": "men", "max_value": 3, "row_condition": NOWHERE}, FRAME),
        ("ExpectColumnValuesToNotBeNull", {"column": "men", "row_condition": NOWHERE}, FRAME),
        ("ExpectTableRowCountToBeBetween", {"max_value": 9, "row_condition": NOWHERE}, FRAME),
        ("ExpectColumnPairValuesAToBeGreaterThanB",
         {**ORDERED, "ignore_row_if": "either_value_is_missing"}, FRAME.iloc[3:]),
        ("ExpectTableColumnsToMatchSet", {"column_set": list(FRAME)}, FRAME.head(0)),
        ("ExpectTableRowCountToBeBetween", {"min_value": 1}, FRAME.head(0)),
    ],
)  # fmt: skip
def test_what_had_nothing_to_look_at_is_not_evaluated(
    type_: str, arguments: dict[str, Any], frame: pd.DataFrame
) -> None:
    # A second batch with a row, so that the library is asked in every case.
    other = dictionary.load_checks()["news_described"]
    frames = {"returnees": frame, "news": pd.DataFrame({"reference": ["n"], "description": ["x"]})}
    check = make_check(type_, **arguments)
    assert judge_frames(frames, [check, other]) == {check.id: Counts(), other.id: Counts(1, 0)}


@pytest.mark.parametrize(
    ("type_", "arguments"),
    [
        ("ExpectColumnMeanToBeBetween", {"column": "no_such_column", "max_value": 3}),
        ("ExpectMulticolumnSumToEqual", {"column_list": ["men", "no_such"], "sum_total": 3}),
        ("ExpectColumnSumToBeBetween", {"column": "centre", "max_value": 3}),
        ("UnexpectedRowsExpectation", {"unexpected_rows_query": "select 1 from {batch}"}),
    ],
)
def test_what_the_library_cannot_judge_is_an_error_of_that_check_alone(
    type_: str, arguments: dict[str, Any]
) -> None:
    broken = make_check(type_, **arguments)
    sound = make_check("ExpectColumnToExist", column="men").model_copy(update={"id": "sound"})
    assert judge_frames({"returnees": FRAME}, [broken, sound]) == {
        broken.id: None,
        sound.id: Counts(1, 0),
    }


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (make_check("ExpectColumnValuesToBeInSets", column="sex"),
         "has no class ExpectColumnValuesToBeInSets; did you mean ExpectColumnValuesToBeInSet?"),
        (make_check("Wish", column="sex"), "has no class Wish; use a class of its gallery"),
        (make_check("ColumnMapExpectation", column="sex"), "no class ColumnMapExpectation"),
        (make_check("ExpectColumnValuesToBeBetween", column="sex", max_valu=1),
         "ExpectColumnValuesToBeBetween: .*max_valu: extra fields not permitted.*; its arguments "
         "are column, max_value, min_value, row_condition, strict_max, strict_min"),
        (make_check("ExpectColumnValuesToBeBetween", column="sex"), "cannot both be None"),
        (make_check("ExpectColumnValuesToNotBeNull"), "column: field required"),
        (make_check("ExpectTableRowCountToBeBetween", threshold=0.1, min_value=1),
         "judges a table; set the threshold to 0"),
    ],
)  # fmt: skip
def test_a_wrong_class_or_argument_is_an_error_that_says_where_and_what_to_do(
    check: Check, says: str
) -> None:
    with pytest.raises(DictionaryError, match=rf"^returnees\.yml: {check.id}: .*{says}"):
        count(check, pd.DataFrame({"reference": ["f:1"], "sex": ["m"]}))


def test_a_shared_field_is_said_once() -> None:
    with pytest.raises(ValueError, match="leave out severity; the check's severity says it"):
        make_check("ExpectColumnValuesToNotBeNull", column="sex", severity="info")


def test_severities_are_the_library_s() -> None:
    checks = dictionary.load_checks()
    blocking = checks["unique_key"].model_copy(
        update={"expectation": checks["news_described"].expectation}
    )
    severities = [
        build_expectation(check).severity.value
        for check in (blocking, checks["case_sex_given"], checks["news_described"])
    ]
    assert severities == ["critical", "warning", "info"]


thresholds = st.integers(0, 999).map(lambda thousandths: thousandths / 1000)


@given(st.integers(1, 10**9), st.floats(0, 1), st.integers(-3, 3), thresholds)
def test_the_library_s_comparison_is_exact(
    rows: int, share: float, offset: int, threshold: float
) -> None:
    """Around the threshold, where a float could go wrong, and anywhere else."""
    from great_expectations.expectations.expectation import _mostly_success

    for base in (share, threshold):
        failed = min(rows, max(0, round(rows * base) + offset))
        passes = judge_counts(rows, failed, 0, threshold) == "passed"
        assert _mostly_success(rows, failed, compute_mostly(threshold)) == passes


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5), thresholds)
def test_success_and_verdict_agree_on_any_counts(
    good: int, bad: int, blank: int, threshold: float
) -> None:
    values = ["m"] * good + ["?"] * bad + [None] * blank
    frame = pd.DataFrame({"reference": [f"f:{n}" for n in range(len(values))], "sex": values})
    check = make_check("ExpectColumnValuesToBeInSet", threshold, column="sex", value_set=["m"])
    # A disagreement would be an error, which is None.
    failing = tuple(f"f:{good + n}" for n in range(bad))
    assert count(check, frame) == Counts(good + bad, bad, failing)


@pytest.mark.parametrize("failed", [7, 8])
def test_seven_of_a_hundred_are_within_seven_hundredths(failed: int) -> None:
    values = ["?"] * failed + ["m"] * (100 - failed)
    frame = pd.DataFrame({"reference": [f"f:{n}" for n in range(100)], "sex": values})
    check = make_check("ExpectColumnValuesToBeInSet", 0.07, column="sex", value_set=["m"])
    counts = count(check, frame)
    assert counts is not None
    assert (counts.evaluated, counts.failed) == (100, failed)


@pytest.mark.parametrize("success", [True, False])
def test_a_disagreement_is_an_error(success: bool, caplog: pytest.LogCaptureFixture) -> None:
    check = make_check("ExpectColumnValuesToBeInSet", 0.5, column="sex", value_set=["m"])

    one = SimpleNamespace(
        meta={"check_id": check.id},
        expectation_type="expect_column_values_to_be_in_set",
        column="sex",
    )
    found = SimpleNamespace(
        expectation_config=one,
        exception_info={},
        success=success,
        result={"element_count": 10, "missing_count": 0, "unexpected_count": 5 + success},
    )
    outcome, suite = SimpleNamespace(results=[found]), SimpleNamespace(expectations=[one])
    frame = pd.DataFrame({"sex": ["m"] * 10})
    with caplog.at_level(logging.ERROR):
        assert read_outcome(outcome, suite, frame, check) is None
    assert f"success={success}" in caplog.text
