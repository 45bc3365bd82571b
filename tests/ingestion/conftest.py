"""Every test has a house of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ingestion.house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture(autouse=True)
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nobody pulls the plug on a test: instead of waiting for the disk, note what was synced."""
    names: list[str] = []
    open_files = Path("/proc/self/fd")
    monkeypatch.setattr(
        os, "fsync", lambda fd: names.append(str((open_files / str(fd)).readlink()))
    )
    return names
