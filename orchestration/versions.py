"""Versions of code and data, by which Dagster knows what has changed and what has not.

The code version of a model of dbt is the hash of its SQL, as dagster-dbt has it. Data versions of
models are Dagster's own: the code version with the data versions of what they read. Here are those
of the assets that Python makes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import dagster as dg

from common.files import hash_file
from pipeline.fingerprint import hash_code
from pipeline.run_context import Run

# What differs between two runs of the same, or is what code versions say.
OF_THE_RUN = ["run_id", "code_version"]


def choose_code_version(*stations: str) -> str:
    """The hash of the code of some folders; `common`, which all import, is one of them."""
    return hash_code(("common", *stations))


def hash_bronze(run: Run, table: str) -> dg.DataVersion:
    """The version of a bronze table: the hashes of its files that are in force in the run."""
    files = {
        name: content for name, content in run.facts["bronze"].items()
        if name.startswith(f"{table}/")
    }  # fmt: skip
    return dg.DataVersion(hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest())


def hash_deliveries(run: Run) -> dg.DataVersion:
    """The version of everything that has landed, which the ledger lists and the gate judges."""
    return hash_inputs(run, "source_files")


def hash_inputs(run: Run, *names: str) -> dg.DataVersion:
    """The version of some inputs of a run, from their rows: who made them does not matter."""
    import pandas

    digest = hashlib.sha256()
    for name in names:
        table = pandas.read_parquet(run.inputs / f"{name}.parquet")
        rows = table.drop(columns=OF_THE_RUN, errors="ignore")
        digest.update(f"{name} {list(rows.columns)}".encode())
        # In any order: a row is what it is wherever it stands.
        hashed = pandas.util.hash_pandas_object(rows, index=False)
        digest.update(hashed.sort_values().to_numpy().tobytes())
    return dg.DataVersion(digest.hexdigest())


def read_file_version(path: Path) -> dg.DataVersion:
    """The version of a file, from its bytes."""
    return dg.DataVersion(hash_file(path))


def read_release_version(release: Path) -> dg.DataVersion:
    """The version of a release: the hash of its figures, as its manifest has it."""
    from publishing.releases.manifest import read_manifest

    return dg.DataVersion(read_manifest(release)["figures_sha256"])
