"""The commands `prottasha identity`: what they show, what they never show, how they refuse."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from identity import evidence, model, reveal
from tests.identity.vaults import PLANTED, Evidence, Model, linked_vault, source_id

A, B, C = (source_id(n) for n in (1, 2, 3))
WHO = ["--by", "R. Eviewer", "--reason", "seen at the desk"]
EVIDENCE = [
    Evidence("prior", "two of 3 records", -11.6),
    Evidence("name", "the same spelling class, a common one", 8.25),
    Evidence("birth date", "day and month swapped", 6.0),
    Evidence("phone", "different", -1.5),
]


@pytest.fixture(autouse=True)
def _a_linker_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "evidence", lambda *_: EVIDENCE)
    monkeypatch.setattr(model, "read", lambda *_: Model())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home after a linking of three records: 1 and 2 in the grey zone, 3 joined to 1."""
    linked_vault(tmp_path / "vault", 3, [(3, 1, "model", 17.5)], [(1, 2, 8.0), (1, 3, 17.5)])
    return tmp_path


def call(home: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["identity", *arguments, "--home", str(home)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def done(home: Path, *arguments: str) -> str:
    result = call(home, *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_reviewer_works_through_the_queue(home: Path) -> None:
    (question,) = rows(done(home, "queue", "--format", "csv"))
    assert (question["record_a"], question["record_b"]) == (A, B)
    assert (question["match_weight"], question["joined_now"]) == ("8.0", "no")
    assert question["effect"] == ""  # there is no release yet
    assert f"decision 1: {A} {B} same" in done(home, "decide", B, A, "same", *WHO)
    assert rows(done(home, "queue", "--format", "csv")) == []
    assert "same (decision 1," in done(home, "explain", A, B)
    done(home, "decide", A, B, "revoke", *WHO)
    listed = rows(done(home, "decisions", "--format", "csv"))
    assert [(d["verdict"], d["in_force"]) for d in listed] == [("same", "no"), ("revoke", "no")]
    assert json.loads(done(home, "queue", "--format", "json"))[0]["record_b"] == B


def test_an_explanation_is_a_waterfall_in_80_columns(home: Path) -> None:
    text = done(home, "explain", A, B)
    assert max(map(len, text.splitlines())) <= 80
    assert text.splitlines()[3:] == [
        "field            evidence                  weight   total",
        "---------------  ------------------------  ------  ------  ---------------------",
        "prior            two of 3 records           -11.6   -11.6  ------------        :",
        "name             the same spelling class,    +8.2    -3.3  +++++++++           :",
        "                 a common one",
        "birth date       day and month swapped       +6.0    +2.7          ++++++      :",
        "phone            different                   -1.5    +1.2              --      :",
        "",
        "the model  two persons",
        "           total +1.2, threshold +10.0 (:), grey zone +5.0 to +15.0",
        "reviewers  no decision in force",
        f"now        two persons: A {person(home, A)}, B {person(home, B)}",
    ]
    joined = done(home, "explain", C, A)
    assert f"now        one person, {person(home, A)}, joined by" in joined
    assert f"           {C} - {A}  model +17.5" in joined


def person(home: Path, record: str) -> str:
    done(home, "export", "--out", str(home / "out.csv"))
    found = {r["source_record_id"]: r["person_id"] for r in rows((home / "out.csv").read_text())}
    return found[record]


def test_events_of_a_person_and_of_a_record(home: Path) -> None:
    of_person = rows(done(home, "events", "--person", person(home, A), "--format", "csv"))
    assert [(e["kind"], e["records"], e["reason"]) for e in of_person] == [
        ("assigned", f"{A} {C}", "model")
    ]
    of_record = rows(done(home, "events", "--record", B, "--format", "csv"))
    assert [(e["kind"], e["person"]) for e in of_record] == [("assigned", person(home, B))]
    assert len(rows(done(home, "events", "--format", "csv"))) == 2


def accesses(home: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(home / "vault" / "register.sqlite") as connection:
        return connection.execute("select who, reason, command, records from access").fetchall()


def test_reveal_shows_values_and_is_written_down_first(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = done(home, "explain", A, B, "--reveal", *WHO)
    assert all(value in text for value in PLANTED)
    assert max(map(len, text.splitlines())) <= 80
    assert accesses(home) == [("R. Eviewer", "seen at the desk", "explain", f"{A} {B}")]
    brothers = "two\x1b[2J brothers"
    done(home, "decide", A, B, "different", "--by", "Q. Reviewer", "--reason", brothers)
    # Nothing that is shown moves the cursor.
    assert "two [2J brothers" in done(home, "decisions", "--reveal", *WHO)
    assert "two [2J brothers" in done(home, "explain", A, B, "--reveal", *WHO)
    assert len(accesses(home)) == 3

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(reveal, "hold_transaction", broken)
    for command in (["explain", A, B], ["decisions"]):
        result = call(home, *command, "--reveal", *WHO)
        assert result.exit_code == 2
        assert not any(value in result.output for value in (*PLANTED, "brothers"))


MASKED = [
    ["queue"], ["explain", A, B], ["decide", A, B, "same", *WHO], ["decisions"], ["events"],
    ["events", "--record", A], ["export", "--out", "OUT"],
    ["explain", A, "SYL:nobody"], ["decide", A, PLANTED[0], "same", *WHO],
    ["explain", PLANTED[2], PLANTED[0]], ["events", "--record", PLANTED[0]],
    ["events", "--person", PLANTED[0]],
    ["decide", A, B, "same", "--by", PLANTED[1], "--reason", PLANTED[0]],
    ["decide", B, A, "revoke", "--by", PLANTED[1], "--reason", PLANTED[0]],
]  # fmt: skip


@pytest.mark.parametrize("command", MASKED, ids=lambda c: " ".join(c)[:40])
def test_nothing_personal_is_shown_or_left_outside_the_vault(
    home: Path, command: list[str]
) -> None:
    command = [str(home / "out.csv") if part == "OUT" else part for part in command]
    for arguments in (command, ["decisions"], ["explain", A, B], ["events"]):
        result = call(home, *arguments)
        said = result.stdout + result.stderr + repr(result.exception)
        assert [value for value in PLANTED if value in said] == []
    outside = [p for p in home.rglob("*") if p.is_file() and home / "vault" not in p.parents]
    assert [p for p in outside if any(v.encode() in p.read_bytes() for v in PLANTED)] == []
    assert stat.S_IMODE((home / "vault").stat().st_mode) == 0o700
    inside = [p for p in (home / "vault").rglob("*") if p.is_file()]
    assert {stat.S_IMODE(p.stat().st_mode) for p in inside} == {0o600}


@pytest.mark.parametrize("command", [["queue"], ["explain", A, B], ["decide", A, B, "same", *WHO]])
def test_what_duckdb_says_stays_in_the_vault(home: Path, command: list[str]) -> None:
    (home / "vault" / "identity.duckdb").write_bytes(f"{PLANTED[0]} {PLANTED[3]}".encode() * 999)
    result = call(home, *command)
    assert result.exit_code == 2
    assert "withheld" in result.stderr
    assert [value for value in PLANTED if value in result.output] == []


WRONG = [
    (["decide", A, A, "same", *WHO], "one record"),
    (["decide", A, "SYL:none", "same", *WHO], "record B is not in the last linking"),
    (["decide", "SYL", B, "same", *WHO], "A is not a record"),
    (["decide", A, B, "perhaps", *WHO], "perhaps"),
    (["decide", A, B, "same", "--by", "R"], "--reason"),
    (["decide", A, B, "same", "--by", " ", "--reason", "x"], "blank"),
    (["decide", A, B, "revoke", *WHO], "no decision in force"),
    (["explain", A], "B"),
    (["explain", A, "SYL:none"], "record B"),
    (["explain", A, A], "one record"),
    (["explain", A, B, "--reveal"], "--by WHO and --reason TEXT"),
    (["explain", A, B, "--reveal", "--by", "R"], "--by WHO and --reason TEXT"),
    (["explain", A, B, "--reveal", "--by", " ", "--reason", "x"], "blank"),
    (["explain", A, B, "--by", "R"], "belong to --reveal"),
    (["decisions", "--reveal"], "--by WHO and --reason TEXT"),
    (["queue", "--limit", "0"], "--limit"),
    (["queue", "--format", "xml"], "xml"),
    (["events", "--person", "P0"], "no person id"),
    (["events", "--person", "P0123456789ABCDE"], "knows no P0123456789ABCDE"),
    (["events", "--record", "SYL"], "--record is not a record"),
    (["events", "--record", "SYL:none"], "knows no SYL:none"),
    (["export"], "--out"),
    (["export", "--out", "/nowhere/out.csv"], "no folder"),
    (["nothing"], "nothing"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_a_wrong_command_exits_with_2_and_says_what_is_wrong(
    home: Path, arguments: list[str], said: str
) -> None:
    result = call(home, *arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stdout == ""
    assert accesses(home) == []


def test_contradictions_are_an_error_that_names_them(home: Path) -> None:
    done(home, "decide", A, B, "same", *WHO)
    done(home, "decide", B, C, "same", *WHO)
    result = call(home, "decide", A, C, "different", *WHO)
    assert result.exit_code == 2
    for part in ("decision 1", "decision 2", A, B, C, "nothing is stored"):
        assert part in result.stderr
    assert len(rows(done(home, "decisions", "--format", "csv"))) == 2


def test_a_record_that_is_still_to_come_needs_a_flag(home: Path) -> None:
    assert "SYL:new" in done(home, "decide", A, "SYL:new", "different", "--unseen", *WHO)


@pytest.mark.parametrize(
    "command",
    [["queue"], ["explain", A, B], ["decide", A, B, "same", *WHO], ["events"],
     ["export", "--out", "OUT"]],
)  # fmt: skip
def test_before_the_first_run_it_says_so(tmp_path: Path, command: list[str]) -> None:
    command = [str(tmp_path / "out.csv") if part == "OUT" else part for part in command]
    result = call(tmp_path / "home", *command)
    assert result.exit_code == 2
    assert "prottasha run" in result.stderr
    assert list(tmp_path.iterdir()) == []
