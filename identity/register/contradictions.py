"""One decision, and decisions that contradict each other.

Records that are the same person through any number of decisions must not be kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from identity.identity_error import IdentityError

Pair = tuple[str, str]


class ContradictingDecisions(IdentityError):
    """Decisions contradict each other; the message names them."""


@dataclass(frozen=True)
class Decision:
    """One decision. `decided_by` and `reason` are free text, which stays in the vault."""

    number: int
    at: str
    record_a: str
    record_b: str
    verdict: str
    decided_by: str
    reason: str

    @property
    def pair(self) -> Pair:
        return self.record_a, self.record_b


Neighbours = dict[str, list[tuple[str, Decision]]]


def refuse_contradictions(found: Sequence[Decision], made: Decision | None = None) -> None:
    """Raise ContradictingDecisions if `found`, which may hold the new one `made`, contradict."""
    same: Neighbours = {}
    for decision in found:
        if decision.verdict == "same":
            same.setdefault(decision.record_a, []).append((decision.record_b, decision))
            same.setdefault(decision.record_b, []).append((decision.record_a, decision))
    for decision in found:
        chain = _find_chain(same, decision) if decision.verdict == "different" else None
        if chain:
            links = ", ".join(_describe_decision(each, made) for each in chain)
            remedy = (
                "nothing is stored; revoke one of the earlier decisions first"
                if made
                else "revoke one of them"
            )
            raise ContradictingDecisions(
                f"decisions contradict each other: {links}, but "
                f"{_describe_decision(decision, made)}; {remedy}"
            )


def _find_chain(same: Neighbours, different: Decision) -> list[Decision] | None:
    """The shortest chain of decisions by which the records of `different` are the same."""
    chains: dict[str, list[Decision]] = {different.record_a: []}
    waiting = [different.record_a]
    for record in waiting:
        for other, decision in same.get(record, ()):
            if other not in chains:
                chains[other] = [*chains[record], decision]
                waiting.append(other)
    return chains.get(different.record_b)


def _describe_decision(decision: Decision, made: Decision | None) -> str:
    name = "this decision" if decision is made else f"decision {decision.number}"
    return f"{decision.record_a} and {decision.record_b} are {decision.verdict} ({name})"
