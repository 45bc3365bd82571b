"""Why two records are one person, or not: evidence, decisions and links, without any value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from identity.last_linking import find_record_numbers, open_last_linking
from identity.register.decisions import list_decisions_in_force
from identity.register.register_file import read_person_ids
from identity.review import pair_evidence

if TYPE_CHECKING:
    import duckdb

    from identity.matching.model import Model
    from identity.register.contradictions import Decision
    from identity.review.pair_evidence import Evidence


class Step(NamedTuple):
    """A link on the path from one record to the other."""

    record_a: str
    record_b: str
    rule: str
    match_weight: float | None


@dataclass(frozen=True)
class Explanation:
    """All that is known of a pair. `path` is empty if the records are not linked."""

    pair: tuple[str, str]
    evidence: Sequence[Evidence]
    grey_zone: tuple[float, float]
    threshold: float
    decisions: Sequence[Decision]
    persons: tuple[str | None, str | None]
    path: Sequence[Step]

    @property
    def total_weight(self) -> float:
        return sum(evidence.weight for evidence in self.evidence)

    @property
    def model_verdict(self) -> str:
        """The model's verdict on the pair, considered alone."""
        lowest, highest = self.grey_zone
        if lowest <= self.total_weight <= highest:
            return "in the grey zone: a reviewer should decide"
        return "one person" if self.total_weight >= self.threshold else "two persons"


def explain_pair(vault: Path, pair: tuple[str, str], model: Model) -> Explanation:
    """Explain the pair of source record ids.

    Raises IdentityError, also for records that are not in the last linking.
    """
    numbers = find_record_numbers(vault, pair)
    with open_last_linking(vault) as connection:
        evidence = pair_evidence.weigh_evidence(connection, model, *numbers)
        path = _find_path(connection, *numbers)
    people = read_person_ids(vault, pair)
    decided = [made for made in list_decisions_in_force(vault) if set(made.pair) == set(pair)]
    persons = people.get(pair[0]), people.get(pair[1])
    return Explanation(pair, evidence, model.grey_zone, model.threshold, decided, persons, path)


def _find_path(connection: duckdb.DuckDBPyConnection, one: int, other: int) -> list[Step]:
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
    up, down = _trace_to_oldest(links, one), _trace_to_oldest(links, other)
    if up[-1] != down[-1]:
        return []
    meeting = next(record for record in up if record in down)
    path = [*up[: up.index(meeting) + 1], *reversed(down[: down.index(meeting)])]
    steps = []
    for near, far in pairwise(path):
        link = links[near] if links.get(near, (None,))[0] == far else links[far]
        steps.append(Step(names[near], names[far], link[1], link[2]))
    return steps


def _trace_to_oldest(links: dict[int, tuple[int, str, float | None]], record: int) -> list[int]:
    path = [record]
    while path[-1] in links:
        path.append(links[path[-1]][0])
    return path
