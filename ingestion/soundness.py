"""Whether bronze is still what was written: every Parquet against its hash in the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from common.wording import format_list
from ingestion.bronze_tables import QUARANTINE, locate_parquet
from ingestion.ledger.history import History
from ingestion.ledger.queries import read_history
from ingestion.ledger.store import LedgerError, locate_ledger
from ingestion.parquet import fingerprint_file

NAMED_IN_A_MESSAGE = 5
THREADS = 4


class BronzeDamaged(LedgerError):
    """Files of bronze or quarantine are missing or not as written. The message names some."""

    next_step = "read them again with `prottasha deliveries repair`"

    def __init__(self, files: Collection[str]) -> None:
        self.files = tuple(sorted(files))
        super().__init__(
            "missing from bronze, or not as they were written: "
            f"{format_list(self.files, NAMED_IN_A_MESSAGE)}"
        )

    def __reduce__(self) -> tuple[type[BronzeDamaged], tuple[Collection[str]]]:
        # Between processes it is rebuilt from its files, not from its message.
        return type(self), (self.files,)


def require_sound_bronze(home: Path, source_file_ids: Collection[str]) -> None:
    """BronzeDamaged unless all Parquet of these source files has the bytes that were written.

    A missing file is damage, and so is a loaded source file of which nothing was recorded.
    LedgerError if the ledger itself is damaged.
    """
    if found := find_damage(home, source_file_ids):
        raise BronzeDamaged([place for places in found.values() for place in places])


def find_damage(home: Path, source_file_ids: Collection[str] | None = None) -> dict[str, list[str]]:
    """Source file id → the paths, below home, of its damaged Parquet. None means all files."""
    history = read_history(locate_ledger(home))
    tables = history.tables if history else {"source_file": [], "bronze_file": []}
    known = {str(row["source_file_id"]) for row in tables["source_file"]}
    wanted = known if source_file_ids is None else set(source_file_ids)
    files = [row for row in tables["bronze_file"] if row["source_file_id"] in wanted]
    with ThreadPoolExecutor(THREADS) as pool:
        is_sound = list(pool.map(lambda row: _is_sound(home, row), files))
    found: dict[str, list[str]] = defaultdict(list)
    for row, sound in zip(files, is_sound, strict=True):
        if not sound:
            found[row["source_file_id"]].append(row["path"])
    for key, place in _find_unrecorded(home, history) if history else ():
        if key in wanted:
            found[key].append(place)
    found |= {key: [f"{key} (not in the ledger)"] for key in wanted - known}
    return dict(found)


def list_bronze_hashes(ledger: Path, source_file_ids: Collection[str]) -> dict[str, str]:
    """`returnees/<id>.parquet` → the hash that was written, for all Parquet of some source files.

    What they lost to quarantine is included: `quarantine/<id>.parquet`.
    """
    history = read_history(ledger)
    wanted = set(source_file_ids)
    return {
        row["path"].removeprefix("bronze/"): row["sha256"]
        for row in (history.tables["bronze_file"] if history else [])
        if row["source_file_id"] in wanted
    }


def _is_sound(home: Path, row: dict[str, Any]) -> bool:
    try:
        return fingerprint_file(home / row["path"]) == (row["sha256"], row["bytes"])
    except OSError:
        return False


def _find_unrecorded(home: Path, history: History) -> Iterator[tuple[str, str]]:
    """Parquet that a loaded source file must have and of which the ledger holds no hash."""
    recorded = {row["path"] for row in history.tables["bronze_file"]}
    for content in history.list_contents():
        key = content["source_file_id"]
        tables = [content["table_name"]] if content["verdict"] == "loaded" else []
        tables += [QUARANTINE] if content["rows_quarantined"] else []
        for table in tables:
            place = locate_parquet(home, table, key).relative_to(home).as_posix()
            if place not in recorded:
                yield key, place
