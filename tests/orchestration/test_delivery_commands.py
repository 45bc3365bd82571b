"""The commands `prottasha deliveries`, as a person types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main

FIRST, SECOND = (f"published/{place}/2022-09.csv" for place in ("a", "b"))
HEADER = "reporting_month,indicator_code,dimension,member,period,value,label_confidence,note\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two versions of the published figures of a month."""
    for day, path in ((1, FIRST), (2, SECOND)):
        file = tmp_path / "landing" / path
        file.parent.mkdir(parents=True)
        file.write_text(f"{HEADER}2022-09,screened,total,all,month,{day},certain,\n", "utf-8")
        monkeypatch.setenv("PROTTASHA_NOW", f"2022-10-0{day}T06:00:00+06:00")
        assert prottasha(tmp_path, "ingest").exit_code == 0
    monkeypatch.setenv("PROTTASHA_NOW", "2022-10-03T06:00:00+06:00")
    return tmp_path


def prottasha(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--home", str(home)])


def states(home: Path, *options: str) -> dict[str, str]:
    said = prottasha(home, "deliveries", "--format", "json", *options)
    assert said.exit_code == 0, said.output
    return {row["path"]: row["state"] for row in json.loads(said.stdout)}


def test_the_listing_is_for_readers_and_for_programs(home: Path) -> None:
    table = prottasha(home, "deliveries").stdout.splitlines()
    assert table[0].split()[:5] == ["path", "sheet", "delivery", "version", "landed_at"]
    assert [line.split()[-5:] for line in table[2:]] == [
        ["superseded", "1", "1", "0", "0"],
        ["force", "1", "1", "0", "0"],
    ]
    assert "2022-10-01T00:00:00Z" in table[2]
    rows = list(
        csv.DictReader(io.StringIO(prottasha(home, "deliveries", "--format", "csv").stdout))
    )
    assert [row["sha256"][:12] == row["source_file_id"][-12:] for row in rows] == [True, True]


def test_the_listing_can_be_narrowed(home: Path) -> None:
    assert states(home, "--source", "published", "--month", "2022-09").keys() == {FIRST, SECOND}
    assert states(home, "--source", "cases") == states(home, "--month", "2022-08") == {}
    assert states(home, "--as-of", "2022-10-01T12:00+06:00") == {FIRST: "in force"}
    refused = prottasha(home, "deliveries", "--as-of", "2022-10-01")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is not an instant" in refused.stderr


def test_a_mistyped_home_is_not_made_and_not_called_sound(tmp_path: Path) -> None:
    withdraw = ("deliveries", "withdraw", FIRST, "--reason", "x")
    repair, verify = ("deliveries", "repair"), ("releases", "verify")
    for command in (("deliveries",), withdraw, repair, verify, ("releases", "list")):
        said = prottasha(tmp_path / "mistyped", *command)
        assert (said.exit_code, said.stdout) == (2, ""), command
        assert f"there is no home {tmp_path / 'mistyped'}" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_instant_is_taken_at_its_word(home: Path) -> None:
    local = prottasha(home, "deliveries", "--as-of", "2022-10-01T12:00")
    assert "is taken as the time in Asia/Dhaka" in local.stderr
    for text, why in (("2022-10-09T00:00Z", "has not come yet"), ("", "is not an instant")):
        refused = prottasha(home, "deliveries", "--as-of", text)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert why in refused.stderr


def test_withdrawn_and_reinstated(home: Path) -> None:
    said = prottasha(home, "deliveries", "withdraw", SECOND, "--reason", "a typing error")
    assert said.stdout.splitlines() == [
        f"withdrawn: {SECOND}",
        f"no longer in force: {SECOND}",
        f"in force now: {FIRST}",
        "the next run will show it: prottasha run",
    ]
    assert states(home) == {FIRST: "in force", SECOND: "withdrawn"}
    assert states(home, "--as-of", "2022-10-02T12:00+06:00")[SECOND] == "in force"
    again = prottasha(home, "deliveries", "withdraw", SECOND, "--reason", "x", "--by", "Rina")
    assert (again.exit_code, again.stdout.splitlines()[0]) == (0, f"already withdrawn: {SECOND}")
    back = CliRunner().invoke(  # what is said before the command holds for it
        main, ["deliveries", "--home", str(home), "reinstate", SECOND, "--reason", "no error"]
    )
    assert f"in force now: {SECOND}" in back.stdout
    assert states(home) == {FIRST: "superseded", SECOND: "in force"}


def test_a_whole_delivery_is_withdrawn(home: Path) -> None:
    one = prottasha(home, "deliveries", "withdraw", "2022-09", "--reason", "x")
    assert (one.exit_code, one.stdout) == (2, "")
    assert "--all-versions" in one.stderr
    every = prottasha(home, "deliveries", "withdraw", "2022-09", "--reason", "x", "--all-versions")
    assert every.exit_code == 0
    assert set(states(home).values()) == {"withdrawn"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["withdraw", "published/c/2022-09.csv", "--reason", "x"], "did you mean published/"),
        (["withdraw", FIRST, "--reason", " "], "must not be blank"),
        (["withdraw", FIRST], "--reason"),
    ],
)
def test_what_cannot_be_done_is_said(home: Path, arguments: list[str], says: str) -> None:
    said = prottasha(home, "deliveries", *arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert says in said.stderr


def test_bronze_is_mended_or_what_cannot_be_is_named(home: Path) -> None:
    assert prottasha(home, "deliveries", "repair").stdout == "bronze is sound\n"
    for parquet in (home / "bronze" / "published_figures").glob("published*.parquet"):
        parquet.write_bytes(b"")
    (home / "landing" / FIRST).unlink()
    said = prottasha(home, "deliveries", "repair")
    assert said.exit_code == 2
    assert said.stdout.startswith("repaired: bronze/published_figures/")
    assert said.stdout.count("\n") == said.stderr.count("not repaired: ") == 1
    assert "from a backup" in said.stderr
