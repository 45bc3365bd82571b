"""Why two records are one person, or not: evidence, decisions and links, without any value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from identity.decisions import Decision, decisions_in_force
from identity.reading import last_linking, record_numbers
from identity.register import person_ids
from identity.review import Thresholds

if TYPE_CHECKING:
    import duckdb


class Evidence(Protocol):
    """What one field says: `level` in words, `weight` in log2 odds."""

    @property
    def field(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def weight(self) -> float: ...


class Step(NamedTuple):
    """A link on the way from one record to the other."""

    record_a: str
    record_b: str
    rule: str
    match_weight: float | None


@dataclass(frozen=True)
class Explanation:
    """All that is known of a pair. `way` is empty if the records are not linked."""

    pair: tuple[str, str]
    evidence: Sequence[Evidence]
    grey_zone: tuple[float, float]
    threshold: float
    decisions: Sequence[Decision]
    persons: tuple[str | None, str | None]
    way: Sequence[Step]

    @property
    def total(self) -> float:
        return sum(evidence.weight for evidence in self.evidence)

    @property
    def verdict(self) -> str:
        """What the model says of the pair, taken by itself."""
        lowest, highest = self.grey_zone
        if lowest <= self.total <= highest:
            return "in the grey zone: a reviewer should decide"
        return "one person" if self.total >= self.threshold else "two persons"


Evaluate = Callable[["duckdb.DuckDBPyConnection", Any, int, int], Sequence[Evidence]]


def explain(
    vault: Path, pair: tuple[str, str], model: Thresholds, evaluate: Evaluate
) -> Explanation:
    """Explain the pair of source record ids; `evaluate` gives the evidence, the prior first.

    Raises IdentityError, for records that are not in the last linking too.
    """
    numbers = record_numbers(vault, pair)
    with last_linking(vault) as connection:
        evidence = evaluate(connection, model, *numbers)
        way = _way(connection, *numbers)
    people = person_ids(vault, pair)
    about = [decision for decision in decisions_in_force(vault) if set(decision.pair) == set(pair)]
    persons = people.get(pair[0]), people.get(pair[1])
    return Explanation(pair, evidence, model.grey_zone, model.threshold, about, persons, way)


def _way(connection: duckdb.DuckDBPyConnection, one: int, other: int) -> list[Step]:
    """The links that lead from one record to the other; empty if they are in two clusters."""
    rows = connection.execute(
        "select l.record, l.joined_to, l.rule, l.match_weight "
        "from vault.links l join vault.clusters c using (record) "
        "where c.cluster in (select cluster from vault.clusters where record in (?, ?))",
        [one, other],
    ).fetchall()
    names = dict(
        connection.execute(
            "select record, source_record_id from vault.records where record in "
            "(select record from vault.clusters where cluster in "
            "(select cluster from vault.clusters where record in (?, ?)))",
            [one, other],
        ).fetchall()
    )
    links = {record: (joined_to, rule, weight) for record, joined_to, rule, weight in rows}
    up, down = _to_oldest(links, one), _to_oldest(links, other)
    if up[-1] != down[-1]:
        return []
    meeting = next(record for record in up if record in down)
    path = [*up[: up.index(meeting) + 1], *reversed(down[: down.index(meeting)])]
    steps = []
    for near, far in pairwise(path):
        link = links[near] if links.get(near, (None,))[0] == far else links[far]
        steps.append(Step(names[near], names[far], link[1], link[2]))
    return steps


def _to_oldest(links: dict[int, tuple[int, str, float | None]], record: int) -> list[int]:
    path = [record]
    while path[-1] in links:
        path.append(links[path[-1]][0])
    return path
