"""Nothing but `identity/` opens the vault: the other stations may pass its path on, no more."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUTSIDE = (
    "ingestion", "expectations", "dbt_project", "publishing", "pipeline", "orchestration", "cli",
)  # fmt: skip
FILES = ("identity.duckdb", "register.sqlite", "register.parquet")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for station in OUTSIDE:
        for path in sorted((ROOT / station).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def uses_of_the_vault(tree: ast.Module) -> tuple[int, int]:
    """How often the vault's path is named, and how often it is given to a call or a variable."""
    named = passed = 0
    for node in ast.walk(tree):
        named += isinstance(node, ast.Attribute) and node.attr == "vault"
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            # Methods of the path itself would work on it.
            named += isinstance(node.func, ast.Attribute) and is_vault(node.func.value)
        elif isinstance(node, ast.Assign):
            given = [node.value]
        passed += sum(map(is_vault, given))
    return named, passed


def is_vault(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "vault"


def test_other_stations_only_pass_its_path_on() -> None:
    uses = {name: uses_of_the_vault(tree) for name, tree in modules()}
    assert {name: use for name, use in uses.items() if use[0] != use[1]} == {}
    users = {name.split("/")[0] for name, use in uses.items() if use[0]}
    assert users == {"pipeline", "cli"}


def test_other_stations_name_none_of_its_files() -> None:
    named = [
        path.name
        for station in OUTSIDE
        for path in sorted((ROOT / station).rglob("*"))
        if path.suffix in {".py", ".sql", ".yml"} and "target" not in path.parts
        and any(file in path.read_text("utf-8") for file in FILES)
    ]  # fmt: skip
    assert named == []


def test_the_scan_finds_who_opens_it() -> None:
    for text in ("open(settings.vault / 'x')", "settings.vault.iterdir()", "p = s.vault / 'x'"):
        named, passed = uses_of_the_vault(ast.parse(text))
        assert named != passed
    assert uses_of_the_vault(ast.parse("vault = s.vault\nlink(s.vault, out=s.vault)")) == (3, 3)
