"""dbt, run inside this process: importing it once costs less than starting it three times.

Works without Dagster; Dagster's assets only translate the results.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.errors import ProttashaError

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PROJECT = Path(__file__).parents[1] / "dbt_project"


class DbtError(ProttashaError):
    """dbt could not parse or start; the message is dbt's own (it never sees a personal column)."""


@dataclass(frozen=True)
class NodeResult:
    """One node of a build: `status` is success, pass, warn, fail, error or skipped.

    `alias` is the name of its table. The `meta` of a test names its `check_id` and its `target`.
    """

    unique_id: str
    status: str
    failures: int | None
    seconds: float
    message: str
    meta: Mapping[str, Any]
    alias: str


@dataclass(frozen=True)
class Places:
    """What a build reads and writes: the candidate database, bronze, the inputs of the run."""

    warehouse: Path
    bronze: Path
    inputs: Path

    def to_environment(self) -> dict[str, str]:
        return {
            "PROTTASHA_WAREHOUSE": str(self.warehouse),
            "PROTTASHA_BRONZE": str(self.bronze),
            "PROTTASHA_INPUTS": str(self.inputs),
        }


# Nothing may look for a network: no check for a newer version, no usage statistics.
_QUIET = ["--quiet", "--no-version-check", "--log-level-file", "none", "--no-use-colors"]


@cache
def find_state_folder() -> Path:
    """Where dbt keeps what it parsed: beside the code, or in a temporary folder.

    Apart from `target` itself, which belongs to whoever calls dbt there: it would parse the project
    anew each time that the other one has.
    """
    beside_code = PROJECT / "target" / "runs"
    try:
        beside_code.mkdir(parents=True, exist_ok=True)
        return beside_code
    except OSError:
        return Path(tempfile.mkdtemp(prefix="prottasha-dbt-"))


@cache
def parse_project() -> Manifest:
    """The project's manifest; only changed files are parsed again. Raises DbtError."""
    _forget_old_selectors()
    with _hold_environment(Places(Path(":memory:"), PROJECT, PROJECT).to_environment()):
        result = _make_runner(None).invoke(["parse", *_list_arguments()])
    if not result.success:
        raise DbtError(f"dbt could not read the project: {result.exception}")
    manifest: Manifest = result.result
    return manifest


def _forget_old_selectors() -> None:
    """Have dbt parse everything if selectors have changed; it does not look at them itself."""
    parsed, selectors = find_state_folder() / "partial_parse.msgpack", PROJECT / "selectors.yml"
    if parsed.exists() and parsed.stat().st_mtime_ns < selectors.stat().st_mtime_ns:
        parsed.unlink()


@cache
def load_manifest() -> Mapping[str, Any]:
    """The manifest as plain data, as Dagster wants it."""
    mapping: Mapping[str, Any] = parse_project().writable_manifest().to_dict(omit_none=False)
    return mapping


def build_selection(
    selector: str,
    places: Places,
    *,
    only: Sequence[str] | None = None,
    full_log: Path | None = None,
) -> list[NodeResult]:
    """Build the models of a selector of `selectors.yml` with their tests.

    With `only` (unique ids of models, seeds and tests) exactly these nodes are built. Returns one
    result a node, failed ones included. Raises DbtError only if dbt itself broke.
    """
    chosen = ["--selector", selector] if only is None else _select_nodes(only)
    arguments = ["build", *chosen, "--exclude-resource-type", "unit_test"]
    # What dbt says of a failed node belongs on standard error.
    with _hold_environment(places.to_environment()), redirect_stdout(sys.stderr):
        try:
            result = _make_runner(parse_project()).invoke([*arguments, *_list_arguments(full_log)])
        finally:
            close_database()
    outcome: Any = result.result
    if result.exception is not None or outcome is None:
        error = result.exception
        raise DbtError(f"dbt build of {selector!r} broke: {error}") from error
    return [
        NodeResult(
            unique_id=node.node.unique_id,
            status=str(node.status),
            failures=node.failures,
            seconds=node.execution_time,
            message=str(node.message or ""),
            meta=read_check(node.node) | node.node.config.meta,
            alias=node.node.alias,
        )
        for node in outcome.results
    ]


def _select_nodes(unique_ids: Sequence[str]) -> list[str]:
    """The options of dbt that select these nodes, and no test that belongs to one of them."""
    nodes = parse_project().nodes
    paths = [f"fqn:{'.'.join(nodes[unique_id].fqn)}" for unique_id in unique_ids]
    return ["--select", *paths, "--indirect-selection", "empty"]


def read_check(node: Any) -> dict[str, Any]:
    """The check and the target of a test that a model declares; a test in a file names its own."""
    declared = getattr(node, "test_metadata", None)
    if declared is None:
        return {}
    return {"check_id": "rules_judged", "target": node.attached_node.split(".")[-1]}


def count_rows(warehouse: Path) -> dict[str, int]:
    """Rows of every table of the candidate, by `schema.table`."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name, estimated_size from duckdb_tables()"
        )
        return dict(tables.fetchall())


def close_database() -> None:
    """Close the candidate: dbt-duckdb would hold it open until the process ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    with DuckDBConnectionManager._LOCK:
        environment: Any = DuckDBConnectionManager._ENV
        if environment is not None:
            environment.close()
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _make_runner(manifest: Manifest | None) -> Any:
    from dbt.cli.main import dbtRunner

    return dbtRunner(manifest=manifest)


def _list_arguments(log: Path | None = None) -> list[str]:
    folders = [
        "--project-dir",
        PROJECT,
        "--profiles-dir",
        PROJECT,
        "--target-path",
        find_state_folder(),
    ]
    logs = ["--log-path", log or find_state_folder()]
    return [*map(str, folders), *map(str, logs), *_QUIET]


@contextmanager
def _hold_environment(values: Mapping[str, str]) -> Iterator[None]:
    """dbt's profile takes its paths from the environment, and only from there."""
    values = {**values, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, old in before.items():
            if old is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = old
