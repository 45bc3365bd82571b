"""An explanation as text of at most 80 columns: evidence as a waterfall of weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import wrap

from identity.decisions import Decision
from identity.explanation import Evidence, Explanation, Step

WIDTH = 80
# They shape Bangla letters, and are seen by nobody.
JOINERS = "\u200c\u200d"
FIELD, LEVEL, BAR = 15, 24, 21


def render(explanation: Explanation) -> str:
    """Evidence, total and verdict, decisions, and what the records are now. No value is in it."""
    record_a, record_b = explanation.pair
    lines = [f"A  {record_a}", f"B  {record_b}", ""]
    lines += _evidence(explanation.evidence, explanation.threshold)
    lowest, highest = explanation.grey_zone
    lines += [
        "",
        f"the model  {explanation.verdict}",
        f"           total {explanation.total:+.1f}, threshold {explanation.threshold:+.1f} (:), "
        f"grey zone {lowest:+.1f} to {highest:+.1f}",
        f"reviewers  {_decided(explanation)}",
        f"now        {_now(explanation)}",
    ]
    lines += [f"           {line}" for step in explanation.way for line in _step(step)]
    return "\n".join(lines)


def _evidence(evidence: Sequence[Evidence], threshold: float) -> Iterator[str]:
    header = f"{'field':<{FIELD}}  {'evidence':<{LEVEL}}  weight   total  "
    yield header.rstrip()
    yield "  ".join("-" * width for width in (FIELD, LEVEL, 6, 6, BAR))
    totals = [0.0]
    for item in evidence:
        totals.append(totals[-1] + item.weight)
    lowest, highest = min(*totals, threshold), max(*totals, threshold)
    scale = (BAR - 1) / ((highest - lowest) or 1.0)

    def column(weight: float) -> int:
        return round((weight - lowest) * scale)

    for (before, after), item in zip(pairwise(totals), evidence, strict=True):
        bar = [" "] * BAR
        bar[column(threshold)] = ":"
        start, end = sorted((column(before), column(after)))
        bar[start : end + 1] = ("+" if item.weight >= 0 else "-") * (end + 1 - start)
        levels = wrap(item.level, LEVEL) or [""]
        yield (
            f"{item.field[:FIELD]:<{FIELD}}  {levels[0]:<{LEVEL}}  {item.weight:>+6.1f}  "
            f"{after:>+6.1f}  {''.join(bar)}"
        ).rstrip()
        yield from (f"{'':<{FIELD}}  {more}" for more in levels[1:])


def _decided(explanation: Explanation) -> str:
    if not explanation.decisions:
        return "no decision in force"
    return ", ".join(
        f"{decision.verdict} (decision {decision.number}, {decision.at})"
        for decision in explanation.decisions
    )


def _now(explanation: Explanation) -> str:
    one, other = explanation.persons
    if not explanation.way:
        return f"two persons: A {one or 'none yet'}, B {other or 'none yet'}"
    return f"one person, {one or 'no id yet'}, joined by"


def _step(step: Step) -> list[str]:
    weight = "" if step.match_weight is None else f" {step.match_weight:+.1f}"
    line = f"{step.record_a} - {step.record_b}  {step.rule}{weight}"
    return wrap(line, WIDTH - 11)


def plain(text: str) -> str:
    """Text that was typed somewhere, without what would move a terminal's cursor."""
    return "".join(c if c.isprintable() or c in JOINERS else " " for c in text)


def free_text(decisions: Sequence[Decision]) -> str:
    """What reviewers wrote about their decisions; it may hold anything."""
    lines = [plain(f"decision {d.number} by {d.decided_by}: {d.reason}") for d in decisions]
    return "\n".join(part for line in lines for part in wrap(line, WIDTH))


def side_by_side(rows: Sequence[tuple[str, str, str]]) -> str:
    """Revealed values: field, A, B; long ones go on in the next line."""
    width = (WIDTH - 17 - 4) // 2
    lines = [f"{'field':<17}  {'A':<{width}}  B", f"{'-' * 17}  {'-' * width}  {'-' * width}"]
    for field, one, other in rows:
        left, right = wrap(plain(one), width) or [""], wrap(plain(other), width) or [""]
        for n in range(max(len(left), len(right))):
            cells = (left[n] if n < len(left) else "", right[n] if n < len(right) else "")
            name = field if n == 0 else ""
            lines.append(f"{name:<17}  {cells[0]:<{width}}  {cells[1]}".rstrip())
    return "\n".join(lines)
