"""One file of the landing folder: divided into parts, each part loaded or rejected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingestion.destination import Counts, Destination
from ingestion.exceptions import FileRejected, NotWritten
from ingestion.header import Header, recognise_header
from ingestion.ledger.entries import KnownContent, SourceFile
from ingestion.ledger.versions import is_new_landing
from ingestion.load import load_part
from ingestion.parquet import TableFile, fingerprint_file
from ingestion.parts import choose_part, list_stray_parts, open_parts
from ingestion.readers.part import Part
from ingestion.rules import Rulebook
from ingestion.scan import Found, explain_unreadable
from ingestion.slots import (
    Delivery,
    ExpectedPart,
    build_unrecognised_delivery,
    find_expected_parts,
)
from ingestion.terms import Terms


@dataclass
class Outcome:
    """What became of one part: its ledger row if it was judged now, and Parquet to publish."""

    delivery: Delivery
    sheet: str
    source: SourceFile | None
    source_file_id: str
    is_landing: bool
    files: list[TableFile] = field(default_factory=list)


def read_file(found: Found, terms: Terms, known: dict[str, KnownContent]) -> list[Outcome]:
    """The outcomes of all parts. A part that was judged before under these terms is not read again.

    FileRejected only if the file cannot be read at all, or changed while it was read. NotWritten if
    the disk fails.
    """
    try:
        sha256, _ = fingerprint_file(found.file)
    except OSError as error:
        raise FileRejected(explain_unreadable(error), is_passing=True) from None
    reader = _FileReader(found, terms, known, sha256)
    try:
        expected = find_expected_parts(found.path, terms.contracts.layouts, terms.centres)
    except FileRejected as error:
        delivery = build_unrecognised_delivery(found.path, found.path.split("/")[0])
        return [reader.reject_part(delivery, error)]
    outcomes = list(reader.read_parts(expected))
    if not _has_not_changed(found):
        for file in (file for outcome in outcomes for file in outcome.files):
            file.discard()
        raise FileRejected(
            "changed while it was read; the next ingestion reads it again", is_passing=True
        )
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

    def read_parts(self, expected: list[ExpectedPart]) -> Iterator[Outcome]:
        if all(self._is_settled(place.delivery) for place in expected):
            yield from (self._build_outcome(place.delivery, "", None) for place in expected)
            return
        try:
            parts = open_parts(self.found.file, expected[0])
        except FileRejected as error:
            for place in expected:
                yield self.reject_part(place.delivery, error, place.kind.sheet or "")
            return
        for place in expected:
            try:
                yield self._load_part(place.delivery, place, choose_part(parts, place))
            except FileRejected as error:
                yield self.reject_part(place.delivery, error, place.kind.sheet or "")
        for part in list_stray_parts(parts, expected):
            yield self._reject_stray(part, expected[0].delivery)

    def reject_part(self, delivery: Delivery, error: FileRejected, sheet: str = "") -> Outcome:
        if self._is_settled(delivery):
            return self._build_outcome(delivery, sheet, None)
        source = self._build_source(delivery, sheet, "", error.reason, is_passing=error.is_passing)
        return self._build_outcome(delivery, sheet, source)

    def _is_settled(self, delivery: Delivery) -> bool:
        judged = self.known.get(delivery.build_source_file_id(self.sha256))
        if judged is None:
            return False
        return judged.verdict == "loaded" or judged.contracts == self.terms.fingerprint

    def _load_part(self, delivery: Delivery, place: ExpectedPart, part: Part) -> Outcome:
        if self._is_settled(delivery):
            return self._build_outcome(delivery, part.sheet, None)
        source_file_id = delivery.build_source_file_id(self.sha256)
        destination = Destination(self.terms.home, source_file_id, self.found.path)
        try:
            header = recognise_header(part, list(place.candidates))
            bounds = self.terms.choose_bounds(delivery, header.contract.latest_date)
            rules = Rulebook.for_contract(header.contract, bounds, self.terms.contracts.lists)
            counts = load_part(part, header, rules, destination)
        except (FileRejected, NotWritten):
            destination.discard()
            raise
        except Exception as error:
            destination.discard()
            raise _explain_unforeseen(error) from None
        table, note = header.contract.table, _describe_omissions(header)
        source = self._build_source(delivery, part.sheet, table, note, counts=counts)
        return self._build_outcome(delivery, part.sheet, source, list(destination.files.values()))

    def _reject_stray(self, part: Part, beside: Delivery) -> Outcome:
        """A sheet with rows that no layout expects is named, so that no row is lost unseen."""
        slot = build_unrecognised_delivery(f"{self.found.path}/{part.sheet}").slot
        delivery = Delivery(slot, beside.source, beside.text)
        reason = f"the sheet {part.sheet!r} is in no layout; its rows are not used"
        return self.reject_part(delivery, FileRejected(reason), part.sheet)

    def _build_source(
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
            source_file_id=delivery.build_source_file_id(self.sha256),
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

    def _build_outcome(
        self,
        delivery: Delivery,
        sheet: str,
        source: SourceFile | None,
        files: list[TableFile] | None = None,
    ) -> Outcome:
        source_file_id = delivery.build_source_file_id(self.sha256)
        earlier = self.known.get(source_file_id)
        is_landing = is_new_landing(delivery.version, earlier.version if earlier else None)
        return Outcome(delivery, sheet, source, source_file_id, is_landing, files or [])


def _describe_omissions(header: Header) -> str | None:
    """What does not reject a file but must be seen: why it is not counted, columns it lacks."""
    if header.uncounted_reason:
        return f"kept, not counted: {header.uncounted_reason}"
    absent = header.absent_columns
    return f"without the columns: {', '.join(absent)}" if absent else None


def _explain_unforeseen(error: Exception) -> FileRejected:
    # The text of a foreign exception may quote a cell, so only its kind is shown.
    kind = error.strerror if isinstance(error, OSError) else type(error).__name__
    return FileRejected(
        f"could not be loaded ({kind}); the next ingestion tries again, report it if it stays",
        is_passing=True,
    )
