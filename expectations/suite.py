"""Great Expectations on one batch: a suite built from the dictionary, and the counts it found.

The context is ephemeral: no store, no network, no progress bars, and no values in results. The
library takes seconds to import, so it is imported only when there is something to judge.
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
# Counts, and the positions of the failing rows. Values are excluded, and so is the query, which
# would repeat every position.
POSITIONS_ONLY = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True)
class Counts:
    """What a check saw: rows evaluated, rows that failed, references of the failing rows."""

    evaluated: int = 0
    failed: int = 0
    references: tuple[str, ...] = ()


def count_failures(
    batch: str, frame: pd.DataFrame, checks: Iterable[Check]
) -> dict[str, Counts | None]:
    """Check id → its counts on the frame, None where the check broke.

    Great Expectations passes a check on no rows, or on nulls alone. Such checks are not given to
    it: they come back with nothing evaluated.
    """
    frame = frame.reset_index(drop=True)
    counts: dict[str, Counts | None] = {}
    to_judge: list[tuple[Check, Expectation]] = []
    for check in checks:
        expectation = check.expectation
        assert expectation is not None  # noqa: S101 (the dictionary ensures it)
        if has_nothing_for(expectation, frame):
            counts[check.id] = Counts()
        else:
            to_judge.append((check, expectation))
    if to_judge:
        found = run_suite(batch, frame, to_judge)
        counts |= {check.id: _read_counts(found.get(check.id), frame) for check, _ in to_judge}
    return counts


def has_nothing_for(expectation: Expectation, frame: pd.DataFrame) -> bool:
    """Whether there are no rows, or only nulls that the expectation does not judge."""
    if frame.empty:
        return True
    if expectation.is_null_check or expectation.column not in frame:
        return False
    return bool(frame[expectation.column].isna().all())


def run_suite(
    batch: str, frame: pd.DataFrame, checks: Iterable[tuple[Check, Expectation]]
) -> dict[str, dict[str, Any]]:
    """Check id → what Great Expectations found: counts and row positions, never a value.

    A check that broke has no result. The log names it, without values. The library's own verdict
    is not asked for (`mostly`): it knows no waivers.
    """
    gx = _import_library()
    suite = gx.ExpectationSuite(
        name=batch,
        expectations=[
            getattr(gx.expectations, expectation.type)(
                column=expectation.column,
                meta={"check_id": check.id},
                **expectation.given_bounds,
            )
            for check, expectation in checks
        ],
    )
    # The source is replaced each time, so that nothing of an earlier batch is kept.
    source = open_context().data_sources.add_or_update_pandas("gate")
    definition = source.add_dataframe_asset(batch).add_batch_definition_whole_dataframe(batch)
    outcome = definition.get_batch({"dataframe": frame}).validate(
        suite, result_format=POSITIONS_ONLY
    )
    found = {}
    for one in outcome.results:
        check_id = str(one.expectation_config.meta["check_id"])
        if "unexpected_count" in one.result:
            found[check_id] = one.result
        else:
            log.error("check %s broke on the batch %s", check_id, batch)
    return found


def _read_counts(found: dict[str, Any] | None, frame: pd.DataFrame) -> Counts | None:
    if found is None:
        return None
    evaluated = int(found["element_count"]) - int(found.get("missing_count", 0))
    failing = frame.iloc[found.get("unexpected_index_list") or []]
    return Counts(evaluated, int(found["unexpected_count"]), _list_references(failing))


def _list_references(rows: pd.DataFrame) -> tuple[str, ...]:
    if "reference" in rows:
        return tuple(rows["reference"])
    pairs = zip(rows["source_file_id"], rows["row_number"], strict=True)
    return tuple(f"{source_file_id}:{row_number}" for source_file_id, row_number in pairs)


@cache
def open_context() -> Any:
    """Great Expectations with all its stores in memory; by default it writes a folder of pages."""
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    return _import_library().get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
            analytics_enabled=False,
        ),
    )


@cache
def _import_library() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    return great_expectations
