"""The gate: what is new in a run, judged batch by batch by Great Expectations.

The gate judges batches: completeness, rates, drift, expected deliveries, plausibility. Ingestion
decides whether a row counts at all, and dbt's tests judge models and figures.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from expectations.verdicts import Bench, CheckResult

if TYPE_CHECKING:
    import pandas as pd

    from expectations.batches import Arrivals
    from expectations.dictionary import Check
    from expectations.outcomes import Counts

log = logging.getLogger(__name__)


def run_gate(
    tables: Mapping[str, pd.DataFrame],
    source_files: pd.DataFrame,
    *,
    reporting_month: date,
    centres: Collection[str],
    bench: Bench | None = None,
    project: Path | None = None,
) -> list[CheckResult]:
    """One result for every check of the gate, in the dictionary's order.

    `tables`: bronze rows (all text) that are new since the current release, by bronze table, and
    under `quarantine` the quarantined cells of the same files (source_file_id, row_number, rule).
    `source_files`: the ledger. `project`: where to leave the project of Great Expectations, with
    the batches. A check that breaks is an error and does not stop the others; the log names it,
    without values. The result's target is the batch.
    """
    from expectations.batches import Arrivals

    bench = bench or Bench.for_month(reporting_month)
    arrivals = Arrivals(tables, source_files, reporting_month, centres)
    checks = [check for check in bench.checks.values() if check.batch is not None]
    frames = _build_frames(checks, arrivals)
    found = judge_frames(frames, checks, project)
    return [
        bench.conclude_error(check.id, str(check.batch))
        if (counts := found[check.id]) is None
        else bench.conclude_check(
            check.id, str(check.batch), counts.evaluated, counts.failed, counts.references
        )
        for check in checks
    ]


def judge_frames(
    frames: Mapping[str, pd.DataFrame], checks: Collection[Check], project: Path | None = None
) -> dict[str, Counts | None]:
    """Check id → its counts on the frame of its batch, None where it broke or there is no frame.

    Writes the project, by default to a folder that is then removed, and opens it as anybody would.
    Without a row in any frame there is no project, and the library is not imported.
    """
    from expectations.outcomes import Counts

    if project:  # it may have one of an earlier judging
        rmtree(project, ignore_errors=True)
    judged = [check for check in checks if check.batch in frames]
    found: dict[str, Counts | None] = {check.id: None for check in checks}
    found |= {check.id: Counts() for check in judged}
    if all(frame.empty for frame in frames.values()):
        return found
    with TemporaryDirectory() as temporary:
        return found | _run_project(frames, judged, project or Path(temporary) / "gx")


def _build_frames(checks: Collection[Check], arrivals: Arrivals) -> dict[str, pd.DataFrame]:
    """The batches of the checks; one that cannot be built is left out, and the log names it."""
    from expectations.batches import BATCHES

    frames = {}
    for batch in dict.fromkeys(str(check.batch) for check in checks):
        try:
            frames[batch] = BATCHES[batch](arrivals)
        except Exception as error:
            _log_failure(batch, error)
    return frames


def _run_project(
    frames: Mapping[str, pd.DataFrame], checks: Collection[Check], project: Path
) -> dict[str, Counts | None]:
    """Run the checkpoint's validation definitions, each alone: one that breaks costs only itself.

    Those without a row are not run.
    """
    from expectations.outcomes import read_outcome
    from expectations.project import CHECKPOINT, group_by_batch, open_context, write_project

    write_project(project, checks, frames)
    checkpoint = open_context(project).checkpoints.get(CHECKPOINT)
    found: dict[str, Counts | None] = {}
    by_batch = group_by_batch(checks)
    for definition in checkpoint.validation_definitions:
        batch = definition.name
        if frames[batch].empty:
            continue
        try:
            outcome = definition.run(
                checkpoint_id=checkpoint.id, result_format=checkpoint.result_format
            )
            found |= {
                check.id: read_outcome(outcome, definition.suite, frames[batch], check)
                for check in by_batch[batch]
            }
        except Exception as error:
            _log_failure(batch, error)
            found |= {check.id: None for check in by_batch[batch]}
    return found


def _log_failure(batch: str, error: Exception) -> None:
    # The text of the error may quote a cell. Its type does not.
    log.error("the batch %s could not be judged: %s", batch, type(error).__name__)
