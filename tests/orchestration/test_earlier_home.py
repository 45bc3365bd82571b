"""A home made before releases formed a chain and the ledger kept every verdict opens as it is.

`earlier_home.tar.xz` was made by the code of that time: 17 files of a synthetic programme of 60
persons, taken in, linked and published as 2022-09.1, without Dagster's history.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main

ARCHIVE = Path(__file__).with_name("earlier_home.tar.xz")
NOW = "2022-10-06T06:00:00+06:00"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVE) as tar:
        tar.extractall(tmp_path / "home", filter="data")
    return tmp_path / "home"


def said(home: Path, *command: str) -> str:
    result = CliRunner(env={"PROTTASHA_NOW": NOW}).invoke(main, [*command, "--home", str(home)])
    assert result.exit_code == 0, result.stderr
    return result.output


def rows(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def version(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_its_ledger_is_migrated_beside_a_copy_and_reads_nothing_twice(home: Path) -> None:
    ledger = home / "bronze" / "ledger.sqlite"
    before = rows(ledger)
    assert version(ledger) == 1
    counts = [line.split()[-1] for line in said(home, "ingest").splitlines()]
    assert counts[0] == "17"
    assert counts[2:5] == ["0", "0", "0"]  # nothing rejected, read or loaded now
    (kept,) = ledger.parent.glob("ledger.schema-1.*.sqlite")
    assert rows(kept) == before
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert version(ledger) > 1
    listed = csv.DictReader(io.StringIO(said(home, "deliveries", "--format", "csv")))
    in_force = {row["source_file_id"] for row in listed if row["state"] == "in force"}
    manifest = json.loads((home / "releases" / "2022-09.1" / "manifest.json").read_text("utf-8"))
    assert in_force == set(manifest["source_files"])
    assert said(home, "deliveries", "repair") == "bronze is sound\n"


def test_its_release_is_served_listed_and_verified(home: Path) -> None:
    release = home / "releases" / "2022-09.1"
    before = contents(release)
    assert "2022-09.1,2022-09,2022-10-05T00" in said(home, "releases", "list", "--format", "csv")
    assert "screened" in said(home, "figures", "--month", "2022-09")
    assert "before the chain" in said(home, "releases", "show", "2022-09.1")
    assert "1 release verified, 0 findings" in said(home, "releases", "verify")
    assert contents(release) == before
    page = release / "bulletin.html"
    page.chmod(0o644)
    page.write_bytes(page.read_bytes() + b" ")
    flipped = CliRunner().invoke(main, ["releases", "verify", "--home", str(home)])
    assert flipped.exit_code == 1
    assert "bulletin.html" in flipped.stdout


def test_its_register_takes_decisions(home: Path) -> None:
    one, other = [line.split(",")[0] for line in bridge(home, "2022-09.1")][:2]
    said(home, "identity", "decide", one, other, "different", "--by", "a", "--reason", "b")
    assert one in said(home, "identity", "decisions")


def bridge(home: Path, release: str) -> list[str]:
    """Which record is which person, in a release: `SYL:SYL-2022-00001,P…`."""
    warehouse = home / "releases" / release / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select concat(centre_code, ':', case_id, ',', person_id) "
            "from marts.bridge_beneficiary_cases order by 1"
        ).fetchall()
    return [text for (text,) in rows]


@pytest.mark.chaos
def test_the_next_run_publishes_and_restates_nothing(home: Path) -> None:
    before = contents(home / "releases" / "2022-09.1")
    assert "(in place of 2022-09.1)" in said(home, "run", "--month", "2022-09")
    assert "nothing has changed" in said(home, "run", "--month", "2022-09")
    assert "2 releases verified, 0 findings" in said(home, "releases", "verify")
    diff = said(home, "releases", "diff", "2022-09.1", "2022-09.2")
    assert "2022-09.1 and 2022-09.2 give the same figures" in diff
    assert bridge(home, "2022-09.2") == bridge(home, "2022-09.1") != []
    assert contents(home / "releases" / "2022-09.1") == before
