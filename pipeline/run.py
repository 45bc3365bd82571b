"""A run of the warehouse for a reporting month: its identity, and the places of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from common.programme import Programme
from common.settings import Settings

# The tag of a run of Dagster's that makes it a rebuild: an instant, as ISO 8601 with its offset.
AS_OF = "prottasha/as_of"


def reporting_month(tags: Mapping[str, str]) -> str:
    """The month (`YYYY-MM`) of a run of Dagster's: its partition, or the last one of its range."""
    return tags.get("dagster/partition") or tags["dagster/asset_partition_range_end"]


@dataclass(frozen=True)
class Run:
    """A run: its id, its reporting month, and the one folder that it may write to.

    With `as_of` it is a rebuild: of what was known at that instant, and it is published nowhere.
    """

    run_id: str
    month: date
    settings: Settings
    programme: Programme
    as_of: datetime | None = None

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
    def facts_file(self) -> Path:
        return self.inputs / "facts.json"

    @property
    def facts(self) -> dict[str, Any]:
        """What the manifest will say of the run; FileNotFoundError before `inputs.prepare`."""
        facts: dict[str, Any] = json.loads(self.facts_file.read_text("utf-8"))
        return facts

    @property
    def known_at(self) -> datetime:
        """The instant whose state the run shows; FileNotFoundError before `inputs.prepare`."""
        return datetime.fromisoformat(self.facts["known_at"])

    @property
    def vault(self) -> Path:
        """The vault that the run works in: a rebuild has one of its own."""
        from identity.rewind import past_vault

        vault = self.settings.vault
        return vault if self.as_of is None else past_vault(vault, self.run_id)

    @property
    def month_label(self) -> str:
        return f"{self.month:%Y-%m}"

    def checks(self, station: str) -> Path:
        return self.folder / "checks" / f"{station}.parquet"

    def nodes(self, selector: str) -> Path:
        return self.folder / "checks" / f"dbt_{selector}.json"
