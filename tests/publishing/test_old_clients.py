"""Older DuckDB clients read a release as the manifest tells it; `make old-clients` brings them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from publishing.releases.manifest import read_manifest

CLIENT = Path(__file__).with_name("old_client.py")
# The interpreters of other environments, apart by colons.
OLD = os.environ.get("OLD_CLIENTS", "")


def read_by(python: str, release: Path) -> dict[str, object]:
    said = subprocess.run(
        [python, str(CLIENT), str(release)], capture_output=True, text=True, check=True
    ).stdout
    found: dict[str, object] = json.loads(said)
    return found


@pytest.mark.parametrize("python", [sys.executable, *filter(None, OLD.split(":"))])
def test_a_client_reads_what_the_manifest_tells(published: Path, python: str) -> None:
    manifest, found = read_manifest(published), read_by(python, published)
    assert found["rows"] == found["parquet_rows"] == manifest["rows"]
    assert found["differing"] == []
    assert found["figures_sha256"] == manifest["figures_sha256"]
    assert python == sys.executable or str(found["version"]).startswith("1.")
