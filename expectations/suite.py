"""Great Expectations on one batch: a suite from the dictionary, and counts out of it.

An ephemeral context, no store, no network, no progress bars, no values in results. The library
takes seconds to import, so that happens here, when there is something to judge.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from expectations.dictionary import Check, Expectation

log = logging.getLogger(__name__)
# Counts of the failing rows, none of their values.
COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


@dataclass(frozen=True)
class Counts:
    """What a check saw: rows evaluated, rows that failed, references of the failing ones."""

    evaluated: int = 0
    failed: int = 0
    references: tuple[str, ...] = ()


def validate(batch: str, frame: pd.DataFrame, checks: Iterable[Check]) -> dict[str, Counts | None]:
    """Check id → its counts on the frame, None where the check broke.

    Great Expectations would pass a check on no rows, or on nulls alone: those are not handed to
    it, and come back with nothing evaluated.
    """
    counts: dict[str, Counts | None] = {}
    to_judge: list[tuple[Check, Expectation]] = []
    for check in checks:
        expectation = check.expectation
        assert expectation is not None  # noqa: S101 (the dictionary sees to it)
        if has_nothing_for(expectation, frame):
            counts[check.id] = Counts()
        else:
            to_judge.append((check, expectation))
    if to_judge:
        found = _judged(batch, frame, to_judge)
        counts |= {
            check.id: _counts(found.get(check.id), frame, expectation)
            for check, expectation in to_judge
        }
    return counts


def has_nothing_for(expectation: Expectation, frame: pd.DataFrame) -> bool:
    """No rows; or nulls alone, where nulls are not what the expectation judges."""
    if frame.empty:
        return True
    if expectation.judges_nulls or expectation.column not in frame:
        return False
    return bool(frame[expectation.column].isna().all())


def failing_rows(frame: pd.DataFrame, expectation: Expectation) -> pd.Series:
    """True for the rows that break the expectation: pandas' word for what GX only counts."""
    column = frame[expectation.column]
    if expectation.judges_nulls:
        return column.isna()
    if expectation.value_set is not None:
        return column.notna() & ~column.isin(expectation.value_set)
    low = float("-inf") if expectation.min_value is None else expectation.min_value
    high = float("inf") if expectation.max_value is None else expectation.max_value
    return column.notna() & ~column.between(low, high)


def _references(frame: pd.DataFrame, failing: pd.Series) -> tuple[str, ...]:
    rows = frame[failing]
    if "reference" in rows:
        return tuple(rows["reference"])
    pairs = zip(rows["source_file_id"], rows["row_number"], strict=True)
    return tuple(f"{source_file_id}:{row_number}" for source_file_id, row_number in pairs)


def _counts(
    found: dict[str, Any] | None, frame: pd.DataFrame, expectation: Expectation
) -> Counts | None:
    if found is None or "unexpected_count" not in found:
        return None
    failed = int(found["unexpected_count"])
    evaluated = int(found["element_count"]) - int(found.get("missing_count", 0))
    references = _references(frame, failing_rows(frame, expectation)) if failed else ()
    return Counts(evaluated, failed, references)


def _judged(
    batch: str, frame: pd.DataFrame, checks: list[tuple[Check, Expectation]]
) -> dict[str, dict[str, Any]]:
    """Check id → GX's result. A check that broke has none; the log says which, without values."""
    gx = _great_expectations()
    suite = gx.ExpectationSuite(
        name=batch,
        expectations=[
            getattr(gx.expectations, expectation.type)(
                column=expectation.column,
                mostly=1 - check.threshold,
                meta={"check_id": check.id},
                **expectation.bounds,
            )
            for check, expectation in checks
        ],
    )
    # Added anew each time: nothing of an earlier batch is kept.
    source = context().data_sources.add_or_update_pandas("gate")
    asset = source.add_dataframe_asset(batch)
    definition = asset.add_batch_definition_whole_dataframe(batch)
    outcome = definition.get_batch({"dataframe": frame}).validate(suite, result_format=COUNTS_ONLY)
    found = {
        str(one.expectation_config.meta["check_id"]): one.result
        for one in outcome.results
        if "unexpected_count" in one.result
    }
    for check, _ in checks:
        if check.id not in found:
            log.error("check %s broke on the batch %s", check.id, batch)
    return found


@cache
def context() -> Any:
    """Great Expectations, loaded; in memory alone: its default keeps a folder of pages."""
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    return _great_expectations().get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
            analytics_enabled=False,
        ),
    )


@cache
def _great_expectations() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    return great_expectations
