"""A home folder of a whole run, and the command line on it."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
from click.testing import CliRunner

from cli.main import main

MONTH = "2022-09"
PROTTASHA = str(Path(sys.executable).with_name("prottasha"))
# A landing a week after the reporting month, so that what is late does not depend on today.
CLOCK = "2022-10-05T06:00:00+06:00"
A_DAY_LATER = "2022-10-06T06:00:00+06:00"


def build_environment(home: Path, now: str) -> dict[str, str]:
    """The environment of a process that runs the code that is tested here, and no settings."""
    code = os.environ.get("PYTHONPATH", "")
    return {"PROTTASHA_NOW": now, "PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": code}


@dataclass(frozen=True)
class Home:
    """A home folder, and the command line on it.

    Commands are called within this process, which imports Dagster and dbt once for all of them;
    `started` is a process of its own, as users have it.
    """

    folder: Path

    def call(self, *arguments: str, now: str = CLOCK) -> subprocess.CompletedProcess[str]:
        command = [*arguments, "--home", str(self.folder)]
        runner = CliRunner(env={"PROTTASHA_NOW": now}, catch_exceptions=False)
        said = runner.invoke(main, command)
        return subprocess.CompletedProcess(command, said.exit_code, said.stdout, said.stderr)

    def started(self, *arguments: str, now: str = CLOCK) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROTTASHA, *arguments, "--home", str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
            env=build_environment(self.folder, now),
        )

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


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def true_figures(folder: Path) -> dict[tuple[str, ...], int]:
    key = ("reporting_month", "indicator_code", "dimension", "member", "period")
    return {
        tuple(row[column] for column in key): int(row["value"]) for row in truth(folder, "figures")
    }


@dataclass(frozen=True)
class Published(Home):
    """A home after its first run, with what the run said."""

    said: subprocess.CompletedProcess[str]
