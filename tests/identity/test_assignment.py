"""Assigning in bulk does what the rules do, looks at what changed only, and survives a kill."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.register import assignment, id_rules
from identity.register.assignment import assign_person_ids
from tests.identity.vaults import add_linking, add_records, list_events, make_case, place_record

Linking = dict[int, int]


def in_bulk(vault: Path, linking: Linking) -> dict[str, str]:
    with duckdb.connect() as connection:
        rows = [make_case(n, "", centre_code="S", case_id=str(n)) for n in linking]
        add_records(connection, rows, "case_id::bigint")
        add_linking(connection, linking)
        report = assign_person_ids(connection, vault, "run")
        assert (report.records, report.persons) == (len(linking), len(set(linking.values())))
        found = connection.execute("select source_record_id, person_id from vault.persons")
        return dict(found.fetchall())


def one_by_one(vault: Path, linking: Linking) -> dict[str, str]:
    return id_rules.assign_records(vault, "run", [place_record(*item) for item in linking.items()])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.dictionaries(st.integers(1, 7), st.integers(1, 3)), min_size=1, max_size=5))
def test_bulk_and_one_by_one_give_the_same_ids_and_events(
    tmp_path: Path, history: list[Linking]
) -> None:
    bulk, plain = tmp_path / "bulk", tmp_path / "plain"
    for vault in (bulk, plain):
        (vault / "register.sqlite").unlink(missing_ok=True)
        one_by_one(vault, {})
        with sqlite3.connect(vault / "register.sqlite") as connection:
            connection.execute("update origin set secret = ?", (b"s" * 32,))
    for linking in history:
        assert in_bulk(bulk, linking) == one_by_one(plain, linking)
        assert sorted(list_events(bulk)) == sorted(list_events(plain))


def test_only_what_changed_goes_through_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_bulk(tmp_path, {1: 1, 2: 1, 3: 3, 4: 4, 5: 5})
    seen: list[tuple[set[str], list[str]]] = []
    apply = id_rules.apply_rules

    def spy(connection, run_id, changed, vanished, at):  # type: ignore[no-untyped-def]
        seen.append(({row[0] for row in changed}, list(vanished)))
        return apply(connection, run_id, changed, vanished, at)

    monkeypatch.setattr(assignment, "apply_rules", spy)
    in_bulk(tmp_path, {1: 1, 2: 1, 3: 3, 4: 4, 6: 3})
    in_bulk(tmp_path, {1: 1, 2: 1, 3: 3, 4: 4, 6: 3})
    assert seen == [({"S:3", "S:6"}, ["S:5"]), (set(), [])]


def test_a_record_that_is_back_takes_no_id_from_a_cluster_that_did_not_change(
    tmp_path: Path,
) -> None:
    both = in_bulk(tmp_path, {1: 1, 2: 1})
    in_bulk(tmp_path, {2: 1})
    apart = in_bulk(tmp_path, {1: 1, 2: 2})
    assert apart["S:2"] == both["S:2"] != apart["S:1"]


@pytest.mark.parametrize("damage", ["gone", "broken", "old", "of another register"])
def test_a_copy_that_is_not_of_this_state_is_made_anew(tmp_path: Path, damage: str) -> None:
    linking = {1: 1, 2: 1, 3: 3}
    copy = tmp_path / assignment.COPY
    in_bulk(tmp_path, {1: 1})
    old = copy.read_bytes()
    before = in_bulk(tmp_path, linking)
    good = duckdb.sql(f"from '{copy}' order by all").fetchall()
    if damage == "of another register":
        in_bulk(tmp_path / "other", linking)
        old = (tmp_path / "other" / assignment.COPY).read_bytes()
    copy.unlink()
    if damage != "gone":
        copy.write_bytes(b"nothing" if damage == "broken" else old)
    assert in_bulk(tmp_path, linking) == before
    assert duckdb.sql(f"from '{copy}' order by all").fetchall() == good


def test_the_files_of_the_register_are_closed(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    in_bulk(vault, {1: 1})
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in vault.iterdir()}
    assert modes == {"register.sqlite": 0o600, "register.parquet": 0o600}


KILLED = """
import sys
from pathlib import Path
from identity.register import id_rules
from identity.register.id_rules import LinkedRecord
done = id_rules.read_last_event
def slow(connection):
    print("under way", flush=True)
    if any(row[0] for row in connection.execute("SELECT count(*) FROM event WHERE run = 2")):
        import os, stat, time
        for path in Path(sys.argv[1]).iterdir():
            print(path.name, stat.S_IMODE(path.stat().st_mode), flush=True)
        print("written", flush=True)
        time.sleep(60)
    return done(connection)
id_rules.read_last_event = slow
records = [LinkedRecord(f"S:{n}", n, 1) for n in range(1, 2000)]
id_rules.assign_records(Path(sys.argv[1]), "r2", records)
"""


def test_a_kill_in_the_middle_leaves_the_register_as_it_was(tmp_path: Path) -> None:
    linking = {n: n for n in range(1, 2000)}
    before = one_by_one(tmp_path, linking)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    deadline, said = time.monotonic() + 60, ""
    while said != "written\n" and time.monotonic() < deadline:
        said = process.stdout.readline()
        if said.startswith("register."):
            assert said.split()[1] == str(0o600)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert said == "written\n"
    assert {run for run, *_ in list_events(tmp_path)} == {"run"}
    assert one_by_one(tmp_path, linking) == before
