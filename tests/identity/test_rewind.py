"""Going back: the register of every instant of a random history, out of the one of today."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import stat
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.identity_error import IdentityError
from identity.register import past_register
from identity.register.decisions import store_decision
from identity.register.id_rules import LinkedRecord, assign_records
from identity.register.past_register import copy_register_as_of as go_back

Linking = dict[int, int]
Pair = tuple[int, int, str]
Step = Linking | Pair
NOON = datetime(2022, 9, 5, 12, tzinfo=UTC)
TABLES = ("origin", "person", "record", "run", "event", "decision")

linkings = st.dictionaries(st.integers(0, 7), st.integers(0, 3))
verdicts = st.sampled_from(["same", "different", "revoke"])
made = st.tuples(st.integers(0, 7), st.integers(0, 7), verdicts).filter(lambda d: d[0] != d[1])
histories = st.lists(st.one_of(linkings, linkings, made), min_size=2, max_size=7)


def name(record: int) -> str:
    return f"SYL:{record}"


def link(vault: Path, linking: Linking, at: datetime) -> dict[str, str]:
    rows = [LinkedRecord(name(record), record + 1, cluster) for record, cluster in linking.items()]
    return assign_records(vault, f"run at {at:%H:%M}", rows, at)


def take(vault: Path, step: Step, at: datetime) -> dict[str, str]:
    """Do one step of a history; returns what a linking assigned."""
    if isinstance(step, dict):
        return link(vault, step, at)
    one, other, verdict = step
    with suppress(IdentityError):  # a decision that contradicts others is not made
        store_decision(
            vault, (name(one), name(other)), verdict, by="R. E.", reason="seen", now=lambda: at
        )
    return {}


def content(vault: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the register holds, but for who looked at it."""
    if not (vault / "register.sqlite").exists():
        return {}
    with sqlite3.connect(vault / "register.sqlite") as connection:
        return {
            table: connection.execute(f"select * from {table} order by 1").fetchall()
            for table in TABLES
        }


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories)
def test_every_instant_of_a_history_can_be_gone_back_to(
    tmp_path: Path, history: list[Step]
) -> None:
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
    vault = tmp_path / "home" / "vault"
    then: list[dict[str, list[tuple[object, ...]]]] = []
    assigned: list[dict[str, str]] = []
    for hour, step in enumerate(history):
        assigned.append(take(vault, step, NOON + timedelta(hours=hour)))
        then.append(content(vault))
    today = content(vault)
    for hour in range(len(history)):
        past = tmp_path / "home" / f"past {hour}"
        go_back(vault, past, NOON + timedelta(hours=hour, minutes=59))
        if not then[hour]:
            continue  # nothing had been written, so today's register may have its origin only
        assert content(past) == then[hour]
        # What happened next happens again, and gives the same ids.
        if hour + 1 < len(history):
            again = take(past, history[hour + 1], NOON + timedelta(hours=hour + 1))
            assert again == assigned[hour + 1]
            assert content(past) == then[hour + 1]
    assert content(vault) == today


def test_an_instant_to_the_microsecond(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    link(vault, {1: 1, 2: 2}, NOON)
    then = content(vault)
    link(vault, {1: 1, 2: 1}, NOON + timedelta(microseconds=1))
    go_back(vault, tmp_path / "past", NOON)
    assert content(tmp_path / "past") == then != content(vault)


def test_a_clock_that_was_put_back_tears_no_hole(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    link(vault, {1: 1}, NOON)
    link(vault, {1: 1, 2: 2}, NOON + timedelta(hours=2))
    link(vault, {1: 1}, NOON + timedelta(hours=1))  # record 2 vanishes, before it came
    go_back(vault, tmp_path / "past", NOON + timedelta(hours=1))
    assert [row[1] for row in content(tmp_path / "past")["record"]] == [name(1)]


def test_a_rebuild_works_in_a_private_vault_of_its_own(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    link(vault, {1: 1}, NOON)
    before = hashlib.sha256((vault / "register.sqlite").read_bytes()).hexdigest()
    past_register.locate_past_vault(vault, "killed").mkdir(parents=True)
    past_register.make_past_vault(vault, "run", NOON)
    past = past_register.locate_past_vault(vault, "run")
    assert [path.name for path in past.parent.iterdir()] == ["run"]
    link(past, {1: 1, 2: 2}, NOON)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in past.parent.rglob("*")}
    assert modes == {"run": 0o700, "register.sqlite": 0o600}
    assert stat.S_IMODE(past.parent.stat().st_mode) == 0o700
    past_register.remove_past_vaults(vault)
    past_register.remove_past_vaults(vault)
    assert [path.name for path in vault.iterdir()] == ["register.sqlite"]
    assert hashlib.sha256((vault / "register.sqlite").read_bytes()).hexdigest() == before


def test_without_a_register_the_past_has_none(tmp_path: Path) -> None:
    go_back(tmp_path / "vault", tmp_path / "past", NOON)
    assert list(tmp_path.rglob("*")) == [tmp_path / "past"]


def test_a_broken_register_is_named(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "register.sqlite").write_bytes(b"x" * 5000)
    with pytest.raises(IdentityError, match="cannot be used"):
        go_back(vault, tmp_path / "past", NOON)
