"""Layout contracts: what a delivered file must look like, as data in `contracts/*.yml`.

A new spelling of a header is a new synonym there, not code here.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from common.errors import ConfigurationError

FOLDER = Path(__file__).with_name("contracts")
CLOSED_LISTS = Path(__file__).with_name("closed_lists.yml")
# Raise this when the code judges files differently, so that rejected files are tried again.
READER_VERSION = 1

# The safe loader, in C if it was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ColumnType = Literal["text", "date", "iso_date", "timestamp", "month", "number", "count"]


def fold_text(text: str) -> str:
    """Trim, collapse blanks, normalise (NFC), fold case: to compare headers and list values."""
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def _require_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from None
    return pattern


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Data):
    """One bronze column: its headers, and what its cells must be."""

    headers: tuple[str, ...] = Field(min_length=1)
    type: ColumnType = "text"
    # `required`: every cell must be filled. `column_required`: only the column must be there.
    required: bool = False
    column_required: bool = False
    personal: bool = False
    list: str | None = None
    not_before: date | None = None
    # A value in scientific notation has lost digits in Excel: it is blanked, its row stays.
    blank_scientific: bool = False

    @property
    def is_needed(self) -> bool:
        return self.required or self.column_required


class FileKind(_Data):
    """A pattern of file names, and where the layout is in such a file (sheet, archive member)."""

    pattern: Annotated[str, AfterValidator(_require_pattern)]
    format: Literal["delimited", "workbook", "archive"]
    sheet: str | None = None
    member: str | None = None

    def match_name(self, name: str) -> re.Match[str] | None:
        return re.fullmatch(self.pattern, name, re.IGNORECASE)


class Series(_Data):
    """A record above the header that names the series. Only the `counted` series count."""

    record: int
    counted: tuple[str, ...]


class IgnoredRows(_Data):
    """Rows with this `value` in `column`: they are kept verbatim and never counted."""

    column: str
    value: str
    reason: str


class NotBefore(_Data):
    """`column` must not be earlier than `other`."""

    column: str
    other: str


class RequiredWhen(_Data):
    """`column` must be filled where `other` has `value`."""

    column: str
    other: str
    value: str


class Contract(_Data):
    """One layout. A file replaces others of the same `slot` and delivery; see `ledger.versions`."""

    table: str
    source: Literal["cases", "social_media", "events", "communications", "published"]
    folder: str
    slot: str
    files: tuple[FileKind, ...] = Field(min_length=1)
    delimiters: tuple[str, ...] = (",",)
    header_record: int | None = None
    series: Series | None = None
    group_prefix: bool = False
    hxl_row: bool = False
    versioned: bool = False
    latest_date: Literal["delivery_month", "landing"] = "landing"
    key: tuple[str, ...] = ()
    uncounted: str | None = None
    ignored_rows: tuple[IgnoredRows, ...] = ()
    columns: dict[str, Column]
    not_before: tuple[NotBefore, ...] = ()
    required_when: tuple[RequiredWhen, ...] = ()

    @model_validator(mode="after")
    def _require_columns(self) -> Contract:
        pairs: tuple[NotBefore | RequiredWhen, ...] = (*self.not_before, *self.required_when)
        named = [*self.key, *(rule.column for rule in self.ignored_rows)]
        named += [name for pair in pairs for name in (pair.column, pair.other)]
        if unknown := sorted(set(named) - set(self.columns)):
            raise ValueError(f"rules name columns that do not exist: {', '.join(unknown)}")
        if (self.table == "uncounted") != (self.uncounted is not None):
            raise ValueError("`uncounted: <reason>` is for the table `uncounted` and no other")
        return self

    @cached_property
    def columns_by_header(self) -> dict[str, str]:
        """Folded header → bronze column."""
        return {fold_text(h): name for name, column in self.columns.items() for h in column.headers}


class Contracts(_Data):
    """All layouts and closed lists, with a fingerprint that changes when any of them changes."""

    layouts: tuple[Contract, ...]
    lists: dict[str, frozenset[str]]
    fingerprint: str

    @model_validator(mode="after")
    def _require_lists(self) -> Contracts:
        used = {c.list for layout in self.layouts for c in layout.columns.values() if c.list}
        if unknown := sorted(used - set(self.lists)):
            raise ValueError(f"lists that are not in closed_lists.yml: {', '.join(unknown)}")
        return self


@lru_cache
def load_contracts(folder: Path = FOLDER, closed_lists: Path = CLOSED_LISTS) -> Contracts:
    """Read and validate all contracts. ConfigurationError names the file and the fault."""
    digest = hashlib.sha256(str(READER_VERSION).encode())
    layouts = []
    for path in [closed_lists, *sorted(folder.glob("*.yml"))]:
        content = path.read_bytes()
        digest.update(content)
        data: Any = yaml.load(content, _LOADER)  # noqa: S506
        if path == closed_lists:
            lists = data
            continue
        try:
            layouts.append(Contract.model_validate(data))
        except ValueError as error:
            raise ConfigurationError(f"the contract {path} is wrong: {error}") from None
    folded = {
        name: frozenset(fold_text(str(v)) for key, others in values.items() for v in [key, *others])
        for name, values in lists.items()
    }
    try:
        return Contracts(layouts=tuple(layouts), lists=folded, fingerprint=digest.hexdigest())
    except ValueError as error:
        raise ConfigurationError(f"the contracts in {folder} are wrong: {error}") from None
