"""House rules about the tree that a machine can hold: sizes, borders between stations, the lock."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks import tree

ROOT = Path(__file__).parents[2]
STATIONS = ("ingestion", "expectations", "identity", "publishing")
# What a folder may import besides itself, from the ground floor up.
MAY_IMPORT = {
    "common": set(),
    **{station: {"common"} for station in STATIONS},
    "sample": {"common"},
    "pipeline": {"common", *STATIONS},
    "orchestration": {"common", *STATIONS, "pipeline"},
    "cli": {"common", *STATIONS, "pipeline", "orchestration", "sample"},
}
ONLY_IN = {"dagster": "orchestration", "dagster_dbt": "orchestration", "click": "cli"}
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


def imported_from(folder: str) -> dict[str, set[str]]:
    """Module of a folder → the top-level packages that it imports."""
    modules = [path for path in files(".py") if path.is_relative_to(ROOT / folder)]
    assert modules
    return {str(path.relative_to(ROOT)): imported(path) for path in modules}


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_folder_imports_only_what_lies_below_it(folder: str) -> None:
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[folder] - {folder}
    crossing = {name: sorted(found & forbidden) for name, found in imported_from(folder).items()}
    assert {name: found for name, found in crossing.items() if found} == {}


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_framework_is_imported_by_one_folder_alone(library: str) -> None:
    users = {folder for folder in MAY_IMPORT for found in imported_from(folder).values()
             if library in found}  # fmt: skip
    assert users == {ONLY_IN[library]}


def test_no_modules_import_one_another_in_a_circle() -> None:
    modules = {path.relative_to(ROOT): ast.parse(path.read_text("utf-8")) for path in files(".py")}
    assert tree.find_circles(tree.find_imports(modules)) == []


def test_exceptions_have_one_root() -> None:
    roots = {
        str(path.relative_to(ROOT)): count
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in MAY_IMPORT
        and (count := tree.count_exception_roots(ast.parse(path.read_text("utf-8"))))
    }
    assert roots == {"common/errors.py": 1}


def test_most_function_names_have_two_words() -> None:
    assert tree.measure_one_word_names(ROOT) <= 0.25


def test_no_file_name_is_used_for_a_third_file() -> None:
    names = Counter(path.name for path in files(".py"))
    shared = {"__init__.py", "conftest.py", "main.py"}
    assert {name: n for name, n in names.items() if n > 2 and name not in shared} == {}


def test_no_two_files_of_a_folder_differ_by_one_letter() -> None:
    stems: dict[Path, list[str]] = {}
    for path in files(".py", ".sql"):
        stems.setdefault(path.parent, []).append(path.stem)
    alike = [
        (str(folder.relative_to(ROOT)), one, other)
        for folder, names in stems.items()
        for one, other in combinations(sorted(set(names)), 2)
        if is_one_letter_apart(one, other)
    ]
    assert alike == []


def is_one_letter_apart(one: str, other: str) -> bool:
    """One letter more, fewer or another; the plural `ies` of a `y` counts as one."""
    one, other = sorted((one.replace("ies", "y"), other.replace("ies", "y")), key=len)
    if one == other:
        return True
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1 and not one[-1].isdigit()
    return len(other) - len(one) == 1 and any(
        other[:i] + other[i + 1 :] == one for i in range(len(other))
    )


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
