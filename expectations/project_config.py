"""The configuration of the gate's project of Great Expectations: stores, data source, references.

Nothing is stored but what the project's files say: results stay in memory, and no site of Data Docs
is configured, because its pages load from seven hosts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from expectations.suites import make_id

SOURCE = "batches"


def describe_context(names: Iterable[str], folder: str) -> dict[str, Any]:
    """`great_expectations.yml` for the batches named, whose files are in `folder`."""
    stores = {
        f"{kind}_store": {
            "class_name": class_name,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": f"{place}/",
                "suppress_store_backend_id": True,
            },
        }
        for kind, class_name, place in (
            ("expectations", "ExpectationsStore", "expectations"),
            ("validation_definition", "ValidationDefinitionStore", "validation_definitions"),
            ("checkpoint", "CheckpointStore", "checkpoints"),
        )
    }
    return {
        "config_version": 4.0,
        "stores": {
            **stores,
            "validation_results_store": {
                "class_name": "ValidationResultsStore",
                "store_backend": {"class_name": "InMemoryStoreBackend"},
            },
        },
        "expectations_store_name": "expectations_store",
        "checkpoint_store_name": "checkpoint_store",
        "validation_results_store_name": "validation_results_store",
        "data_docs_sites": {},
        "analytics_enabled": False,
        "progress_bars": {"globally": False, "metric_calculations": False},
        "fluent_datasources": {SOURCE: _describe_source(names, folder)},
    }


def _describe_source(names: Iterable[str], folder: str) -> dict[str, Any]:
    assets = {
        batch: {
            "type": "parquet",
            "id": make_id("asset", batch),
            "batch_definitions": {
                batch: {
                    "id": make_id("batch", batch),
                    "partitioner": {"regex": rf"{batch}\.parquet$", "param_names": []},
                }
            },
        }
        for batch in names
    }
    return {
        "type": "pandas_filesystem",
        "id": make_id("source", SOURCE),
        "base_directory": folder,
        "assets": assets,
    }


def describe_validation(batch: str) -> dict[str, Any]:
    """The validation definition of a batch: its suite on its file."""
    return {
        **identify("validation", batch),
        "data": {
            "datasource": identify("source", SOURCE),
            "asset": identify("asset", batch),
            "batch_definition": identify("batch", batch),
        },
        "suite": identify("suite", batch),
    }


def identify(kind: str, name: str) -> dict[str, str]:
    """An object as the library's files refer to it."""
    return {"name": name, "id": make_id(kind, name)}
