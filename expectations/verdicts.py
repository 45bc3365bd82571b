"""The five verdicts, and which of them stop the publication.

`failed` counts every row that breaks the rule, `waived` those of them that a waiver excuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from expectations import dictionary
from expectations.dictionary import Check, Engine, QualityDimension, Severity
from expectations.waivers import Waiver, count_waived_rows, load_waivers

Verdict = Literal["passed", "passed_with_waivers", "failed", "error", "not_evaluated"]
# References kept for a result: enough to start looking, too few to list a file.
REFERENCES = 20


def judge_counts(evaluated: int, failed: int, waived: int, threshold: float) -> Verdict:
    """The verdict on counts of rows. A check with nothing to evaluate has not passed.

    Raises ValueError unless 0 <= waived <= failed <= evaluated.
    """
    if not 0 <= waived <= failed <= evaluated:
        raise ValueError(f"impossible counts: {waived} waived, {failed} failed of {evaluated}")
    if evaluated == 0:
        return "not_evaluated"
    # Exact: 7 of 100 rows are not more than a threshold of 0.07.
    if failed - waived > Fraction(str(threshold)) * evaluated:
        return "failed"
    return "passed_with_waivers" if waived else "passed"


@dataclass(frozen=True)
class CheckResult:
    """The result of one check on one target. `row_references`: the first failing rows, or None."""

    check_id: str
    target: str
    engine: Engine
    quality_dimension: QualityDimension
    severity: Severity
    threshold: float
    evaluated: int
    failed: int
    waived: int
    verdict: Verdict
    row_references: str | None = None

    @property
    def is_blocking(self) -> bool:
        return self.severity == "blocking"


@dataclass(frozen=True)
class Bench:
    """Builds results from counts, with the dictionary, the waivers and the month of a run."""

    month: date
    checks: Mapping[str, Check]
    waivers: tuple[Waiver, ...] = ()

    @classmethod
    def for_month(cls, month: date) -> Bench:
        """The bench of a run; raises DictionaryError if dictionary or waivers are malformed."""
        return cls(month, dictionary.load_checks(), load_waivers())

    def conclude_check(
        self,
        check_id: str,
        target: str,
        evaluated: int,
        failed: int,
        failing_references: Sequence[str] = (),
    ) -> CheckResult:
        """The result of a check that ran. DictionaryError if the check is not in the dictionary.

        A waiver by rows covers the references given, a waiver by count any failing row.
        """
        holding = [w for w in self.waivers if w.is_valid_for(check_id, target, self.month)]
        waived = count_waived_rows(holding, failed, failing_references)
        threshold = self._find_check(check_id).threshold
        verdict = judge_counts(evaluated, failed, waived, threshold)
        shown = ", ".join(failing_references[:REFERENCES]) or None
        return self._build_result(check_id, target, (evaluated, failed, waived), verdict, shown)

    def conclude_error(self, check_id: str, target: str) -> CheckResult:
        """The result of a check that broke. The log has the reason, the result never does."""
        return self._build_result(check_id, target, (0, 0, 0), "error", None)

    def _build_result(
        self,
        check_id: str,
        target: str,
        counts: tuple[int, int, int],
        verdict: Verdict,
        row_references: str | None,
    ) -> CheckResult:
        check = self._find_check(check_id)
        return CheckResult(
            check_id,
            target,
            check.engine,
            check.quality_dimension,
            check.severity,
            check.threshold,
            *counts,
            verdict,
            row_references,
        )

    def _find_check(self, check_id: str) -> Check:
        if check_id not in self.checks:
            raise dictionary.DictionaryError(
                f"the check {check_id} is not in the dictionary; add it in expectations/checks"
            )
        return self.checks[check_id]


def list_blocking(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results that stop the publication: blocking checks that failed or broke.

    A check that was not evaluated stops it only if the dictionary says `must_be_evaluated`: a
    programme may have no magistrate yet, but rows that nobody counted may be lost.
    """
    checks = dictionary.load_checks()
    return [
        result
        for result in results
        if result.is_blocking
        and (
            result.verdict in ("failed", "error")
            or (result.verdict == "not_evaluated" and checks[result.check_id].must_be_evaluated)
        )
    ]
