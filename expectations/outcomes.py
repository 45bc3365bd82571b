"""What Great Expectations found of a batch, as counts: what was evaluated, what failed, where.

Three kinds of expectations count differently:

- of rows (a column, a pair, several columns): the rows that the library judged, which leaves out
  blanks and what `row_condition` or `ignore_row_if` excludes;
- of a column as a whole (a mean, a set of values): one table, if the column has a value;
- of the table (its columns, its number of rows): one table, if it has a row.

The library passes what had nothing to look at. Here nothing was evaluated then.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from common.errors import ProttashaError
from expectations.dictionary import Check
from expectations.verdicts import judge_counts

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)
# These have something to say of a column of blanks.
OF_BLANKS = {
    "expect_column_to_exist",
    "expect_column_type_to_be",
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_be_null",
    "expect_column_values_to_be_of_type",
    "expect_column_values_to_be_in_type_list",
    "expect_column_proportion_of_non_null_values_to_be_between",
}


class LibraryError(ProttashaError):
    """Great Expectations met an exception, which it does not raise."""


@dataclass(frozen=True)
class Counts:
    """What a check saw: rows (or 1 table) evaluated, failed, references of the failing rows."""

    evaluated: int = 0
    failed: int = 0
    references: tuple[str, ...] = ()


def read_outcome(outcome: Any, suite: Any, frame: pd.DataFrame, check: Check) -> Counts | None:
    """The counts of one check, None if it broke. The log names a broken one, without values.

    `outcome` is the library's result of the suite on the frame. Its `success` must agree with the
    counts and the threshold; a disagreement is an error.
    """
    (found,) = (
        one for one in outcome.results if one.expectation_config.meta["check_id"] == check.id
    )
    (expectation,) = (one for one in suite.expectations if one.meta["check_id"] == check.id)
    try:
        if has_nothing_for(expectation, frame):
            return Counts()
        counts = _read_counts(found)
        verdict = judge_counts(counts.evaluated, counts.failed, 0, check.threshold)
    except Exception as error:
        # The text of the error may quote a cell. Its type does not.
        log.error("check %s broke on the batch %s: %s", check.id, check.batch, type(error).__name__)
        return None
    if counts.evaluated and found.success != (verdict == "passed"):
        log.error(
            "check %s: Great Expectations says success=%s, but %d of %d failed at threshold %s",
            check.id, found.success, counts.failed, counts.evaluated, check.threshold,
        )  # fmt: skip
        return None
    return counts


def has_nothing_for(expectation: Any, frame: pd.DataFrame) -> bool:
    """Whether the rows that the expectation is about are none, or blank in all its columns."""
    rows = _select_rows(expectation, frame)
    if rows.empty:
        return True
    columns = _list_columns(expectation)
    is_known = set(columns) <= set(rows.columns)
    if expectation.expectation_type in OF_BLANKS or not columns or not is_known:
        return False
    return bool(rows[columns].isna().all(axis=None))


def _select_rows(expectation: Any, frame: pd.DataFrame) -> pd.DataFrame:
    condition = getattr(expectation, "row_condition", None)
    if condition is None or frame.empty:
        return frame
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine

    engine = PandasExecutionEngine(batch_data_dict={"batch": frame})
    selected: pd.DataFrame = engine.get_domain_records({"row_condition": condition})
    return selected


def _list_columns(expectation: Any) -> list[str]:
    named = [getattr(expectation, name, None) for name in ("column", "column_A", "column_B")]
    return [name for name in named if name] + list(getattr(expectation, "column_list", None) or [])


def _read_counts(found: Any) -> Counts:
    """The counts of one result. LibraryError if the library met an exception."""
    info = found.exception_info or {}
    parts = [info, *(part for part in info.values() if isinstance(part, dict))]
    if any(part.get("raised_exception") for part in parts):
        raise LibraryError("Great Expectations could not judge the check")
    result = found.result
    if "element_count" not in result:
        # What was observed of a column or a table may be a value, so only the success is read.
        return Counts(1, 0 if found.success else 1)
    evaluated = int(result["element_count"]) - int(result.get("missing_count") or 0)
    listed = result.get("unexpected_index_list") or []
    references = tuple(name for part in listed for name in part["reference"])
    return Counts(evaluated, int(result["unexpected_count"]), references)
