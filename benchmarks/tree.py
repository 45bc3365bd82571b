"""The shape of the tree in figures, also beside another commit: `python -m benchmarks.tree [REV]`.

Lines and files by folder, names of functions, import circles and levels, exception roots, builders
of tests, and the places where a counting rule is written. It reads text and runs nothing.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from common.tables import Table

ROOT = Path(__file__).parents[1]
TEXT = {".py", ".sql", ".yml", ".yaml", ".md", ".html", ".css", ".toml", ".csv", ".json"}
# Neither is production code whose function names a reader of the warehouse meets.
NOT_PRODUCTION = {"tests", "benchmarks", "sample", "docs"}
FOREIGN_ROOTS = {"Exception", "ValueError", "RuntimeError", "OSError"}
# What only a counting rule says: from which columns or statuses somebody counts.
COUNTING_RULE = re.compile(
    r"screened_on is not null|status = 'completed'|is_first_in_month and"
    r"|partition by .*indicator_code"
)
BUILDER = re.compile(
    r"^(def|class) \w*(house|world|vault|home|field|programme|rows|small)", re.I | re.M
)


def list_files(root: Path) -> list[Path]:
    """Text files of the tree that git knows, or all where there is no git; without the lock."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=root, capture_output=True, text=True, check=True,
        ).stdout.split("\n")  # fmt: skip
        found = [root / name for name in listed]
    else:
        found = [path for path in root.rglob("*") if path.is_file()]
    return sorted(path for path in found if path.suffix in TEXT and path.is_file())


def measure_tree(root: Path) -> dict[str, object]:
    """Every figure of the tree at `root`, by what it is called in the table."""
    files = list_files(root)
    texts = {path.relative_to(root): path.read_text("utf-8", "replace") for path in files}
    lines = {path: len(text.splitlines()) for path, text in texts.items()}
    modules = {path: ast.parse(text) for path, text in texts.items() if path.suffix == ".py"}
    code = {path: tree for path, tree in modules.items() if path.parts[0] not in NOT_PRODUCTION}
    imports = find_imports(
        {
            path: tree
            for path, tree in modules.items()
            if path.parts[0] not in {"tests", "benchmarks"}
        }
    )
    helpers = [
        path for path in modules
        if path.parts[0] == "tests" and not path.name.startswith(("test_", "conftest", "__init__"))
    ]  # fmt: skip
    by_folder = Counter[str]()
    for path, count in lines.items():
        by_folder[path.parts[0] if len(path.parts) > 1 else "(top)"] += count
    return {
        "lines in all": sum(lines.values()),
        **{f"lines of {folder}": count for folder, count in sorted(by_folder.items())},
        "files": len(files),
        "one-word function names": f"{count_one_word_names(code):.0%}",
        "import circles": len(find_circles(imports)),
        "import levels of orchestration": measure_depth(imports, "orchestration"),
        "folders that import dagster": list_importers(code, "dagster"),
        "folders that import click": list_importers(code, "click"),
        "exception roots": sum(map(count_exception_roots, code.values())),
        "folders with a counting rule": ", ".join(
            sorted({
                path.parts[0] for path, text in texts.items()
                if path.parts[0] not in NOT_PRODUCTION and path.suffix in {".sql", ".py"}
                and COUNTING_RULE.search(text)
            })
        ),
        "helper modules of tests": len(helpers),
        "lines of helper modules": sum(lines[path] for path in helpers),
        "builders of tests": sum(bool(BUILDER.search(texts[path])) for path in helpers),
    }  # fmt: skip


def measure_one_word_names(root: Path) -> float:
    """The share of one-word function names in the production code of the tree at `root`."""
    return count_one_word_names(
        {
            path: ast.parse(path.read_text("utf-8"))
            for path in list_files(root)
            if path.suffix == ".py" and path.relative_to(root).parts[0] not in NOT_PRODUCTION
        }
    )


def count_one_word_names(code: Mapping[Path, ast.Module]) -> float:
    """The share of functions and methods whose name is one word; dunder methods do not count."""
    names = [
        node.name.strip("_")
        for tree in code.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("__")
    ]
    return sum("_" not in name for name in names) / len(names)


def count_exception_roots(tree: ast.Module) -> int:
    """Exception classes that derive from a class of Python's own."""
    return sum(
        isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) in FOREIGN_ROOTS for base in node.bases)
        for node in ast.walk(tree)
    )


def list_importers(code: Mapping[Path, ast.Module], library: str) -> str:
    """The folders of which some module imports the library, anywhere in it."""
    return ", ".join(
        sorted({
            path.parts[0] for path, tree in code.items() for name in list_imported(tree)
            if name.split(".")[0].split("_")[0] == library
        })
    )  # fmt: skip


def list_imported(tree: ast.Module) -> Iterator[str]:
    """Modules, and names in modules, that a module imports, dotted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def find_imports(code: Mapping[Path, ast.Module]) -> dict[str, set[str]]:
    """Module → the modules of this tree that it imports."""
    named = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in code}
    found: dict[str, set[str]] = {}
    for name, path in named.items():
        imported = set(list_imported(code[path]))
        whole = imported | {one.rpartition(".")[0] for one in imported - set(named)}
        found[name] = (whole & set(named)) - {name}
    return found


def find_circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import one another, directly or by way of others."""
    reach = {name: _reach(imports, name) for name in imports}
    groups = {
        tuple(sorted(other for other in reach[name] if name in reach[other]))
        for name in imports
        if name in reach[name]
    }
    return [list(group) for group in groups]


def measure_depth(imports: Mapping[str, set[str]], folder: str) -> int:
    """The longest chain of imports within a folder, in modules; a circle counts once."""
    inside = {name: {to for to in targets if to.split(".")[0] == folder}
              for name, targets in imports.items() if name.split(".")[0] == folder}  # fmt: skip
    group = {name: next((c[0] for c in find_circles(inside) if name in c), name) for name in inside}
    depths: dict[str, int] = {}

    def measure(name: str) -> int:
        if name not in depths:
            members = [other for other in inside if group[other] == name]
            below = {group[to] for member in members for to in inside[member]} - {name}
            depths[name] = 1 + max((measure(other) for other in below), default=0)
        return depths[name]

    return max((measure(group[name]) for name in inside), default=0)


def _reach(imports: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(imports[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += imports.get(name, ())
    return seen


def measure_commit(revision: str) -> dict[str, object]:
    """The same figures of another commit of this repository."""
    archive = subprocess.run(
        ["git", "archive", revision], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
        return measure_tree(Path(folder))


def main() -> None:
    """Print the figures of the tree, and before them those of the commit that is named."""
    now = measure_tree(ROOT)
    if len(sys.argv) > 1:
        before = measure_commit(sys.argv[1])
        rows = [(name, before.get(name, 0), now.get(name, 0)) for name in {**before, **now}]
        table = Table(("figure", sys.argv[1], "now"), [tuple(map(str, row)) for row in rows])
    else:
        table = Table(("figure", "now"), [(name, str(value)) for name, value in now.items()])
    print(table.to_text())


if __name__ == "__main__":
    main()
