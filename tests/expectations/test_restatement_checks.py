"""Every restated figure is explained, or the run is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

from expectations.restatement_checks import judge_restatements
from expectations.verdicts import list_blocking

MONTH = date(2022, 9, 1)


def part(cause: str, of: int, difference: int = 3, member: str = "men") -> dict[str, Any]:
    return {
        "reporting_month": MONTH, "indicator_code": "screened", "dimension": "sex",
        "member": member, "period": "cumulative", "difference": difference, "cause": cause,
        "part": of,
    }  # fmt: skip


def test_parts_that_add_up_pass() -> None:
    parts = [part("late_arrival", 5), part("identity_merge", -2), part("decision", 3, 3, "women")]
    (result,) = judge_restatements(parts, reporting_month=MONTH)
    assert (result.verdict, result.evaluated, result.failed) == ("passed", 2, 0)


def test_nothing_restated_is_not_evaluated_and_stands_in_nobody_s_way() -> None:
    results = judge_restatements([], reporting_month=MONTH)
    assert [result.verdict for result in results] == ["not_evaluated"]
    assert list_blocking(results) == []


def test_what_is_not_explained_or_does_not_add_up_blocks() -> None:
    faulty = (
        [part("late_arrival", 2)],
        [part("unexplained", 3)],
        [part("late_arrival", 2), part("unexplained", 1)],
    )
    for parts in faulty:
        good = part("decision", 3, member="women")
        results = judge_restatements([*parts, good], reporting_month=MONTH)
        (result,) = list_blocking(results)
        assert (result.evaluated, result.failed) == (2, 1)
        assert result.row_references == "2022-09-01/screened/sex/men/cumulative"
