"""From our verdicts to Dagster's asset checks: one asset check for each check of the dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from expectations.verdicts import CheckResult


def list_check_specs(engine: str, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """The asset checks that an engine's part of the dictionary promises."""
    from expectations import dictionary

    return [
        dg.AssetCheckSpec(
            name=check.id,
            asset=asset,
            description=f"{check.title}. {check.auditor}",
            blocking=check.severity == "blocking",
        )
        for check in dictionary.load().values()
        if check.engine == engine
    ]


def convert_check_results(
    specs: Iterable[dg.AssetCheckSpec], results: Iterable[CheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """One result a spec. A check that looked at nothing did not pass: it says so in its verdict."""
    by_check: dict[str, list[CheckResult]] = {}
    for result in results:
        by_check.setdefault(result.check_id, []).append(result)
    for spec in specs:
        judged = by_check.get(spec.name, [])
        bad = [result for result in judged if result.verdict in ("failed", "error")]
        was_evaluated = any(result.evaluated for result in judged)
        stops = spec.blocking and bad
        yield dg.AssetCheckResult(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=was_evaluated and not bad,
            severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
            metadata={
                "verdict": ", ".join(sorted({result.verdict for result in judged}))
                or "not_evaluated",
                "evaluated": sum(result.evaluated for result in judged),
                "failed": sum(result.failed for result in judged),
                "waived": sum(result.waived for result in judged),
                "targets": ", ".join(sorted(result.target for result in bad or judged)),
            },
        )
