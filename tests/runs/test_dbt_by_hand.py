"""dbt's own commands, called in `dbt_project` as its users call them, on a published home."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest

from pipeline import dbt_runner
from publishing.releases.manifest import hash_figures, read_manifest
from tests.support.home import Published

DBT = str(Path(sys.executable).with_name("dbt"))
Dbt = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("target")


@pytest.fixture(scope="module")
def dbt(published: Published, target: Path) -> Dbt:
    """A command of dbt in the project's folder, with what it writes kept out of it."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(target),
        "PROTTASHA_WAREHOUSE": str(target / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target / "logs"),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }

    def call(*command: str, home: Path = published.folder) -> CompletedProcess[str]:
        return subprocess.run(
            [DBT, *command],
            cwd=dbt_runner.PROJECT,
            env={**environment, "PROTTASHA_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )

    return call


@pytest.fixture(scope="module")
def built(dbt: Dbt) -> CompletedProcess[str]:
    return dbt("build", "--exclude-resource-type", "unit_test")


def test_the_project_is_parsed_without_any_variable(dbt: Dbt) -> None:
    done = dbt("parse", "--no-partial-parse")
    assert done.returncode == 0, done.stdout
    assert "deprecat" not in done.stdout.lower()


def test_a_build_passes_every_declared_test(built: CompletedProcess[str], target: Path) -> None:
    assert built.returncode == 0, built.stdout[-3000:]
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    assert {result["status"] for result in results} <= {"success", "pass", "warn", "no-op"}
    judged = [result for result in results if result["unique_id"].startswith("test.")]
    assert len(judged) > 500


def test_it_makes_the_figures_of_the_release_again(
    built: CompletedProcess[str], target: Path, published: Published
) -> None:
    assert built.returncode == 0
    with duckdb.connect(str(target / "warehouse.duckdb"), read_only=True) as connection:
        figures = hash_figures(connection)
    release = published.folder / "releases" / "current"
    assert figures == read_manifest(release)["figures_sha256"]


def test_one_model_s_tests_are_run_by_its_name(dbt: Dbt, built: CompletedProcess[str]) -> None:
    done = dbt("test", "--select", "dim_beneficiaries,test_type:generic")
    assert built.returncode == done.returncode == 0, done.stdout
    assert "unique_dim_beneficiaries_person_id" in done.stdout
    assert "ERROR=0" in done.stdout


def test_a_model_is_shown(dbt: Dbt, built: CompletedProcess[str]) -> None:
    done = dbt("show", "--select", "dim_indicators", "--limit", "2", "--output", "json")
    assert built.returncode == done.returncode == 0, done.stdout
    assert '"indicator_code": "screened"' in done.stdout


def test_the_docs_are_one_page_with_every_model(
    dbt: Dbt, built: CompletedProcess[str], target: Path
) -> None:
    done = dbt("docs", "generate", "--static")
    assert built.returncode == done.returncode == 0, done.stdout
    page = (target / "static_index.html").read_text("utf-8")
    catalog = json.loads((target / "catalog.json").read_text("utf-8"))
    assert catalog["errors"] is None
    assert len([name for name in catalog["nodes"] if name.startswith("model.")]) == 63
    assert "model.prottasha.fct_unique_beneficiaries" in page


def test_the_sources_are_fresh_or_say_since_when(dbt: Dbt, built: CompletedProcess[str]) -> None:
    done = dbt("source", "freshness")
    assert built.returncode == done.returncode == 0, done.stdout
    # The sample landed in 2022, so dbt may warn.
    assert len(re.findall(r"(?:PASS|WARN) freshness of bronze\.", done.stdout)) == 9


def test_a_home_without_a_release_is_named(
    dbt: Dbt, built: CompletedProcess[str], tmp_path: Path
) -> None:
    done = dbt("run-operation", "register_sources", home=tmp_path)
    assert built.returncode == 0
    assert done.returncode != 0
    assert f"there are no inputs of a run in {tmp_path}/releases/current/inputs" in done.stdout
