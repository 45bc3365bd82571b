"""The audit: the results of all engines together, and whether they forbid the publication."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from common.wording import format_count
from pipeline.failures import Refused
from pipeline.run_context import Run

if TYPE_CHECKING:
    from expectations.verdicts import CheckResult


def collect_verdicts(run: Run) -> Sequence[CheckResult]:
    """Collect the results of every engine that got to work, for the last dbt step."""
    from expectations import results
    from expectations.dbt_results import collect

    folder = run.find_checks("gate").parent
    # The last dbt step reads what is collected here, so its own tests are not part of it.
    steps = set(folder.glob("dbt_*.json")) - {run.find_nodes("verdicts")}
    nodes = [node for path in sorted(steps) for node in json.loads(path.read_text("utf-8"))]
    collected = [
        *(result for path in sorted(folder.glob("*.parquet")) for result in results.read(path)),
        *(collect(run.warehouse, nodes, reporting_month=run.month) if nodes else ()),
    ]
    results.write(collected, run.inputs / "check_results.parquet")
    return collected


def refuse_if_blocked(results: Iterable[CheckResult]) -> None:
    """Raise Refused, naming the blocking checks that failed or could not be evaluated."""
    from expectations.verdicts import blocking

    blockers = blocking(results)
    if blockers:
        names = "; ".join(
            f"{result.check_id} on {result.target}: {result.verdict}, "
            f"{result.failed:,} of {result.evaluated:,}"
            for result in blockers
        )
        refusal = Refused(
            f"audited and refused, {format_count(len(blockers), 'blocking check')}: {names}"
        )
        refusal.checks = blockers
        raise refusal
