"""One clean programme, built once; who spoils its warehouse does so in a transaction."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline import dbt_runner
from tests.dbt.field import Field
from tests.dbt.programme import small_programme


@dataclass(frozen=True)
class Built:
    """A built candidate: where it is, and dbt's result of each node by its name."""

    field: Field
    warehouse: Path
    nodes: dict[str, Any]

    @property
    def tests(self) -> dict[str, Any]:
        return {
            name: node
            for name, node in self.nodes.items()
            if node.node.resource_type.value == "test"
        }


def invoke(field: Field, *command: str) -> dict[str, Any]:
    """Run a command of dbt in this process; its results by the names of the nodes."""
    from dbt.cli.main import dbtRunner

    places = dbt_runner.Places(field.root / "warehouse.duckdb", field.bronze, field.inputs)
    manifest = dbt_runner.parse_project()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in places.to_environment().items():
            environment.setenv(name, value)
        folders = ["--project-dir", dbt_runner.PROJECT, "--profiles-dir", dbt_runner.PROJECT]
        outputs = ["--target-path", field.root / "target", "--log-path", field.root / "logs"]
        result: Any = dbtRunner(manifest=manifest).invoke(
            [*command, *map(str, [*folders, *outputs]), "--quiet"]
        )
    dbt_runner.close_database()
    assert result.exception is None, result.exception
    return {node.node.name: node for node in result.result.results}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small programme, built as a run builds it."""
    field = small_programme(tmp_path_factory.mktemp("dbt"))
    kinds = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure"]
    nodes = invoke(field, "build", "--selector", "runs", *kinds)
    return Built(field, field.root / "warehouse.duckdb", nodes)


@pytest.fixture(scope="session")
def unit_tests(built: Built) -> dict[str, Any]:
    """dbt's unit tests of the counting rules; they need the built relations for their types."""
    return invoke(built.field, "test", "--select", "test_type:unit")


@pytest.fixture(scope="session")
def _connection(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    # A copy: dbt opens the candidate again for the unit tests.
    copy = shutil.copy(built.warehouse, built.field.root / "copy.duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy}' as warehouse")
        connection.execute("use warehouse")
        yield connection


@pytest.fixture
def warehouse(
    _connection: duckdb.DuckDBPyConnection,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The built candidate; whatever a test does to it is undone."""
    _connection.execute("begin")
    yield _connection
    _connection.execute("rollback")
