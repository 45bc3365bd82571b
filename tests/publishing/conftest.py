"""A small programme, written by hand, as the marts of a candidate.

Two months (August and September 2022), four persons, two workshops, a training, three days of
reach, one printed bulletin that contradicts itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from publishing.release import publish
from tests.support.marts import create_marts

STATEMENTS = ("marts.sql", "figures.sql", "identity.sql", "restatements.sql")
ROWS = [Path(__file__).with_name(name).read_text("utf-8") for name in STATEMENTS]
MARTS = (
    "dim_indicators", "dim_months", "dim_districts", "dim_service_centres", "dim_source_files",
    "dim_joining_rules", "dim_restatement_causes", "bridge_beneficiary_cases",
    "fct_qualifications", "fct_indicator_values", "fct_published_figures", "fct_reconciliation",
    "fct_findings", "fct_check_results", "fct_identity_effects", "fct_restatements",
)  # fmt: skip
MONTH = "2022-09"
FACTS = {"run_id": "r1", "fingerprint": "f1", "source_files": ["assistance-SYL-2022-08"]}


@pytest.fixture(scope="session")
def build_candidate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a candidate warehouse in a folder, changed by some statements."""
    template = tmp_path_factory.mktemp("template") / "warehouse.duckdb"
    with duckdb.connect(str(template)) as connection:
        create_marts(connection, MARTS)
        for statements in ROWS:
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


@pytest.fixture(scope="session")
def facts() -> dict[str, object]:
    return FACTS


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
        return publish(changed, releases, month=MONTH, manifest=FACTS)

    return publish_it


@pytest.fixture(scope="session")
def published(
    build_candidate: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """One release to read from; read-only, so that all tests may share it."""
    root = tmp_path_factory.mktemp("published")
    made = build_candidate(root / "work" / "r1")
    return publish(made, root / "releases", month=MONTH, manifest=FACTS)
