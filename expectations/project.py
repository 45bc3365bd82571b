"""The gate as a project of Great Expectations, in the files that its users know.

    gx/great_expectations.yml               stores, and the data source `batches`
    gx/expectations/BATCH.json              a suite a batch
    gx/validation_definitions/BATCH.json    the suite on the batch
    gx/checkpoints/gate.json                all of them
    gx/batches/BATCH.parquet                the facts that a run judged (only in a run's project)

The library's own `add` would give every object a new random id each time, so the files are written
here. No site of Data Docs is configured: its pages load from seven hosts.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from expectations.dictionary import Check
from expectations.project_config import SOURCE, describe_context, describe_validation, identify
from expectations.suites import build_suite, load_library

if TYPE_CHECKING:
    import pandas as pd

FOLDER, CHECKPOINT, BATCHES = "gx", "gate", "batches"
# Where the data source looks, from the folder that holds `gx`, in which the library is to be used:
# in a run's project its own batches, in the repository's those of the release that is current.
OWN_BATCHES = f"{FOLDER}/{BATCHES}"
PUBLISHED_BATCHES = f"data/releases/current/inputs/{OWN_BATCHES}"
# Counts, and references of the failing rows. Values are excluded, and so are partial lists, and the
# query, which would repeat the references.
REFERENCES_ONLY = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["reference"],
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}
HEAD = "# Written from the check dictionary (expectations/checks); `make docs` writes it again.\n"


def write_project(
    folder: Path, checks: Iterable[Check], frames: Mapping[str, pd.DataFrame] | None = None
) -> None:
    """Replace `folder`, called `gx`, by the project of the checks of the gate among those given.

    With `frames`, the project has its batches; without, it finds those of the current release.
    DictionaryError if the library does not take a check.
    """
    by_batch = group_by_batch(checks)
    suites = {batch: build_suite(batch, own) for batch, own in by_batch.items()}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    base = PUBLISHED_BATCHES if frames is None else OWN_BATCHES
    configuration = yaml.safe_dump(describe_context(by_batch, base), sort_keys=False)
    (folder / "great_expectations.yml").write_text(HEAD + configuration, "utf-8")
    for batch, suite in suites.items():
        _write_json(folder / "expectations" / f"{batch}.json", suite.to_json_dict())
        definition = describe_validation(batch)
        _write_json(folder / "validation_definitions" / f"{batch}.json", definition)
    checkpoint = {
        **identify("checkpoint", CHECKPOINT),
        "actions": [],
        "result_format": REFERENCES_ONLY,
        "validation_definitions": [identify("validation", batch) for batch in by_batch],
    }
    _write_json(folder / "checkpoints" / f"{CHECKPOINT}.json", checkpoint)
    if frames is not None:
        _write_batches(folder / BATCHES, frames, by_batch)


def open_context(folder: Path) -> Any:
    """A run's project as a context of the library. Opening it writes nothing.

    The library takes the folder of the data source as relative to the working directory, which a
    run cannot change, so it is told the folder that holds the project. The file stays as it is.
    """
    context = load_library().get_context(mode="file", context_root_dir=str(folder))
    source = context.data_sources.get(SOURCE)
    source.data_context_root_directory = folder.parent
    source._rebuild_asset_data_connectors()
    return context


def group_by_batch(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Batch → its checks, for the checks that look at a batch."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        if check.batch is not None:
            found.setdefault(check.batch, []).append(check)
    return found


def _write_batches(
    folder: Path, frames: Mapping[str, pd.DataFrame], by_batch: Mapping[str, Iterable[Check]]
) -> None:
    """A file a batch; one without rows has the columns that its checks name."""
    folder.mkdir()
    for batch, checks in by_batch.items():
        frame = frames[batch]
        if frame.empty:
            frame = frame.head(0).reindex(columns=["reference", *_list_columns(checks)])
        frame.to_parquet(folder / f"{batch}.parquet", index=False)


def _list_columns(checks: Iterable[Check]) -> list[str]:
    """The columns that the arguments of the checks name."""
    found: dict[str, None] = {}
    for check in checks:
        arguments = check.expectation.arguments if check.expectation else {}
        for name in ("column", "column_A", "column_B", "column_list", "column_set"):
            value = arguments.get(name, [])
            found |= dict.fromkeys([value] if isinstance(value, str) else value)
        found |= dict.fromkeys(_list_condition_columns(arguments.get("row_condition")))
    return [name for name in found if name != "reference"]


def _list_condition_columns(condition: Any) -> list[str]:
    if isinstance(condition, list):
        return [name for part in condition for name in _list_condition_columns(part)]
    if not isinstance(condition, dict):
        return []
    own = [condition["column"]["name"]] if "column" in condition else []
    return own + [name for part in condition.values() for name in _list_condition_columns(part)]


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True)
    path.write_text(text + "\n", "utf-8")
