"""One file of the landing folder: opened, divided into parts, each part loaded or rejected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingestion import bronze
from ingestion.contract import Contracts, fold_text
from ingestion.header import Header, recognise_header
from ingestion.ledger.queries import KnownContent, SourceFile
from ingestion.ledger.versions import is_new_landing
from ingestion.load import Counts, Destination, load_part
from ingestion.readers.archive import open_zip_member
from ingestion.readers.delimited import open_text
from ingestion.readers.part import Part
from ingestion.rejection import FileRejected
from ingestion.rules import Rulebook
from ingestion.scan import Found, explain_unreadable
from ingestion.slots import Delivery, ExpectedPart, build_unrecognised_delivery, find_expected_parts
from ingestion.values import Bounds


@dataclass(frozen=True)
class Terms:
    """What a scan judges by: contracts, programme, the local date of landing, a fingerprint."""

    contracts: Contracts
    centres: tuple[str, ...]
    first_date: date
    today: date
    home: Path

    @property
    def fingerprint(self) -> str:
        """Changes when a rejected file deserves another try."""
        text = f"{self.contracts.fingerprint} {sorted(self.centres)} {self.first_date}"
        return hashlib.sha256(text.encode()).hexdigest()

    def bounds(self, delivery: Delivery, latest: str) -> Bounds:
        """Dates run from the programme's first to the delivery's month end, or to its landing."""
        end = delivery.month_end if latest == "delivery_month" else None
        if end:
            return Bounds(self.first_date, end, "the end of the month of this delivery")
        return Bounds(self.first_date, self.today, "the day on which the file landed")


@dataclass
class Outcome:
    """What became of one part: its ledger row if it was judged, and Parquet to publish."""

    delivery: Delivery
    sheet: str
    source: SourceFile | None
    source_file_id: str
    is_landing: bool
    files: list[bronze.TableFile] = field(default_factory=list)


def read_file(found: Found, terms: Terms, known: dict[str, KnownContent]) -> list[Outcome]:
    """The outcomes of all parts; one that was judged before under these terms is not read again.

    Raises FileRejected only if the file cannot be read at all, or changed while it was read.
    """
    try:
        sha256, _ = bronze.fingerprint_file(found.file)
    except OSError as error:
        raise FileRejected(explain_unreadable(error), is_passing=True) from None
    try:
        expected = find_expected_parts(found.path, terms.contracts.layouts, terms.centres)
    except FileRejected as error:
        source = found.path.split("/")[0]
        return [
            _FileReader(found, terms, known, sha256).rejected(
                build_unrecognised_delivery(found.path, source), error
            )
        ]
    outcomes = list(_FileReader(found, terms, known, sha256).outcomes(expected))
    if not _has_not_changed(found):
        for file in (file for outcome in outcomes for file in outcome.files):
            file.discard()
        raise FileRejected("changed while it was read; it is read again next time", is_passing=True)
    return outcomes


def _has_not_changed(found: Found) -> bool:
    try:
        now, before = found.file.stat(), found.status or found.file.stat()
    except OSError:
        return False
    return (now.st_size, now.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


@dataclass
class _FileReader:
    found: Found
    terms: Terms
    known: dict[str, KnownContent]
    sha256: str

    def outcomes(self, expected: list[ExpectedPart]) -> Iterator[Outcome]:
        if all(self._is_settled(place.delivery) for place in expected):
            yield from (self._outcome(place.delivery, "", None) for place in expected)
            return
        try:
            parts = self._parts(expected[0])
        except FileRejected as error:
            for place in expected:
                yield self.rejected(place.delivery, error, place.kind.sheet or "")
            return
        for place in expected:
            sheet = place.kind.sheet or ""
            try:
                yield self._load(place, _choose_part(parts, place))
            except FileRejected as error:
                yield self.rejected(place.delivery, error, sheet)
        yield from self._stray_sheets(parts, expected)

    def _parts(self, place: ExpectedPart) -> list[Part]:
        delimiters = place.candidates[0].delimiters
        if place.kind.format == "workbook":
            from ingestion.readers.workbook import open_workbook

            return open_workbook(self.found.file)
        if place.kind.format == "archive":
            return [open_zip_member(self.found.file, place.kind.member or "", delimiters)]
        return [open_text(lambda: self.found.file.open("rb"), delimiters)]

    def _is_settled(self, delivery: Delivery) -> bool:
        held = self.known.get(delivery.source_file_id(self.sha256))
        if held is None:
            return False
        return held.verdict == "loaded" or held.contracts == self.terms.fingerprint

    def _load(self, place: ExpectedPart, part: Part) -> Outcome:
        delivery = place.delivery
        if self._is_settled(delivery):
            return self._outcome(delivery, part.sheet, None)
        source_file_id = delivery.source_file_id(self.sha256)
        destination = Destination(self.terms.home, source_file_id, self.found.path)
        try:
            header = recognise_header(part, list(place.candidates))
            bounds = self.terms.bounds(delivery, header.contract.latest_date)
            rules = Rulebook.of(header.contract, bounds, self.terms.contracts.lists)
            counts = load_part(part, header, rules, destination)
        except (FileRejected, bronze.NotWritten):
            destination.discard()
            raise
        except Exception as error:
            destination.discard()
            raise _explain_unforeseen(error) from None
        source = self._source(
            delivery, part.sheet, header.contract.table, _describe_omissions(header), counts=counts
        )
        return self._outcome(delivery, part.sheet, source, list(destination.files.values()))

    def rejected(self, delivery: Delivery, error: FileRejected, sheet: str = "") -> Outcome:
        if self._is_settled(delivery):
            return self._outcome(delivery, sheet, None)
        source = self._source(delivery, sheet, "", error.reason, is_passing=error.is_passing)
        return self._outcome(delivery, sheet, source)

    def _stray_sheets(self, parts: list[Part], expected: list[ExpectedPart]) -> Iterator[Outcome]:
        """A workbook of named sheets may hold no other table: it is named, not passed over.

        One that has none of its sheets is rejected for that alone.
        """
        wanted = {fold_text(place.kind.sheet) for place in expected if place.kind.sheet}
        if wanted.isdisjoint(fold_text(part.sheet) for part in parts):
            return
        for part in parts:
            if fold_text(part.sheet) not in wanted and next(part.read(""), None):
                slot = f"{build_unrecognised_delivery(f'{self.found.path}/{part.sheet}').slot}"
                delivery = Delivery(slot, expected[0].delivery.source, expected[0].delivery.text)
                reason = f"the sheet {part.sheet!r} is in no layout; its rows are not used"
                yield self.rejected(delivery, FileRejected(reason), part.sheet)

    def _source(
        self,
        delivery: Delivery,
        sheet: str,
        table: str,
        reason: str | None,
        *,
        is_passing: bool = False,
        counts: Counts = Counts(),  # noqa: B008
    ) -> SourceFile:
        return SourceFile(
            source_file_id=delivery.source_file_id(self.sha256),
            slot=delivery.slot,
            table_name=table,
            sheet=sheet,
            source=delivery.source,
            delivery=delivery.text,
            centre_code=delivery.centre,
            delivery_month=delivery.month,
            is_baseline=delivery.is_baseline,
            is_versioned=delivery.is_versioned,
            sha256=self.sha256,
            verdict="loaded" if table else "rejected",
            reason=reason,
            contracts="" if is_passing else self.terms.fingerprint,
            rows_read=counts.read,
            rows_loaded=counts.loaded,
            rows_quarantined=counts.quarantined,
            rows_ignored=counts.ignored,
        )

    def _outcome(
        self,
        delivery: Delivery,
        sheet: str,
        source: SourceFile | None,
        files: list[bronze.TableFile] | None = None,
    ) -> Outcome:
        source_file_id = delivery.source_file_id(self.sha256)
        held = self.known.get(source_file_id)
        is_landing = is_new_landing(delivery.version, held.version if held else None)
        return Outcome(delivery, sheet, source, source_file_id, is_landing, files or [])


def _choose_part(parts: list[Part], place: ExpectedPart) -> Part:
    sheet = place.kind.sheet
    for part in parts:
        if sheet is None or fold_text(part.sheet) == fold_text(sheet):
            return part
    names = ", ".join(repr(part.sheet) for part in parts)
    raise FileRejected(f"the sheet {sheet!r} is missing; the workbook has {names}")


def _describe_omissions(header: Header) -> str | None:
    """What does not keep a file out, but must not pass unseen: rows that no figure will hold,
    optional columns that it lacks."""
    if header.uncounted:
        return f"kept, not counted: {header.uncounted}"
    absent = header.absent
    return f"without the columns: {', '.join(absent)}" if absent else None


def _explain_unforeseen(error: Exception) -> FileRejected:
    # The text of a foreign exception may quote a cell: only its kind is told.
    what = error.strerror if isinstance(error, OSError) else type(error).__name__
    return FileRejected(
        f"could not be loaded ({what}); it is tried again next time, report it if it stays",
        is_passing=True,
    )
