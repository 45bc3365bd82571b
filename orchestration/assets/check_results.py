"""From the check dictionary to Dagster's asset checks, and from our verdicts to their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    from expectations.dictionary import Check
    from expectations.verdicts import CheckResult


def list_check_specs(engine: str, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """The asset checks that an engine's part of the dictionary promises."""
    from expectations import dictionary

    return [
        dg.AssetCheckSpec(
            name=check.id,
            asset=asset,
            description=describe_check(check),
            blocking=check.severity == "blocking",
            metadata=list_guidance(check),
        )
        for check in dictionary.load_checks().values()
        if check.engine == engine
    ]


def describe_check(check: Check) -> str:
    """The title of a check, and what it means if it fails."""
    return f"{check.title}. If it fails: {check.auditor}"


def list_guidance(check: Check) -> Mapping[str, Any]:
    """What the dictionary says of a check besides its title, as metadata."""
    return {
        "severity": check.severity,
        "quality dimension": check.quality_dimension,
        "what an engineer does": check.engineer,
    }


def convert_check_results(
    context: dg.AssetExecutionContext,
    specs: Iterable[dg.AssetCheckSpec],
    results: Iterable[CheckResult],
) -> Iterator[dg.AssetCheckResult]:
    """A result for each selected spec whose check had something to look at.

    For the others there is none, which Dagster shows as "not evaluated". Only a check that must be
    evaluated fails then, without stopping the run: the audit refuses the publication.
    """
    from expectations import dictionary

    checks = dictionary.load_checks()
    by_check: dict[str, list[CheckResult]] = {}
    for result in results:
        by_check.setdefault(result.check_id, []).append(result)
    for spec in specs:
        judged = by_check.get(spec.name, [])
        is_missed = all(result.verdict == "not_evaluated" for result in judged)
        if spec.key not in context.selected_asset_check_keys:
            continue
        if not is_missed or checks[spec.name].must_be_evaluated:
            yield _build_result(spec, judged)


def _build_result(spec: dg.AssetCheckSpec, judged: Sequence[CheckResult]) -> dg.AssetCheckResult:
    bad = [result for result in judged if result.verdict in ("failed", "error")]
    verdicts = sorted({result.verdict for result in judged}) or ["not_evaluated"]
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=not bad and verdicts != ["not_evaluated"],
        severity=(
            dg.AssetCheckSeverity.ERROR if spec.blocking and bad else dg.AssetCheckSeverity.WARN
        ),
        metadata={
            "verdict": ", ".join(verdicts),
            "evaluated": sum(result.evaluated for result in judged),
            "failed": sum(result.failed for result in judged),
            "waived": sum(result.waived for result in judged),
            "targets": ", ".join(sorted(result.target for result in bad or judged)),
        },
    )
