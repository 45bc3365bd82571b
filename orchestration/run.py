"""A run of the warehouse for a reporting month: its identity, and the places of its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.settings import Programme, Settings


@dataclass(frozen=True)
class Run:
    """A run: its id, its reporting month, and the one folder that it may write to."""

    run_id: str
    month: date
    settings: Settings
    programme: Programme

    @property
    def folder(self) -> Path:
        return self.settings.work / self.run_id

    @property
    def inputs(self) -> Path:
        return self.folder / "inputs"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def people_state(self) -> Path:
        return self.inputs / "people_state.json"

    @property
    def month_label(self) -> str:
        return f"{self.month:%Y-%m}"

    def checks(self, station: str) -> Path:
        return self.folder / "checks" / f"{station}.parquet"

    def nodes(self, selector: str) -> Path:
        return self.folder / "checks" / f"dbt_{selector}.json"
