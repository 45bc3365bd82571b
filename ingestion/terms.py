"""What an ingestion judges files by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.contract import Contracts
from ingestion.slots import Delivery
from ingestion.values import Bounds


@dataclass(frozen=True)
class Terms:
    """The contracts, the programme, and the local date of landing. Parquet goes below `home`."""

    contracts: Contracts
    centres: tuple[str, ...]
    first_date: date
    today: date
    home: Path

    @property
    def fingerprint(self) -> str:
        """A hash that changes when a rejected file deserves another try."""
        text = f"{self.contracts.fingerprint} {sorted(self.centres)} {self.first_date}"
        return hashlib.sha256(text.encode()).hexdigest()

    def choose_bounds(self, delivery: Delivery, latest: str) -> Bounds:
        """Dates run from the programme's first to the end of the delivery's month, or to landing.

        `latest` is the contract's `latest_date`. A baseline has no month: it ends with its landing.
        """
        end = delivery.month_end if latest == "delivery_month" else None
        if end:
            return Bounds(self.first_date, end, "the end of the month of this delivery")
        return Bounds(self.first_date, self.today, "the day on which the file landed")
