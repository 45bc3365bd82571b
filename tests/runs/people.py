"""Persons of a home as its commands and marts tell them, and how its vault is closed."""

from __future__ import annotations

import csv
import stat
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.runs.home import Home


def persons_of(home: Home, to: Path) -> dict[str, str]:
    """Record -> person, as the export has them."""
    said = home.call("identity", "export", "--out", str(to))
    assert said.returncode == 0, said.stderr
    with to.open(encoding="utf-8", newline="") as file:
        return {row["source_record_id"]: row["person_id"] for row in csv.DictReader(file)}


def partition(persons: Mapping[str, str]) -> set[frozenset[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for record, person in persons.items():
        members[person].add(record)
    return set(map(frozenset, members.values()))


def assert_closed(vault: Path) -> None:
    """The vault is 0700 and its files are 0600."""
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in vault.rglob("*")}
    assert {"identity.duckdb", "register.sqlite", "register.parquet"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700
