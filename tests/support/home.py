"""A home folder: of whole runs, with the command line on it, or a small one for backups."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import duckdb
from click.testing import CliRunner

from cli.main import main
from pipeline import backup

MONTH = "2022-09"
PROTTASHA = str(Path(sys.executable).with_name("prottasha"))
# A landing a week after the reporting month, so that what is late does not depend on today.
CLOCK = "2022-10-05T06:00:00+06:00"
A_DAY_LATER = "2022-10-06T06:00:00+06:00"
AT = datetime(2022, 10, 5, tzinfo=UTC)
# What a small home holds: files with their modes, files that no backup takes, and databases.
FILES = {
    "bronze/returnees/a.parquet": (b"PAR1 names", 0o600),
    "vault/identity.duckdb": (b"names" * 9, 0o600),
    "releases/2022-09.1/manifest.json": (b"{}\n", 0o444),
    "releases/2022-09.1/parquet/figures.parquet": (b"figures", 0o444),
    "quarantine/_empty.parquet": (b"", 0o600),
}
LEFT_OUT = {"work/run/warehouse.duckdb": b"candidate", "landing/cases/a.xlsx": b"as sent"}
DATABASES = ("bronze/ledger.sqlite", "vault/register.sqlite", "dagster/history/runs.db")


def build_environment(home: Path, now: str) -> dict[str, str]:
    """The environment of a process that runs the code that is tested here, and no settings."""
    code = os.environ.get("PYTHONPATH", "")
    return {"PROTTASHA_NOW": now, "PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": code}


@dataclass(frozen=True)
class Home:
    """A home folder, and the command line on it.

    Commands are called within this process, which imports Dagster and dbt once for all of them;
    `start` begins a process of its own, as users have it.
    """

    folder: Path

    def call(self, *arguments: str, now: str = CLOCK) -> subprocess.CompletedProcess[str]:
        command = [*arguments, "--home", str(self.folder)]
        runner = CliRunner(env={"PROTTASHA_NOW": now}, catch_exceptions=False)
        said = runner.invoke(main, command)
        return subprocess.CompletedProcess(command, said.exit_code, said.stdout, said.stderr)

    def start(self, *arguments: str, now: str = CLOCK) -> subprocess.Popen[str]:
        """The real command, as the first of a process group of its own."""
        return subprocess.Popen(
            [PROTTASHA, *arguments, "--home", str(self.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=build_environment(self.folder, now),
            start_new_session=True,
        )

    def fill_landing(self, *options: str) -> Self:
        """Fill the landing folder with the sample."""
        said = self.call("sample", "--out", str(self.folder), *options)
        assert said.returncode == 0, said.stderr
        return self

    def run(self, now: str = CLOCK) -> subprocess.CompletedProcess[str]:
        return self.call("run", "--month", MONTH, now=now)

    @property
    def landing(self) -> Path:
        return self.folder / "landing"

    @property
    def release(self) -> Path:
        return (self.folder / "releases" / "current").resolve()

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """Rows of a query on the current release."""
        database = str(self.release / "warehouse.duckdb")
        with duckdb.connect(database, read_only=True) as connection:
            rows: list[tuple[object, ...]] = connection.execute(query).fetchall()
            return rows

    def figures(self) -> dict[tuple[str, ...], int]:
        """Every cell of every month."""
        return {
            tuple(map(str, key)): int(str(value))
            for *key, value in self.sql(
                "select strftime(reporting_month, '%Y-%m'), indicator_code, dimension, member, "
                "period, value from marts.fct_indicator_values"
            )
        }

    def copy(self, to: Path) -> Home:
        shutil.copytree(self.folder, to, symlinks=True)
        return Home(to)


def parse_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def read_truth(folder: Path, name: str) -> list[dict[str, str]]:
    """What the sample knows of its own records."""
    return parse_rows((folder / "truth" / f"{name}.csv").read_text("utf-8"))


def read_true_figures(folder: Path) -> dict[tuple[str, ...], int]:
    key = ("reporting_month", "indicator_code", "dimension", "member", "period")
    return {
        tuple(row[column] for column in key): int(row["value"])
        for row in read_truth(folder, "figures")
    }


@dataclass(frozen=True)
class Published(Home):
    """A home after its first run, with what the run said."""

    said: subprocess.CompletedProcess[str]


def export_persons(home: Home, to: Path) -> dict[str, str]:
    """Record -> person, as the export has them."""
    said = home.call("identity", "export", "--out", str(to))
    assert said.returncode == 0, said.stderr
    return {row["source_record_id"]: row["person_id"] for row in parse_rows(to.read_text("utf-8"))}


def group_records(persons: Mapping[str, str]) -> set[frozenset[str]]:
    """The records of each person."""
    members: dict[str, set[str]] = defaultdict(set)
    for record, person in persons.items():
        members[person].add(record)
    return set(map(frozenset, members.values()))


def assert_closed(vault: Path) -> None:
    """The vault is 0700 and its files are 0600."""
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in vault.rglob("*")}
    assert {"identity.duckdb", "register.sqlite", "register.parquet"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700


def make_small_home(home: Path) -> Path:
    """The folder `home` with something of everything that a run leaves behind."""
    for name, content in {**{n: c for n, (c, _) in FILES.items()}, **LEFT_OUT}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    for name, (_, mode) in FILES.items():
        (home / name).chmod(mode)
    for name in DATABASES:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(home / name)) as database:
            database.execute("PRAGMA journal_mode = WAL" if "dagster" in name else "SELECT 1")
            database.executescript("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2)")
        (home / name).chmod(0o600)
    (home / "vault").chmod(0o700)
    (home / "releases" / "2022-09.1").chmod(0o555)
    (home / "releases" / "current").symlink_to("2022-09.1")
    return home


def ignore_progress(done: int, total: int, what: str) -> None:
    """Progress that nobody sees."""


def back_up_home(home: Path, landing: Path | None = None) -> Path:
    """Back up a home beside it; returns the archive."""
    archive = home.with_name("backup.tar.gz")
    backup.write_backup(home, archive, landing, AT, ignore_progress)
    return archive


def describe_tree(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """Every path below: its mode and what is in it; a database is the rows that it gives."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in sorted(folder.rglob("*")):
        content: bytes | str = b""
        if path.is_symlink():
            content = str(path.readlink())
        elif path.suffix in (".sqlite", ".db"):
            with closing(sqlite3.connect(path)) as database:
                content = str(database.execute("SELECT * FROM t ORDER BY 1").fetchall())
        elif path.is_file():
            content = path.read_bytes()
        found[str(path.relative_to(folder))] = (stat.S_IMODE(path.lstat().st_mode), content)
    return found


def leave_out(found: dict[str, tuple[int, bytes | str]], *tops: str) -> dict[str, object]:
    """A tree without these top folders."""
    return {name: what for name, what in found.items() if name.split("/")[0] not in tops}


def list_drafts(folder: Path) -> list[str]:
    """What is unfinished in a folder."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]
