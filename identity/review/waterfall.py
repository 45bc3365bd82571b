"""An explanation as text of at most 80 columns: evidence as a waterfall of weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import wrap

from identity.register.contradictions import Decision
from identity.review.explanation import Explanation, Step
from identity.review.pair_evidence import Evidence

WIDTH = 80
# Invisible characters that shape Bangla letters.
JOINERS = "\u200c\u200d"
FIELD, LEVEL, BAR = 15, 24, 21


def format_explanation(explanation: Explanation) -> str:
    """Evidence, total and verdict, decisions, and the persons of the records now; no value."""
    record_a, record_b = explanation.pair
    lines = [f"A  {record_a}", f"B  {record_b}", ""]
    lines += _format_evidence(explanation.evidence, explanation.threshold)
    lowest, highest = explanation.grey_zone
    lines += [
        "",
        f"the model  {explanation.model_verdict}",
        f"           total {explanation.total_weight:+.1f}, "
        f"threshold {explanation.threshold:+.1f} (:), "
        f"grey zone {lowest:+.1f} to {highest:+.1f}",
        f"reviewers  {_describe_decisions(explanation)}",
        f"now        {_describe_persons(explanation)}",
    ]
    lines += [f"           {line}" for step in explanation.path for line in _format_step(step)]
    return "\n".join(lines)


def _format_evidence(evidence: Sequence[Evidence], threshold: float) -> Iterator[str]:
    header = f"{'field':<{FIELD}}  {'evidence':<{LEVEL}}  weight   total  "
    yield header.rstrip()
    yield "  ".join("-" * width for width in (FIELD, LEVEL, 6, 6, BAR))
    totals = [0.0]
    for item in evidence:
        totals.append(totals[-1] + item.weight)
    lowest, highest = min(*totals, threshold), max(*totals, threshold)
    scale = (BAR - 1) / ((highest - lowest) or 1.0)

    def find_column(weight: float) -> int:
        return round((weight - lowest) * scale)

    for (before, after), item in zip(pairwise(totals), evidence, strict=True):
        bar = [" "] * BAR
        bar[find_column(threshold)] = ":"
        start, end = sorted((find_column(before), find_column(after)))
        bar[start : end + 1] = ("+" if item.weight >= 0 else "-") * (end + 1 - start)
        levels = wrap(item.level, LEVEL) or [""]
        yield (
            f"{item.field[:FIELD]:<{FIELD}}  {levels[0]:<{LEVEL}}  {item.weight:>+6.1f}  "
            f"{after:>+6.1f}  {''.join(bar)}"
        ).rstrip()
        yield from (f"{'':<{FIELD}}  {more}" for more in levels[1:])


def _describe_decisions(explanation: Explanation) -> str:
    if not explanation.decisions:
        return "no decision in force"
    return ", ".join(
        f"{decision.verdict} (decision {decision.number}, {decision.at})"
        for decision in explanation.decisions
    )


def _describe_persons(explanation: Explanation) -> str:
    one, other = explanation.persons
    if not explanation.path:
        return f"two persons: A {one or 'none yet'}, B {other or 'none yet'}"
    return f"one person, {one or 'no id yet'}, joined by"


def _format_step(step: Step) -> list[str]:
    weight = "" if step.match_weight is None else f" {step.match_weight:+.1f}"
    line = f"{step.record_a} - {step.record_b}  {step.rule}{weight}"
    return wrap(line, WIDTH - 11)


def clean_text(text: str) -> str:
    """Typed text without the characters that would move a terminal's cursor."""
    return "".join(c if c.isprintable() or c in JOINERS else " " for c in text)


def format_reasons(decisions: Sequence[Decision]) -> str:
    """What reviewers wrote about their decisions. It may hold personal data."""
    lines = [clean_text(f"decision {d.number} by {d.decided_by}: {d.reason}") for d in decisions]
    return "\n".join(part for line in lines for part in wrap(line, WIDTH))


def format_side_by_side(rows: Sequence[tuple[str, str, str]]) -> str:
    """Revealed values: field, A, B; long values are wrapped."""
    width = (WIDTH - 17 - 4) // 2
    lines = [f"{'field':<17}  {'A':<{width}}  B", f"{'-' * 17}  {'-' * width}  {'-' * width}"]
    for field, one, other in rows:
        left, right = wrap(clean_text(one), width) or [""], wrap(clean_text(other), width) or [""]
        for n in range(max(len(left), len(right))):
            cells = (left[n] if n < len(left) else "", right[n] if n < len(right) else "")
            name = field if n == 0 else ""
            lines.append(f"{name:<17}  {cells[0]:<{width}}  {cells[1]}".rstrip())
    return "\n".join(lines)
