"""A run of a reporting month: its identity, and the places of its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.programme import Programme
from common.settings import Settings

if TYPE_CHECKING:
    from ingestion.ingest_report import IngestReport


@dataclass(frozen=True)
class Run:
    """A run: its id, its reporting month, and the one folder that it may write to.

    The folder is that of the month's candidate; a rebuild has a folder of its own.

    With `as_of` it is a rebuild: of what was known at that instant, and it is published nowhere.
    """

    run_id: str
    month: date
    settings: Settings
    programme: Programme
    as_of: datetime | None = None
    # What ingestion did, if that was before the run began.
    ingested: IngestReport | None = None

    @property
    def folder(self) -> Path:
        return self.settings.work / (self.run_id if self.as_of else self.month_label)

    @property
    def inputs(self) -> Path:
        return self.folder / "inputs"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def bulletin(self) -> Path:
        return self.folder / "bulletin.html"

    @property
    def facts_file(self) -> Path:
        return self.inputs / "facts.json"

    @property
    def facts(self) -> dict[str, Any]:
        """What the manifest will say of the run; FileNotFoundError before its inputs are there."""
        facts: dict[str, Any] = json.loads(self.facts_file.read_text("utf-8"))
        return facts

    @property
    def known_at(self) -> datetime:
        """The instant whose state the run shows; FileNotFoundError before its inputs are there."""
        return datetime.fromisoformat(self.facts["known_at"])

    @property
    def vault(self) -> Path:
        """The vault that the run works in: a rebuild has one of its own."""
        from identity.register.past_register import locate_past_vault

        vault = self.settings.vault
        return vault if self.as_of is None else locate_past_vault(vault, self.run_id)

    @property
    def month_label(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def purpose(self) -> str:
        """What the run is for, to whoever waits for it."""
        return f"{'rebuild' if self.as_of else 'run'} of {self.month_label}"

    @property
    def command(self) -> str:
        """The command that makes the same month again."""
        month = f"prottasha run --month {self.month_label}"
        return month + (f" --as-of {self.as_of.isoformat()}" if self.as_of else "")

    def find_checks(self, step: str) -> Path:
        """Where a step leaves the results of its checks."""
        return self.folder / "checks" / f"{step}.parquet"

    def find_nodes(self, selector: str) -> Path:
        """Where a dbt step leaves the results of its nodes."""
        return self.folder / "checks" / f"dbt_{selector}.json"
