"""Every test of ingestion has a bronze of its own, and a disk that need not be waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.bronze import Bronze


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    return Bronze(tmp_path)


@pytest.fixture(autouse=True)
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were synced: `os.fsync` only notes them, because no test loses its power."""
    names: list[str] = []
    open_files = Path("/proc/self/fd")
    monkeypatch.setattr(
        os, "fsync", lambda fd: names.append(str((open_files / str(fd)).readlink()))
    )
    return names
