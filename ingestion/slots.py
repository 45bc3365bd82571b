"""Slots: what a file delivers, and which contracts it may follow, by its folder and name."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath

from ingestion.contract import Contract, FileKind
from ingestion.exceptions import FileRejected

BASELINE = "baseline"


@dataclass(frozen=True)
class Delivery:
    """What a part of a file delivers. The versions of one `slot` replace each other."""

    slot: str
    source: str
    text: str
    centre: str | None = None
    month: str | None = None
    is_baseline: bool = False
    version: int = 1
    is_versioned: bool = False

    @property
    def month_end(self) -> date | None:
        if self.month is None:
            return None
        year, month = map(int, self.month.split("-"))
        return date(year, month, calendar.monthrange(year, month)[1])

    def build_source_file_id(self, content_sha256: str) -> str:
        return f"{self.slot}-{content_sha256[:12]}"


@dataclass(frozen=True)
class ExpectedPart:
    """One part that a file must hold: its delivery, and the contracts it may follow."""

    delivery: Delivery
    kind: FileKind
    candidates: tuple[Contract, ...]


def build_unrecognised_delivery(path: str, source: str = "") -> Delivery:
    """The delivery of a file that no contract knows: its slot stands for its path."""
    slot = f"unrecognised-{sha256(path.encode()).hexdigest()[:8]}"
    return Delivery(slot=slot, source=source, text="")


def find_expected_parts(
    path: str, layouts: Collection[Contract], centres: Collection[str]
) -> list[ExpectedPart]:
    """The parts expected in the file at `path` (relative to landing).

    FileRejected if its folder or name belongs to no layout, or names no centre, month or version.
    """
    folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
    here = [c for c in layouts if folder.is_relative_to(c.folder)]
    if not here:
        folders = ", ".join(sorted({f"{contract.folder}/" for contract in layouts}))
        raise FileRejected(f"is not in a source folder; move it to one of {folders}")
    found: dict[str | None, ExpectedPart] = {}
    for contract in here:
        for kind in contract.files:
            if not (match := kind.match_name(name)):
                continue
            if earlier := found.get(kind.sheet):
                candidates = (*earlier.candidates, contract)
                found[kind.sheet] = ExpectedPart(earlier.delivery, earlier.kind, candidates)
            else:
                delivery = _parse_delivery(contract, match, centres)
                found[kind.sheet] = ExpectedPart(delivery, kind, (contract,))
    if not found:
        raise FileRejected(
            f"has a name that no layout of {here[0].folder}/ knows; rename it as its layout asks"
        )
    return list(found.values())


def _parse_delivery(contract: Contract, match: re.Match[str], centres: Collection[str]) -> Delivery:
    groups = match.groupdict()
    centre = _find_centre(groups["centre"], centres) if "centre" in groups else None
    period = groups.get("period")
    is_baseline = period is not None and period.casefold() == BASELINE
    if period and is_baseline:
        period = BASELINE
    elif period and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        raise FileRejected(f"has no month in its name: {period} is not a month; write YYYY-MM")
    version = int(groups.get("version") or 1)
    if not 1 <= version < 2**31:
        raise FileRejected("has a version out of range in its name; number versions from _v1")
    parts = [part for part in (centre, period) if part]
    return Delivery(
        slot="-".join([contract.slot, *parts]),
        source=contract.source,
        text="-".join(parts) or contract.slot,
        centre=centre,
        month=None if is_baseline else period,
        is_baseline=is_baseline,
        version=version,
        is_versioned=contract.versioned,
    )


def _find_centre(text: str, centres: Collection[str]) -> str:
    code = {centre.casefold(): centre for centre in centres}.get(text.casefold())
    if code is None:
        known = ", ".join(sorted(centres))
        raise FileRejected(f"names an unknown centre, {text}; write one of {known}")
    return code
