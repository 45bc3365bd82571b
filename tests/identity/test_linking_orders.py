"""Whatever is in the records, and in whatever order they lie: none is lost, and none moves."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.register.decisions import Constraints
from tests.identity.vaults import Outcome, Row, link_rows, make_case, name_record

NAMES = ["Md. Abdul Karim", "আব্দুল করিম", "A. Karim", "Rafiqul Islam", "Rofikul", "Mst. Rahima", ""]
CELLS = {
    "full_name": st.one_of(st.sampled_from(NAMES), st.text(max_size=6)),
    "father_name": st.sampled_from(["Nurul Haque", "Abdul Karim", ""]),
    "date_of_birth": st.sampled_from(["05/04/1985", "04/05/1985", "01/01/1985", "1990-01-31", ""]),
    "nid": st.sampled_from(["5126710022", "2691612340011", "19852691612340011", "0000000000", ""]),
    "passport_no": st.sampled_from(["BX0523174", "", ""]),
    "phone": st.sampled_from(["01711234561", "01711234562", ""]),
    "sex": st.sampled_from(["men", "women", "unknown"]),
    "district_pcode": st.sampled_from(["BD6091", "BD2019", None]),
    "registration_date": st.sampled_from(["2021-03-01", "2021-02-01", None]),
}


@st.composite
def linkings(draw: st.DrawFn) -> tuple[list[Row], Constraints]:
    """Some records, and decisions that do not contradict each other."""
    told: list[dict[str, Any]] = draw(
        st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=16)
    )
    rows = [make_case(number, **cells) for number, cells in enumerate(told)]
    records = st.integers(0, len(rows) - 1)
    pairs = draw(st.lists(st.tuples(records, records), max_size=4, unique=True))
    same = [(one, other) for one, other in pairs[::2] if one != other]
    home = {number: number for number in range(len(rows))}
    for one, other in same:
        home = {n: home[one] if h == home[other] else h for n, h in home.items()}
    different = [(one, other) for one, other in pairs[1::2] if home[one] != home[other]]
    together, apart = (
        [(name_record(rows[one]), name_record(rows[other])) for one, other in found]
        for found in (same, different)
    )
    return rows, Constraints(together, apart)


def partition(linking: Outcome) -> set[frozenset[str]]:
    members: dict[int, set[str]] = {}
    for name, cluster in linking.clusters.items():
        members.setdefault(cluster, set()).add(name)
    return set(map(frozenset, members.values()))


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(linkings(), st.randoms(use_true_random=False))
def test_no_record_is_lost_and_the_order_of_rows_changes_nothing(
    given: tuple[list[Row], Constraints], random: Random
) -> None:
    rows, decided = given
    one = link_rows(rows, decided)
    assert sorted(one.clusters) == sorted(map(name_record, rows))
    assert one.report.records_in == one.report.records_out == len(rows)
    assert all(one.clusters[a] == one.clusters[b] for a, b in decided.same)
    assert all(one.clusters[a] != one.clusters[b] for a, b in decided.different)
    # The links of a person are a tree: as many as there are records to join, each within it.
    assert len(one.links) == len(rows) - len(partition(one))
    assert all(one.clusters[a] == one.clusters[b] for a, (b, *_) in one.links.items())

    shuffled = list(rows)
    random.shuffle(shuffled)
    turned = [(b, a) for a, b in reversed(decided.same)]
    other = link_rows(
        shuffled, Constraints(turned, [(b, a) for a, b in reversed(decided.different)])
    )
    assert partition(other) == partition(one)
    assert other.clusters == one.clusters
    assert {name: link[:2] for name, link in other.links.items()} == {
        name: link[:2] for name, link in one.links.items()
    }
