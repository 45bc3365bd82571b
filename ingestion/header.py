"""Recognising a header: which contract fits a part, its delimiter, where each column is."""

from __future__ import annotations

from dataclasses import dataclass

from common.wording import format_count
from ingestion.contract import Contract, fold_text
from ingestion.exceptions import FileRejected
from ingestion.readers.part import Part, format_cell


@dataclass(frozen=True)
class Header:
    """The header of a part: `indexes` gives the position of each bronze column.

    `names` are the texts as sent, made unique, `column 7` where the header is blank. Their number
    is the width of a record. `series` is the name above the header, if the contract has a series.
    """

    contract: Contract
    dialect: str
    record: int
    names: tuple[str, ...]
    indexes: dict[str, int]
    series: str | None = None

    @property
    def missing_columns(self) -> list[str]:
        """Needed columns that the file lacks, by their first header."""
        columns = self.contract.columns.items()
        return [c.headers[0] for name, c in columns if c.is_needed and name not in self.indexes]

    @property
    def absent_columns(self) -> list[str]:
        """Optional columns that the file lacks, by their first header."""
        columns = self.contract.columns.items()
        return [c.headers[0] for name, c in columns if not c.is_needed and name not in self.indexes]

    @property
    def needed_count(self) -> int:
        return sum(1 for name in self.indexes if self.contract.columns[name].is_needed)

    @property
    def uncounted_reason(self) -> str | None:
        """Why nothing of this part is counted; None if it is counted."""
        series = self.contract.series
        if series and fold_text(self.series or "") not in map(fold_text, series.counted):
            return "this series is not reach"
        return self.contract.uncounted

    @property
    def is_safe_to_quote(self) -> bool:
        """Whether the names are surely headers: a first row of data may hold numbers and names."""
        if self.needed_count:
            return True
        return len(self.names) > 1 and not any(map(str.isdigit, "".join(self.names)))

    @property
    def unmapped_columns(self) -> dict[int, str]:
        """Position → name of the columns that the contract does not know."""
        known = set(self.indexes.values())
        return {i: name for i, name in enumerate(self.names) if i not in known}


def recognise_header(part: Part, candidates: list[Contract]) -> Header:
    """The first candidate whose needed columns are all there, in the dialect that maps most.

    FileRejected names the missing and the unexpected columns of the closest candidate. Unexpected
    columns are only counted if the header could be a row of data.
    """
    found: list[Header] = []
    refusal: FileRejected | None = None
    for contract in candidates:
        for dialect in part.dialects:
            try:
                header = _read_header(part, contract, dialect)
            except FileRejected as error:
                refusal = error
                continue
            if header:
                found.append(header)
    if not found:
        raise refusal or FileRejected("has no header; send the file again with its header row")
    fitting = [header for header in found if not header.missing_columns]
    best = max(fitting or found, key=lambda header: (header.needed_count, len(header.indexes)))
    if best.missing_columns:
        raise refusal if refusal and not best.needed_count else _explain_mismatch(best)
    return best


def _explain_mismatch(header: Header) -> FileRejected:
    unexpected = list(header.unmapped_columns.values())
    missing, unknown = ", ".join(header.missing_columns), ", ".join(unexpected) or "none"
    if unexpected and not header.is_safe_to_quote:
        unknown = format_count(len(unexpected), "unknown column")
    return FileRejected(
        f"missing columns: {missing}; unexpected columns: {unknown}; "
        "correct the header, or add a synonym to the contract"
    )


def _read_header(part: Part, contract: Contract, dialect: str) -> Header | None:
    series = None
    for position, cells in enumerate(part.read(dialect), start=1):
        texts = [format_cell(cell).strip().lstrip("\ufeff") for cell in cells]
        if contract.series and position == contract.series.record:
            series = next((text for text in texts if text), None)
        if contract.header_record and position < contract.header_record:
            continue
        if any(texts) or contract.header_record:
            keep = len(texts) if part.is_typed else _count_filled_width(texts)
            names = _make_unique(texts[:keep])
            indexes = _map_columns(contract, texts[:keep])
            return Header(contract, dialect, position, names, indexes, series)
    return None


def _count_filled_width(texts: list[str]) -> int:
    return max((i + 1 for i, text in enumerate(texts) if text), default=0)


def _make_unique(texts: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for number, text in enumerate(texts, start=1):
        name = text or f"column {number}"
        while name in names:
            name = f"{name} (column {number})"
        names.append(name)
    return tuple(names)


def _map_columns(contract: Contract, texts: list[str]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    grouped: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        name = fold_text(text)
        if column := contract.columns_by_header.get(name):
            found.setdefault(column, []).append(index)
        elif contract.group_prefix and (
            column := contract.columns_by_header.get(name.rsplit("/", 1)[-1])
        ):
            grouped.setdefault(column, []).append(index)
    # A column's own name beats the same name inside a group.
    merged = {**grouped, **found}
    for column, indexes in merged.items():
        if len(indexes) > 1 and not contract.uncounted:
            header = contract.columns[column].headers[0]
            raise FileRejected(f"has the column {header!r} {len(indexes)} times; keep one of them")
    return {column: indexes[0] for column, indexes in merged.items()}
