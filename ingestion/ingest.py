"""The station's door: scan the landing folder and bring what is new into bronze, exactly once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from common.locks import hold_lock
from ingestion import bronze, contract
from ingestion.errors import FileRejected
from ingestion.file import Outcome, Terms, read_file
from ingestion.ledger import Known, Ledger, SeenFile, SourceFile
from ingestion.report import IngestReport, RejectedFile
from ingestion.scan import Found, scan
from ingestion.versions import Landing

__all__ = ["IngestReport", "RejectedFile", "ingest"]

Progress = Callable[[int, int, str], None]
# One commit, and one round of fsync, for so many files or rows.
BATCH_FILES = 200
BATCH_ROWS = 200_000
# A file changed this shortly before it was read could change again within one tick of the clock
# that stamps it, unseen: some file systems count whole seconds or pairs of them.
TICK_NS = 50_000_000
COARSE_TICK_NS = 2_000_000_000


def ingest(
    landing: Path,
    home: Path,
    *,
    centres: Collection[str],
    first_date: date,
    time_zone: str,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    found: Sequence[Found] | None = None,
) -> IngestReport:
    """Read what is new in `landing` into `home`/bronze and `home`/quarantine.

    `found` is what a scan of `landing` has found just now; without it, one is made here.
    `now` is asked once: all that a scan finds landed at that instant, or just after the ledger's
    latest entry if the clock went back. A bad file costs itself; it
    is in the report and in the ledger, by name. FileNotFoundError if there is no landing folder;
    ledger.LedgerError and sqlite3.Error if the ledger cannot be used; OSError if bronze cannot be
    written (a full disk): what was committed stays, the next ingestion goes on from there.
    """
    if not landing.is_dir():
        raise FileNotFoundError(f"the landing folder {landing} does not exist; create it")
    report = progress or (lambda _done, _total, _path: None)
    bronze.make_folder(home / "bronze")
    lock = home / "bronze" / ".lock"
    with hold_lock(lock, lambda: report(0, 0, "waiting for another ingestion to end")):
        bronze.prepare(home)
        with closing(Ledger(home / "bronze" / "ledger.sqlite")) as ledger:
            landed_at = ledger.stamp(now())
            today = datetime.fromisoformat(landed_at).astimezone(ZoneInfo(time_zone)).date()
            terms = Terms(contract.load(), tuple(centres), first_date, today, home)
            return _Scan(terms, ledger, landed_at, report).run(
                scan(landing) if found is None else found
            )


@dataclass
class _Batch:
    """What waits for one commit."""

    sources: list[SourceFile] = field(default_factory=list)
    landings: list[Landing] = field(default_factory=list)
    seen: list[SeenFile] = field(default_factory=list)
    files: list[bronze.TableFile] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        rows = sum(source.rows_read for source in self.sources)
        return len(self.seen) + len(self.sources) >= BATCH_FILES or rows >= BATCH_ROWS


class _Scan:
    def __init__(self, terms: Terms, ledger: Ledger, landed_at: str, progress: Progress) -> None:
        self.terms, self.ledger, self.landed_at = terms, ledger, landed_at
        self.progress = progress
        self.known, self.seen = ledger.known(), ledger.seen()
        self.batch = _Batch()
        self.judged: list[SourceFile] = []
        self.rejected: list[RejectedFile] = []
        self.files_read = self.files_new = 0

    def run(self, files: Sequence[Found]) -> IngestReport:
        for done, found in enumerate(files):
            self.progress(done, len(files), found.path)
            self._file(found)
            if self.batch.is_full:
                self._commit()
        self._commit()
        self.progress(len(files), len(files), "")
        return self._report(len(files))

    def _file(self, found: Found) -> None:
        if found.status is None:
            self.rejected.append(RejectedFile(found.path, found.problem or "cannot be read"))
            return
        if self._is_unchanged(found.path, found.status):
            return
        self.files_read += 1
        started = time.time_ns()
        try:
            outcomes = read_file(found, self.terms, self.known)
        except FileRejected as error:
            self.rejected.append(RejectedFile(found.path, error.reason))
            return
        self.files_new += any(outcome.source for outcome in outcomes)
        for outcome in outcomes:
            self._keep(found.path, outcome)
        self._report_rejected(found.path, [outcome.source for outcome in outcomes])
        seen = SeenFile.of(found.path, found.status)
        changed = found.status.st_ctime_ns
        tick = TICK_NS if changed % 1_000_000_000 else COARSE_TICK_NS
        is_settled = started - changed >= tick
        awaited = self._awaited_by(outcomes)
        self.batch.seen.append(replace(seen, contracts=awaited, is_settled=is_settled))

    def _is_unchanged(self, path: str, status: os.stat_result) -> bool:
        held = self.seen.get(path)
        if held is None or not held.has_metadata_of(SeenFile.of(path, status)):
            return False
        return held.is_settled and held.contracts in (None, self.terms.fingerprint)

    def _awaited_by(self, outcomes: list[Outcome]) -> str | None:
        """None if all parts are loaded; otherwise the terms that refused some of them."""
        held = [self.known[outcome.source_file_id] for outcome in outcomes]
        refused = [known.contracts for known in held if known.verdict == "rejected"]
        return min(refused, default=None)

    def _keep(self, path: str, outcome: Outcome) -> None:
        delivery, source, key = outcome.delivery, outcome.source, outcome.source_file_id
        if outcome.is_landing:
            self.batch.landings.append(
                Landing(delivery.slot, key, delivery.version, self.landed_at, path)
            )
        held = self.known.get(key)
        version = max(delivery.version, held.version if held else 0)
        if source is None:
            if held:
                self.known[key] = replace(held, version=version)
            return
        judged = Known(source.verdict, source.reason, source.contracts, version)
        self.known[key] = judged
        self.judged.append(source)
        # A fault of the moment that is still there is the same verdict, not another one.
        if held is None or replace(held, version=version) != judged:
            self.batch.sources.append(source)
        self.batch.files += outcome.files

    def _report_rejected(self, path: str, sources: list[SourceFile | None]) -> None:
        """One line for a file; where only some sheets are at fault, one for each of those."""
        rejected = [s for s in sources if s and s.verdict == "rejected"]
        if len(rejected) == len(sources) and len({s.reason for s in rejected}) == 1:
            self.rejected.append(RejectedFile(path, rejected[0].reason or ""))
            return
        for source in rejected:
            where = f"{path}, sheet {source.sheet}" if source.sheet else path
            self.rejected.append(RejectedFile(where, source.reason or ""))

    def _commit(self) -> None:
        """Parquet is durable under its name before the ledger speaks of it."""
        batch, self.batch = self.batch, _Batch()
        bronze.publish(batch.files)
        self.ledger.record(batch.sources, batch.landings, batch.seen, batch.files, self.landed_at)

    def _report(self, files_seen: int) -> IngestReport:
        loaded = [source for source in self.judged if source.verdict == "loaded"]
        return IngestReport(
            files_seen=files_seen,
            files_read=self.files_read,
            files_new=self.files_new,
            files_rejected=tuple(self.rejected),
            rows_read=sum(source.rows_read for source in loaded),
            rows_loaded=sum(source.rows_loaded for source in loaded),
            rows_quarantined=sum(source.rows_quarantined for source in loaded),
            rows_ignored=sum(source.rows_ignored for source in loaded),
            conservation=tuple(
                f"{file.path}: {file.reason}"
                for file in self.rejected
                if file.reason.startswith("conservation:")
            ),
        )
