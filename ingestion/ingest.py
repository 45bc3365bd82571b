"""The entry of this station: bring what is new in the landing folder into bronze, exactly once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from common.instants import parse_instant
from ingestion.contract import load_contracts
from ingestion.exceptions import FileRejected
from ingestion.file import Outcome, read_file
from ingestion.ingest_report import IngestReport, RejectedFile
from ingestion.ledger.entries import BronzeFile, KnownContent, SeenFile, SourceFile
from ingestion.ledger.store import hold_ledger_lock, locate_ledger
from ingestion.ledger.versions import Landing
from ingestion.ledger.writer import Ledger
from ingestion.parquet import TableFile, make_durable_folder, prepare_bronze, publish_parquet
from ingestion.scan import Found, scan_landing
from ingestion.terms import Terms

Progress = Callable[[int, int, str], None]
# One commit, and one round of fsync, for so many files or rows.
BATCH_FILES = 200
BATCH_ROWS = 200_000
# A file that changed this shortly before it was read could change again, unseen, within one tick of
# the clock that stamps it. Some file systems count whole seconds or pairs of them.
TICK_NS = 50_000_000
COARSE_TICK_NS = 2_000_000_000


def ingest_landing(
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

    `found` is the result of `scan_landing`, if the caller has just made one. `now` is asked once:
    everything in this ingestion landed at that instant, or just after the
    ledger's latest entry if the clock went back. A bad file is rejected, by name, in the report and
    in the ledger; the others are read. FileNotFoundError if there is no landing folder; LedgerError
    and sqlite3.Error if the ledger cannot be used; NotWritten and OSError if bronze cannot be
    written (a full disk). What was committed stays, and the next ingestion continues from there.
    """
    if not landing.is_dir():
        raise FileNotFoundError(f"the landing folder {landing} does not exist; create it")
    report = progress or (lambda _done, _total, _path: None)
    make_durable_folder(home / "bronze")
    path = locate_ledger(home)
    with hold_ledger_lock(path, lambda: report(0, 0, "waiting for another ingestion to end")):
        prepare_bronze(home)
        with closing(Ledger(path)) as ledger:
            landed_at = ledger.choose_stamp(now())
            today = parse_instant(landed_at).astimezone(ZoneInfo(time_zone)).date()
            terms = Terms(load_contracts(), tuple(centres), first_date, today, home)
            files = scan_landing(landing) if found is None else found
            return _Scan(terms, ledger, landed_at, report).read_files(files)


def is_settled_at(read_ns: int, changed_ns: int) -> bool:
    """Whether a file that last changed at one instant and was read at another cannot have changed
    between them without a new time stamp. Both are nanoseconds since 1970."""
    tick = TICK_NS if changed_ns % 1_000_000_000 else COARSE_TICK_NS
    return read_ns - changed_ns >= tick


@dataclass
class _Batch:
    """What waits for one commit."""

    sources: list[SourceFile] = field(default_factory=list)
    landings: list[Landing] = field(default_factory=list)
    seen: list[SeenFile] = field(default_factory=list)
    files: list[TableFile] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        rows = sum(source.rows_read for source in self.sources)
        return len(self.seen) + len(self.sources) >= BATCH_FILES or rows >= BATCH_ROWS


class _Scan:
    def __init__(self, terms: Terms, ledger: Ledger, landed_at: str, progress: Progress) -> None:
        self.terms, self.ledger, self.landed_at = terms, ledger, landed_at
        self.progress = progress
        self.known, self.seen = ledger.index_known_contents(), ledger.index_seen_files()
        self.batch = _Batch()
        self.judged: list[SourceFile] = []
        self.rejected: list[RejectedFile] = []
        self.files_read = self.files_new = 0

    def read_files(self, files: Sequence[Found]) -> IngestReport:
        for done, found in enumerate(files):
            self.progress(done, len(files), found.path)
            self._read_found(found)
            if self.batch.is_full:
                self._commit_batch()
        self._commit_batch()
        self.progress(len(files), len(files), "")
        return self._build_report(len(files))

    def _read_found(self, found: Found) -> None:
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
            self._keep_outcome(found.path, outcome)
        self._note_rejected(found.path, [outcome.source for outcome in outcomes])
        seen = SeenFile.from_status(found.path, found.status)
        is_settled = is_settled_at(started, found.status.st_ctime_ns)
        refused_by = self._find_refusing_terms(outcomes)
        self.batch.seen.append(replace(seen, contracts=refused_by, is_settled=is_settled))

    def _is_unchanged(self, path: str, status: os.stat_result) -> bool:
        before = self.seen.get(path)
        if before is None or not before.has_metadata_of(SeenFile.from_status(path, status)):
            return False
        return before.is_settled and before.contracts in (None, self.terms.fingerprint)

    def _find_refusing_terms(self, outcomes: list[Outcome]) -> str | None:
        """The fingerprint under which some parts were rejected; None if all are loaded."""
        contents = [self.known[outcome.source_file_id] for outcome in outcomes]
        refused = [content.contracts for content in contents if content.verdict == "rejected"]
        return min(refused, default=None)

    def _keep_outcome(self, path: str, outcome: Outcome) -> None:
        delivery, source, key = outcome.delivery, outcome.source, outcome.source_file_id
        if outcome.is_landing:
            self.batch.landings.append(
                Landing(delivery.slot, key, delivery.version, self.landed_at, path)
            )
        before = self.known.get(key)
        version = max(delivery.version, before.version if before else 0)
        if source is None:
            if before:
                self.known[key] = replace(before, version=version)
            return
        judged = KnownContent(source.verdict, source.reason, source.contracts, version)
        self.known[key] = judged
        self.judged.append(source)
        # A passing fault that is still there is the same verdict, not another one.
        if before is None or replace(before, version=version) != judged:
            self.batch.sources.append(source)
        self.batch.files += outcome.files

    def _note_rejected(self, path: str, sources: list[SourceFile | None]) -> None:
        """One line for a file, or one for each sheet if only some are rejected."""
        rejected = [s for s in sources if s and s.verdict == "rejected"]
        if len(rejected) == len(sources) and len({s.reason for s in rejected}) == 1:
            self.rejected.append(RejectedFile(path, rejected[0].reason or ""))
            return
        for source in rejected:
            where = f"{path}, sheet {source.sheet}" if source.sheet else path
            self.rejected.append(RejectedFile(where, source.reason or ""))

    def _commit_batch(self) -> None:
        """Make the Parquet durable under its final name before the ledger names it."""
        batch, self.batch = self.batch, _Batch()
        publish_parquet(batch.files)
        written = [
            BronzeFile(file.place, file.source_file_id, file.stream.sha256, file.stream.size)
            for file in batch.files
        ]
        self.ledger.record_batch(batch.sources, batch.landings, batch.seen, written, self.landed_at)

    def _build_report(self, files_seen: int) -> IngestReport:
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
