"""All that a home holds after its last run, told so that two homes can be compared."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas

from identity.register.register_file import read_person_ids
from ingestion.ledger.queries import list_source_files
from ingestion.soundness import find_damage
from pipeline.candidate import RECORD
from pipeline.job import STEPS
from publishing.releases.manifest import read_manifest
from publishing.releases.places import NAME
from publishing.releases.verification import verify_releases
from tests.chaos.compared import marts
from tests.support.home import Home, group_records

INSTANTS = ["landed_at", "withdrawn_at"]


@dataclass(frozen=True)
class Aftermath:
    """What does not depend on when things happened, nor on the register's secret."""

    figures: str
    rows: dict[str, int]
    marts: dict[str, Counter[tuple[object, ...]]]
    ledger: list[dict[str, object]]
    persons: set[frozenset[str]]
    register: dict[str, int]
    files: set[str]
    releases: int


def aftermath(home: Home) -> Aftermath:
    """What the last run of a home came to."""
    manifest = read_manifest(home.release)
    files = list_source_files(home.folder / "bronze" / "ledger.sqlite")
    files["is_withdrawn"] = files["withdrawn_at"].notna()
    ledger = files.drop(columns=INSTANTS).sort_values("source_file_id").to_dict("records")
    return Aftermath(
        manifest["figures_sha256"],
        manifest["rows"],
        {name: _timeless(rows) for name, rows in marts(home.release).items()},
        [{str(column): repr(cell) for column, cell in row.items()} for row in ledger],
        group_records(read_person_ids(home.folder / "vault")),
        _query(home.folder / "vault" / "register.sqlite",
               "select kind, count(*) from event group by kind"),
        {path.relative_to(home.folder).as_posix()
         for part in ("bronze", "quarantine", "vault") for path in (home.folder / part).rglob("*")},
        len(releases_of(home)),
    )  # fmt: skip


def releases_of(home: Home) -> list[str]:
    return [path.name for path in (home.folder / "releases").iterdir() if NAME.match(path.name)]


def require_sound(home: Path) -> pandas.DataFrame:
    """Nothing is damaged, lost or there twice; the ledger's files."""
    assert verify_releases(home / "releases", deep=True) == []
    assert find_damage(home) == {}
    files = list_source_files(home / "bronze" / "ledger.sqlite")
    kept = files[["rows_loaded", "rows_quarantined", "rows_ignored"]].sum(axis=1)
    assert files["rows_read"].tolist() == kept.tolist()
    assert not files["source_file_id"].duplicated().any()
    return files


def require_whole(home: Home) -> None:
    """Nothing is damaged, lost, there twice or half done."""
    require_sound(home.folder)
    require_sound_candidate(home.folder / "work")
    left = (home.folder / "releases").glob(".*")
    assert {path.name for path in left} <= {".lock", ".numbers"}


def require_sound_candidate(work: Path) -> None:
    """Nothing is left in the work folder but the candidate of one month, with its record."""
    folders = [path for path in work.iterdir() if path.is_dir()]
    assert [path.name for path in folders if not (path / RECORD).is_file()] == []
    assert len(folders) <= 1
    for folder in folders:
        done = json.loads((folder / RECORD).read_text("utf-8"))["steps"]
        assert done == [step.name for step in STEPS][: len(done)]


def require_none_under_way(home: Home) -> None:
    """No run is called under way in Dagster's history: they are all dead, or done.

    One that was killed before it began keeps nobody waiting; the next that is made reports it.
    """
    statuses = _query(home.folder / "dagster" / "history" / "runs.db",
                      "select status, count(*) from runs group by status")  # fmt: skip
    assert statuses.keys() <= {"SUCCESS", "FAILURE", "NOT_STARTED"}, statuses


def _timeless(rows: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    told: Counter[tuple[object, ...]] = Counter()
    for row, times in rows.items():
        told[tuple(cell for cell in row if not isinstance(cell, datetime))] += times
    return told


def _query(database: Path, query: str) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute(query).fetchall())
