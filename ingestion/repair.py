"""Damaged bronze is read again from the landing folder; only the bytes of then are accepted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from common.locks import hold_lock
from ingestion import bronze, contract
from ingestion.deliveries import ledger_of
from ingestion.errors import FileRejected
from ingestion.file import Terms, read_file
from ingestion.history import History
from ingestion.ledger import read_history
from ingestion.scan import Found, scan
from ingestion.soundness import damaged


@dataclass(frozen=True)
class Repair:
    """Places below home: what is sound again, and what the landing folder could not give back."""

    mended: tuple[str, ...]
    left: tuple[str, ...]


def repair(
    home: Path,
    landing: Path,
    *,
    centres: Collection[str],
    first_date: date,
    time_zone: str,
    waiting: Callable[[], None] = lambda: None,
) -> Repair:
    """Replace all damaged Parquet whose delivered bytes are still anywhere in `landing`.

    A part is judged as of the day on which it was loaded, and must hash to what the ledger holds.
    OSError if bronze cannot be written; LedgerError if the ledger cannot be trusted.
    """
    ledger = ledger_of(home)
    if not ledger.exists():
        return Repair((), ())
    with hold_lock(ledger.with_name(".lock"), waiting):
        bronze.prepare(home)
        broken = damaged(home)
        history = read_history(ledger)
        mended: list[str] = []
        if broken and history:
            found = _by_hash(landing)
            for content in history.contents():
                key = content["source_file_id"]
                if key in broken and content["sha256"] in found:
                    day = datetime.fromisoformat(content["judged_at"])
                    today = day.astimezone(ZoneInfo(time_zone)).date()
                    terms = Terms(contract.load(), tuple(centres), first_date, today, home)
                    file = found[content["sha256"]]
                    mended += _mended(history, content, file, terms, broken[key])
    left = {place for places in broken.values() for place in places}.difference(mended)
    return Repair(tuple(sorted(mended)), tuple(sorted(left)))


def _by_hash(landing: Path) -> dict[str, Found]:
    return {bronze.fingerprint_of(found.file)[0]: found for found in scan(landing) if found.status}


def _mended(
    history: History, content: dict[str, Any], file: Found, terms: Terms, places: list[str]
) -> list[str]:
    hashes = {row["path"]: row["sha256"] for row in history.tables["bronze_file"]}
    for path in _paths(history, content["source_file_id"]):
        written = list(_read_again(Found(path, file.file, file.status), terms))
        right = [f for f in written if f.place in places and f.stream.sha256 == hashes.get(f.place)]
        bronze.publish(right)
        for parquet in written:
            if parquet not in right:
                parquet.discard()
        if right:
            return [parquet.place for parquet in right]
    return []


def _paths(history: History, source_file_id: str) -> Iterator[str]:
    """Where it landed: the file is judged by its name then, and quarantine quotes it."""
    for row in history.tables["landing"]:
        if row["source_file_id"] == source_file_id:
            yield row["path"]


def _read_again(found: Found, terms: Terms) -> Iterator[bronze.TableFile]:
    try:
        outcomes = read_file(found, terms, {})
    except FileRejected:
        return
    for outcome in outcomes:
        yield from outcome.files
