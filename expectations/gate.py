"""The gate: what is new in a run, judged batch by batch by Great Expectations.

The gate judges batches: completeness, rates, drift, expected deliveries, plausibility. Ingestion
decides whether a row counts at all, and dbt's tests judge models and figures.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from expectations.verdicts import Bench, CheckResult

if TYPE_CHECKING:
    import pandas as pd

    from expectations.batches import Arrivals
    from expectations.dictionary import Check

log = logging.getLogger(__name__)


def run_gate(
    tables: Mapping[str, pd.DataFrame],
    source_files: pd.DataFrame,
    *,
    reporting_month: date,
    centres: Collection[str],
    bench: Bench | None = None,
) -> list[CheckResult]:
    """One result for every check of the gate, in the dictionary's order.

    `tables`: bronze rows (all text) that are new since the current release, by bronze table, and
    under `quarantine` the quarantined cells of the same files (source_file_id, row_number, rule).
    `source_files`: the ledger. A check that breaks is an error and does not stop the others; the
    log names it, without values. The result's target is the batch.
    """
    from expectations.batches import Arrivals

    bench = bench or Bench.for_month(reporting_month)
    arrivals = Arrivals(tables, source_files, reporting_month, centres)
    batches: dict[str, list[Check]] = {}
    for check in bench.checks.values():
        if check.batch is not None:
            batches.setdefault(check.batch, []).append(check)
    return [
        result
        for batch, checks in batches.items()
        for result in _judge_batch(batch, checks, arrivals, bench)
    ]


def _judge_batch(
    batch: str, checks: list[Check], arrivals: Arrivals, bench: Bench
) -> list[CheckResult]:
    from expectations.batches import BATCHES
    from expectations.suite import count_failures

    try:
        found = count_failures(batch, BATCHES[batch](arrivals), checks)
    except Exception as error:
        # The text of the error may quote a cell. Its type does not.
        log.error("the batch %s could not be judged: %s", batch, type(error).__name__)
        return [bench.conclude_error(check.id, batch) for check in checks]
    return [
        bench.conclude_error(check.id, batch)
        if (counts := found[check.id]) is None
        else bench.conclude_check(
            check.id, batch, counts.evaluated, counts.failed, counts.references
        )
        for check in checks
    ]
