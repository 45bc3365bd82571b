"""Repairing bronze: damaged Parquet is read again from the same bytes in the landing folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from common.instants import parse_instant
from ingestion.contract import load_contracts
from ingestion.exceptions import FileRejected
from ingestion.file import read_file
from ingestion.ledger.history import History
from ingestion.ledger.queries import read_history
from ingestion.ledger.store import hold_ledger_lock, locate_ledger
from ingestion.parquet import TableFile, fingerprint_file, prepare_bronze, publish_parquet
from ingestion.scan import Found, scan_landing
from ingestion.soundness import find_damage
from ingestion.terms import Terms


@dataclass(frozen=True)
class Repair:
    """Paths below home: what is sound again, and what the landing folder could not restore."""

    mended: tuple[str, ...]
    left: tuple[str, ...]


def repair_bronze(
    home: Path,
    landing: Path,
    *,
    centres: Collection[str],
    first_date: date,
    time_zone: str,
    waiting: Callable[[], None] = lambda: None,
) -> Repair:
    """Replace all damaged Parquet whose original file is still somewhere in `landing`.

    A part is judged as of the day on which it was loaded, and must give the hash that the ledger
    holds. NotWritten and OSError if bronze cannot be written; LedgerError if the ledger is damaged.
    """
    ledger = locate_ledger(home)
    if not ledger.exists():
        return Repair((), ())
    with hold_ledger_lock(ledger, waiting):
        prepare_bronze(home)
        damage = find_damage(home)
        history = read_history(ledger)
        mended: list[str] = []
        if damage and history:
            files = _index_by_hash(landing)
            for content in history.list_contents():
                key = content["source_file_id"]
                if key in damage and content["sha256"] in files:
                    loaded_at = parse_instant(content["judged_at"])
                    today = loaded_at.astimezone(ZoneInfo(time_zone)).date()
                    terms = Terms(load_contracts(), tuple(centres), first_date, today, home)
                    file = files[content["sha256"]]
                    mended += _repair_content(history, content, file, terms, damage[key])
    left = {place for places in damage.values() for place in places}.difference(mended)
    return Repair(tuple(sorted(mended)), tuple(sorted(left)))


def _index_by_hash(landing: Path) -> dict[str, Found]:
    return {
        fingerprint_file(found.file)[0]: found for found in scan_landing(landing) if found.status
    }


def _repair_content(
    history: History, content: dict[str, Any], file: Found, terms: Terms, places: list[str]
) -> list[str]:
    hashes = {row["path"]: row["sha256"] for row in history.tables["bronze_file"]}
    for path in _list_landing_paths(history, content["source_file_id"]):
        written = list(_read_again(Found(path, file.file, file.status), terms))
        right = [f for f in written if f.place in places and f.stream.sha256 == hashes.get(f.place)]
        publish_parquet(right)
        for parquet in written:
            if parquet not in right:
                parquet.discard()
        if right:
            return [parquet.place for parquet in right]
    return []


def _list_landing_paths(history: History, source_file_id: str) -> Iterator[str]:
    """The paths under which a content landed: its name is judged too, and quarantine holds it."""
    for row in history.tables["landing"]:
        if row["source_file_id"] == source_file_id:
            yield row["path"]


def _read_again(found: Found, terms: Terms) -> Iterator[TableFile]:
    try:
        outcomes = read_file(found, terms, {})
    except FileRejected:
        return
    for outcome in outcomes:
        yield from outcome.files
