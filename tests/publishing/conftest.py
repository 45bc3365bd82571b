"""A small programme, written by hand, as the marts of a candidate.

Two months (August and September 2022), four persons, two workshops, a training, three days of
reach, one printed bulletin that contradicts itself.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.publishing.small import publish_candidate
from tests.support.marts import create_marts

FILES = ("marts.sql", "figures.sql", "identity.sql", "restatements.sql")
STATEMENTS = [Path(__file__).with_name(name).read_text("utf-8") for name in FILES]
MARTS = [mart for text in STATEMENTS for mart in re.findall(r"insert into marts\.(\w+)", text)]


@pytest.fixture(scope="session")
def build_candidate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a candidate warehouse in a folder, changed by some statements."""
    template = tmp_path_factory.mktemp("template") / "warehouse.duckdb"
    with duckdb.connect(str(template)) as connection:
        create_marts(connection, MARTS)
        for statements in STATEMENTS:
            connection.execute(statements)

    def build(folder: Path, *statements: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "warehouse.duckdb"
        shutil.copyfile(template, path)
        if statements:
            with duckdb.connect(str(path)) as connection:
                for statement in statements:
                    connection.execute(statement)
        return path

    return build


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory."""
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def candidate(build_candidate: Callable[..., Path], tmp_path: Path) -> Path:
    return build_candidate(tmp_path / "work" / "r1")


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    return tmp_path / "releases"


@pytest.fixture
def publish_with(
    build_candidate: Callable[..., Path], tmp_path: Path, releases: Path
) -> Callable[..., Path]:
    """Publish the small programme after some statements; a fresh candidate each time."""

    def publish_it(*statements: str) -> Path:
        made = len(list(tmp_path.glob("work/*")))
        changed = build_candidate(tmp_path / "work" / f"r{made + 1}", *statements)
        return publish_candidate(changed, releases)

    return publish_it


@pytest.fixture(scope="session")
def published(
    build_candidate: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """One release to read from; read-only, so that all tests may share it."""
    root = tmp_path_factory.mktemp("published")
    made = build_candidate(root / "work" / "r1")
    return publish_candidate(made, root / "releases")
