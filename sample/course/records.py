"""Case and service records with their history: what the delivery of a month says about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

CASE_COLUMNS = (
    "Case ID", "Registration Date", "Full Name", "Father's Name", "Sex", "Date of Birth", "NID",
    "Passport No", "Phone", "District", "Upazila", "Country of Return", "Return Date",
    "Screened On", "Plan Developed On",
)  # fmt: skip
SERVICE_COLUMNS = (
    "Service ID", "Case ID", "Service", "Status", "Start Date", "Completion Date", "Amount (BDT)",
)  # fmt: skip
MILESTONES = ("Registration Date", "Screened On", "Plan Developed On")
DATE_COLUMNS = frozenset(
    {*MILESTONES, "Date of Birth", "Return Date", "Start Date", "Completion Date"}
)

Row = dict[str, Any]


@dataclass(slots=True)
class Record:
    """A record that changes over time. versions: (month, row as of that month), oldest first.

    sex and origin are how the row of a case must be read. The true figures are counted by them.
    """

    versions: list[tuple[int, Row]] = field(default_factory=list)
    sex: str = "unknown"
    origin: str = "unknown"

    def change_row(self, month: int, **changes: Any) -> None:
        """Change the row from `month` on. A month that is not later changes the last version."""
        if self.versions and month <= self.versions[-1][0]:
            self.versions[-1][1].update(changes)
            return
        before = self.versions[-1][1] if self.versions else {}
        self.versions.append((month, {**before, **changes}))

    def find_row(self, month: int) -> Row | None:
        """The row in force after the deliveries up to `month`. None before the first version."""
        row = None
        for changed, version in self.versions:
            if changed <= month:
                row = version
        return row

    def list_versions(self, baseline: int, through: int) -> Iterator[tuple[int, Row]]:
        """(month, row) of each delivery up to `through`. The baseline has only its last row."""
        early = self.find_row(min(baseline, through))
        if early is not None:
            yield baseline, early
        for month, row in self.versions:
            if baseline < month <= through:
                yield month, row


@dataclass(slots=True)
class Case:
    """A case of a person at a centre, with its services."""

    centre: str
    case_id: str
    record: Record
    services: list[Record] = field(default_factory=list)

    def find_registration(self, through: int) -> date | None:
        """The registration date, if the deliveries up to the month `through` contain the case."""
        row = self.record.find_row(through)
        return row["Registration Date"] if row else None
