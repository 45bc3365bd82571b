"""Decisions: append-only, one in force a pair, and never two that contradict each other."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.identity_error import IdentityError
from identity.register.contradictions import ContradictingDecisions
from identity.register.decisions import (
    hash_decisions,
    list_decisions,
    read_constraints,
    store_decision,
    write_decisions,
)
from identity.register.id_rules import assign_records
from tests.identity.vaults import list_events, place_record

WHO = {"by": "R. Eviewer", "reason": "both were seen at the desk"}


def test_the_latest_decision_about_a_pair_is_in_force(tmp_path: Path) -> None:
    assert read_constraints(tmp_path).same == []
    assert list(tmp_path.iterdir()) == []  # looking makes no register
    store_decision(tmp_path, ("S:2", "S:1"), "same", **WHO)
    store_decision(tmp_path, ("S:3", "S:4"), "different", **WHO)
    assert read_constraints(tmp_path).same == [("S:1", "S:2")]
    store_decision(tmp_path, ("S:1", "S:2"), "different", **WHO)
    assert read_constraints(tmp_path).same == []
    assert sorted(read_constraints(tmp_path).different) == [("S:1", "S:2"), ("S:3", "S:4")]
    store_decision(tmp_path, ("S:4", "S:3"), "revoke", **WHO)
    assert read_constraints(tmp_path).different == [("S:1", "S:2")]
    assert [made.number for made in list_decisions(tmp_path)] == [1, 2, 3, 4]


def test_contradictions_are_named_and_not_stored(tmp_path: Path) -> None:
    store_decision(tmp_path, ("S:A", "S:B"), "same", **WHO)
    store_decision(tmp_path, ("S:B", "S:C"), "same", **WHO)
    with pytest.raises(ContradictingDecisions) as raised:
        store_decision(tmp_path, ("S:A", "S:C"), "different", **WHO)
    for part in (
        "S:A and S:B are same (decision 1)", "S:B and S:C are same (decision 2)",
        "S:A and S:C are different (this decision)",
    ):  # fmt: skip
        assert part in str(raised.value)
    assert len(list_decisions(tmp_path)) == 2
    store_decision(tmp_path, ("S:A", "S:B"), "revoke", **WHO)
    store_decision(tmp_path, ("S:A", "S:C"), "different", **WHO)
    with pytest.raises(ContradictingDecisions, match=r"decision 4"):
        store_decision(tmp_path, ("S:A", "S:B"), "same", **WHO)


pairs = st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")).filter(lambda p: p[0] != p[1])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(pairs, st.sampled_from(["same", "different", "revoke"])), max_size=10))
def test_whatever_is_stored_can_be_obeyed(
    tmp_path: Path, asked: list[tuple[tuple[str, str], str]]
) -> None:
    (tmp_path / "register.sqlite").unlink(missing_ok=True)
    stored = 0
    for pair, verdict in asked:
        try:
            store_decision(tmp_path, pair, verdict, **WHO)
            stored += 1
        except IdentityError:
            pass
        constraints = read_constraints(tmp_path)
        home = {record: record for record in "ABCDE"}
        for one, other in constraints.same:
            home = {r: home[one] if h == home[other] else h for r, h in home.items()}
        assert all(home[one] != home[other] for one, other in constraints.different)
    assert len(list_decisions(tmp_path)) == stored


@pytest.mark.parametrize(
    ("pair", "verdict", "who", "said"),
    [
        (("S:1", "S:1"), "same", WHO, "are both"),
        (("S:1", "S:2"), "maybe", WHO, "same, different, revoke"),
        (("S:1", "S:2"), "same", WHO | {"by": " "}, "blank"),
        (("S:1", "S:2"), "same", WHO | {"reason": ""}, "blank"),
        (("S:1", "S:2"), "revoke", WHO, "no decision about"),
    ],
)
def test_what_is_no_decision_is_refused(
    tmp_path: Path, pair: tuple[str, str], verdict: str, who: dict[str, str], said: str
) -> None:
    with pytest.raises(IdentityError, match=said):
        store_decision(tmp_path, pair, verdict, **who)
    assert list_decisions(tmp_path) == []


@pytest.mark.parametrize("statement", ["update decision set verdict = 'same'",
                                       "delete from decision"])  # fmt: skip
def test_a_decision_is_never_changed(tmp_path: Path, statement: str) -> None:
    store_decision(tmp_path, ("S:1", "S:2"), "different", **WHO)
    with (
        sqlite3.connect(tmp_path / "register.sqlite") as connection,
        pytest.raises(sqlite3.IntegrityError, match="decide again"),
    ):
        connection.execute(statement)


def test_the_digest_follows_what_is_in_force(tmp_path: Path) -> None:
    nothing = hash_decisions(tmp_path)
    store_decision(tmp_path, ("S:1", "S:2"), "same", **WHO)
    joined = hash_decisions(tmp_path)
    store_decision(tmp_path, ("S:1", "S:2"), "same", by="another", reason="seen again")
    assert hash_decisions(tmp_path) == joined != nothing
    store_decision(tmp_path, ("S:1", "S:2"), "revoke", **WHO)
    assert hash_decisions(tmp_path) == nothing


NOON = datetime(2022, 9, 5, 12, tzinfo=UTC)
A_MICROSECOND = timedelta(microseconds=1)


def test_decisions_are_those_of_an_instant(tmp_path: Path) -> None:
    one, other = ("S:1", "S:2"), ("S:3", "S:4")
    store_decision(tmp_path, one, "same", **WHO, now=lambda: NOON)
    store_decision(tmp_path, other, "same", **WHO, now=lambda: NOON + A_MICROSECOND)
    store_decision(tmp_path, one, "revoke", **WHO, now=lambda: NOON + 2 * A_MICROSECOND)
    history = [
        read_constraints(tmp_path, NOON + step * A_MICROSECOND).same for step in (-1, 0, 1, 2)
    ]
    assert history == [[], [one], [one, other], [other]]
    digests = {hash_decisions(tmp_path, NOON + step * A_MICROSECOND) for step in (-1, 0, 1, 2)}
    assert len(digests) == 4
    assert hash_decisions(tmp_path) == hash_decisions(tmp_path, NOON + timedelta(days=1))


def test_a_clock_that_was_put_back_does_not_reorder_decisions(tmp_path: Path) -> None:
    store_decision(tmp_path, ("S:1", "S:2"), "same", **WHO, now=lambda: NOON)
    store_decision(
        tmp_path, ("S:1", "S:2"), "different", **WHO, now=lambda: NOON - timedelta(hours=1)
    )
    assert read_constraints(tmp_path, NOON - A_MICROSECOND).different == []
    assert read_constraints(tmp_path, NOON).different == [("S:1", "S:2")]


def test_what_is_in_force_goes_out_by_references_only(tmp_path: Path) -> None:
    out = tmp_path / "decisions.parquet"
    assert write_decisions(tmp_path / "no vault", out) == 0
    nothing = pyarrow.parquet.read_table(out)
    store_decision(tmp_path, ("SYL:A:1", "DHK:2"), "different", **WHO, now=lambda: NOON)
    store_decision(tmp_path, ("SYL:3", "SYL:4"), "same", **WHO, now=lambda: NOON + A_MICROSECOND)
    assert write_decisions(tmp_path, out, NOON) == 1
    assert write_decisions(tmp_path, out) == 2
    table = pyarrow.parquet.read_table(out)
    assert table.schema == nothing.schema
    assert table.slice(0, 1).to_pylist() == [
        {"centre_code_a": "DHK", "case_id_a": "2", "centre_code_b": "SYL", "case_id_b": "A:1",
         "verdict": "different", "decided_at": NOON}
    ]  # fmt: skip
    assert b"R. Eviewer" not in out.read_bytes()
    assert b"desk" not in out.read_bytes()


def test_a_split_that_a_reviewer_asked_for_says_so(tmp_path: Path) -> None:
    assign_records(tmp_path, "r1", [place_record(1, 1), place_record(2, 1, 1, "model")])
    store_decision(tmp_path, ("S:1", "S:2"), "different", **WHO)
    assign_records(tmp_path, "r2", [place_record(1, 1), place_record(2, 2)])
    assert list_events(tmp_path)[-1][1] == "split"
    assert list_events(tmp_path)[-1][-1] == "decision"


def test_a_register_of_a_newer_version_or_a_broken_one_is_named(tmp_path: Path) -> None:
    store_decision(tmp_path, ("S:1", "S:2"), "same", **WHO)
    with sqlite3.connect(tmp_path / "register.sqlite") as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(IdentityError, match="newer than this code"):
        read_constraints(tmp_path)
    (tmp_path / "register.sqlite").write_bytes(b"x" * 5000)
    with pytest.raises(IdentityError, match="cannot be used"):
        read_constraints(tmp_path)
