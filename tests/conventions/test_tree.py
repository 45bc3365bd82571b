"""House rules about the tree that a machine can hold: sizes, borders between stations, the lock."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIONS = (
    "ingestion", "expectations", "identity", "dbt_project", "publishing", "orchestration", "sample",
)  # fmt: skip
HEAVY = ("pandas", "duckdb", "dagster", "dbt", "great_expectations", "pyarrow")
PERSONAL = ("full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone")


def files(*suffixes: str) -> list[Path]:
    """Tracked and untracked files that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).is_file()]


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize(
    ("suffixes", "most"), [((".py",), 250), ((".sql",), 120), ((".yml", ".yaml"), 150)]
)
def test_no_file_is_too_long_to_be_read_in_one_sitting(
    suffixes: tuple[str, ...], most: int
) -> None:
    found = files(*suffixes)
    assert found
    assert {str(path.relative_to(ROOT)): lines(path) for path in found if lines(path) > most} == {}


def test_every_module_opens_with_what_belongs_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in files(".py")
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("station", STATIONS)
def test_stations_are_joined_by_orchestration_alone(station: str) -> None:
    others = set(STATIONS) - {station}
    if station == "orchestration":
        others = set()
    crossing = {
        str(path.relative_to(ROOT)): sorted(imported(path) & (others | {"dagster"}))
        for path in (ROOT / station).rglob("*.py")
        if station != "orchestration" and imported(path) & (others | {"dagster"})
    }
    assert crossing == {}


def test_nothing_imports_the_sample_but_its_command() -> None:
    users = [
        str(path.relative_to(ROOT))
        for station in STATIONS
        if station != "sample"
        for path in (ROOT / station).rglob("*.py")
        if "sample" in imported(path)
    ]
    assert set(users) <= {"orchestration/cli.py", "orchestration/report.py"}


def test_the_command_line_starts_without_anything_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, cli.main; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert set(HEAVY).isdisjoint(loaded)


def test_dbt_never_names_a_personal_column() -> None:
    models = [path for path in files(".sql") if (ROOT / "dbt_project") in path.parents]
    assert models
    word = re.compile(rf"\b({'|'.join(PERSONAL)})\b")
    assert [path.name for path in models if word.search(path.read_text("utf-8"))] == []


def test_the_lock_pins_with_hashes_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^[a-z0-9].*?==[^\n]*(?:\n    --hash=[^\n]*)+", lock, re.MULTILINE)
    named = re.findall(r"^[a-zA-Z0-9]", lock, re.MULTILINE)
    assert len(pinned) == len(named) > 50
    assert "://" not in lock
    assert "--index-url" not in lock
