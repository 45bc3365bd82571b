"""The register under random histories: its rules, against a plain restatement of them."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.identity_error import IdentityError
from identity.register import person_ids
from identity.register.id_rules import assign_records
from tests.identity.vaults import list_events, place_record, replay_events

# A linking: record number → cluster, absent records left out. Record 0 is the oldest.
Linking = dict[int, int]
linkings = st.dictionaries(st.integers(0, 7), st.integers(0, 3))
many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def name(record: int) -> str:
    return f"S:{record + 1}"


def give(vault: Path, linking: Linking, run: str = "run") -> dict[int, str]:
    """Record number → person id after a linking."""
    rows = [place_record(record + 1, cluster) for record, cluster in linking.items()]
    assigned = assign_records(vault, run, rows)
    assert assigned.keys() == {name(record) for record in linking}
    return {record: assigned[name(record)] for record in linking}


def groups(linking: dict[int, object]) -> set[frozenset[int]]:
    return {frozenset(r for r in linking if linking[r] == cluster) for cluster in linking.values()}


def fresh(vault: Path) -> Path:
    (vault / "register.sqlite").unlink(missing_ok=True)
    return vault


@many
@given(st.lists(linkings, min_size=1, max_size=6))
def test_every_history_keeps_the_rules(tmp_path: Path, history: list[Linking]) -> None:
    vault = fresh(tmp_path / "vault")
    held: dict[int, str] = {}  # of every record ever seen
    ages: dict[str, int] = {}
    present: set[int] = set()
    for linking in history:
        now = give(vault, linking)
        # One person a cluster, and one cluster a person: nobody lost, nobody shared.
        assert groups(dict(now)) == groups(dict(linking))
        assert all(re.fullmatch(r"P[0-9A-F]{15}", person) for person in now.values())
        before = groups({r: held[r] for r in present})
        for cluster in groups(dict(linking)):
            asked = {held[r] for r in cluster if r in held}
            got = now[min(cluster)]
            won = {person for person in asked if keeper(person, linking, held, present) == cluster}
            # Each merge keeps the oldest id, each split keeps it with the oldest record.
            if won:
                assert got == min(won, key=ages.__getitem__)
            else:
                assert got not in {held[r] for r in present if r in linking}
            if cluster in before:
                assert got == held[min(cluster)]
        for record in sorted(linking):
            ages.setdefault(now[record], len(ages))
        held |= now
        present = set(linking)
        assert replay_events(vault) == {name(r): (held[r], r in present) for r in held}


def keeper(
    person: str, linking: Linking, held: dict[int, str], present: set[int]
) -> frozenset[int]:
    """The cluster that keeps an id by the split rule."""
    asking = [r for r in linking if held.get(r) == person]
    oldest = min(asking, key=lambda r: (r not in present, r))
    return frozenset(r for r in linking if linking[r] == linking[oldest])


@many
@given(st.lists(linkings, min_size=1, max_size=4))
def test_the_same_clusters_again_make_no_event(tmp_path: Path, history: list[Linking]) -> None:
    vault = fresh(tmp_path / "vault")
    for linking in history:
        now = give(vault, linking)
        before = list_events(vault)
        other_names = {record: 9 - cluster for record, cluster in linking.items()}
        assert give(vault, other_names, "again") == now
        assert list_events(vault) == before


@many
@given(st.permutations(range(8)), st.lists(st.integers(0, 3), min_size=8, max_size=8), st.data())
def test_in_order_of_age_month_by_month_gives_the_ids_of_all_at_once(
    tmp_path: Path, order: list[int], final: list[int], data: st.DataObject
) -> None:
    """Clusters only grow and merge: each month joins some of what ends up in one cluster."""
    monthly, at_once = tmp_path / "monthly", tmp_path / "at_once"
    secret_of(fresh(monthly)), secret_of(fresh(at_once))
    joined: Linking = {}
    for record in range(8):
        mates = sorted({joined[r] for r in joined if final[r] == final[record]})
        merged = data.draw(st.sets(st.sampled_from(mates))) if mates else set()
        joined = {r: record + 10 if c in merged else c for r, c in joined.items()}
        joined[record] = record + 10
        by_month = give(monthly, joined)
    end = dict(enumerate(final))
    by_month = give(monthly, end)
    assert by_month == give(at_once, end)
    # In any other order the persons are the same.
    shuffled = fresh(tmp_path / "shuffled")
    for n in range(1, 9):
        other = give(shuffled, {r: final[r] for r in order[:n]})
    assert groups(dict(other)) == groups(dict(by_month))


def secret_of(vault: Path) -> None:
    """A register with a secret that is always the same."""
    assign_records(vault, "none", [])
    with sqlite3.connect(vault / "register.sqlite") as connection:
        connection.execute("update origin set secret = ?", (b"s" * 32,))


def test_ids_of_two_homes_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = give(tmp_path / "a", {0: 0, 1: 1}), give(tmp_path / "b", {0: 0, 1: 1})
    assert set(one.values()).isdisjoint(other.values())


def test_a_merge_that_is_undone_gives_both_ids_back(tmp_path: Path) -> None:
    before = give(tmp_path, {0: 0, 1: 1})
    assert set(give(tmp_path, {0: 0, 1: 0}).values()) == {before[0]}
    assert give(tmp_path, {0: 0, 1: 1}) == before


def test_a_record_that_is_back_gets_its_id_back_unless_someone_has_it(tmp_path: Path) -> None:
    both = give(tmp_path, {0: 0, 1: 0, 2: 2})
    assert give(tmp_path, {1: 0}) == {1: both[1]}
    assert give(tmp_path, {0: 0, 1: 0, 2: 2}) == both
    give(tmp_path, {1: 0})
    apart = give(tmp_path, {0: 0, 1: 1, 2: 2})
    assert (apart[1], apart[2]) == (both[1], both[2])
    assert apart[0] not in both.values()


def test_ids_that_are_alike_by_chance_make_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def narrow(secret: bytes, founder: str, attempt: int) -> str:
        return f"P{attempt:015X}"

    monkeypatch.setattr(person_ids, "make_person_id", narrow)
    first = give(tmp_path, {0: 0, 1: 1, 2: 2})
    assert len(set(first.values())) == 3
    second = give(tmp_path, {0: 0, 1: 1, 2: 2, 3: 3, 4: 4})
    assert len(set(second.values())) == 5
    assert {r: second[r] for r in first} == first


def test_events_say_what_joined_and_what_parted(tmp_path: Path) -> None:
    assign_records(
        tmp_path,
        "r1",
        [place_record(1, 1), place_record(2, 1, 1, "nid"), place_record(3, 3)],
    )
    assign_records(tmp_path, "r2", [
        place_record(1, 1), place_record(2, 1, 1, "nid"), place_record(3, 1, 2, "model"),
        place_record(4, 1, 3, "passport"),
    ])  # fmt: skip
    assign_records(
        tmp_path,
        "r3",
        [place_record(1, 1), place_record(2, 2), place_record(3, 2)],
    )
    said = [
        (run, kind, record, reason) for run, kind, record, _, _, reason in list_events(tmp_path)
    ]
    assert said == [
        ("r1", "assigned", "S:1", "nid"), ("r1", "assigned", "S:2", "nid"),
        ("r1", "assigned", "S:3", "new"),
        ("r2", "merged", "S:3", "model + passport"), ("r2", "assigned", "S:4", "passport"),
        ("r3", "split", "S:2", "no longer linked"), ("r3", "split", "S:3", "no longer linked"),
        ("r3", "vanished", "S:4", "not in this linking"),
    ]  # fmt: skip


def test_a_record_twice_is_refused_and_nothing_is_stored(tmp_path: Path) -> None:
    give(tmp_path, {0: 0})
    before = list_events(tmp_path)
    with pytest.raises(IdentityError, match="twice"):
        assign_records(tmp_path, "r2", [place_record(1, 1), place_record(1, 2)])
    assert list_events(tmp_path) == before
