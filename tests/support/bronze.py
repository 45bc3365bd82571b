"""A bronze with its ledger: a landing folder and a home, into which real ingestions bring files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ingestion.bronze_tables import locate_folder
from ingestion.ingest import ingest_landing
from ingestion.ingest_report import IngestReport
from ingestion.ledger.queries import list_source_files
from ingestion.ledger.store import locate_ledger
from ingestion.ledger.withdrawal import Change, reinstate_versions, withdraw_versions
from tests.support.rows import case, case_workbook, returnees_csv

PROGRAMME = {"first_date": date(2017, 4, 1), "time_zone": "Asia/Dhaka"}


class Bronze:
    """The folders `landing` and `home`, and a clock `now` that every action moves on by a day."""

    def __init__(self, root: Path) -> None:
        self.landing, self.home = root / "landing", root / "home"
        self.landing.mkdir(parents=True)
        self.ledger = locate_ledger(self.home)
        self.now = datetime(2022, 12, 1, 3, tzinfo=UTC)
        self.centres = ("SYL", "DHK")
        self.progress: list[tuple[int, int, str]] = []

    def put(self, path: str, content: bytes | str) -> Path:
        """Put a file into the landing folder, in the place of one that is there."""
        file = self.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def ingest(self, *, later: timedelta = timedelta(days=1)) -> IngestReport:
        """One ingestion; the clock moves on by `later`."""
        report = ingest_landing(
            self.landing,
            self.home,
            centres=self.centres,
            now=lambda: self.now,
            progress=lambda *step: self.progress.append(step),
            **PROGRAMME,
        )
        self.now += later
        return report

    def withdraw(self, what: str, *, all_versions: bool = False) -> Change:
        """Withdraw the path of a version, an id or a delivery."""
        how = {"reason": "a test", "by": "tester", "now": self._move_clock}
        return withdraw_versions(self.home, what, all_versions=all_versions, **how)

    def reinstate(self, what: str) -> Change:
        """Undo a withdrawal."""
        return reinstate_versions(
            self.home, what, reason="a test", by="tester", now=self._move_clock
        )

    def _move_clock(self) -> datetime:
        now, self.now = self.now, self.now + timedelta(days=1)
        return now

    def read_table(self, name: str) -> list[dict[str, Any]]:
        """All rows of a bronze table, or of the quarantine, by file and row."""
        rows: list[dict[str, Any]] = []
        for file in sorted(locate_folder(self.home, name).glob("*.parquet")):
            rows += pq.read_table(file).to_pylist()
        return sorted(rows, key=lambda row: (row["source_file_id"], row["row_number"]))

    def list_rules(self) -> list[tuple[int, str, str]]:
        """Row number, column and broken rule of everything in quarantine."""
        rows = self.read_table("quarantine")
        return [(row["row_number"], row["column_name"], row["rule"]) for row in rows]

    def list_sources(self, as_of: datetime | None = None) -> list[dict[str, Any]]:
        """The ledger as other stations read it: a row for each content."""
        frame = list_source_files(self.ledger, as_of)
        return frame.astype(object).where(frame.notna(), None).to_dict("records")

    def list_in_force(self, as_of: datetime | None = None) -> set[str]:
        """The paths of the contents in force."""
        return {row["path"] for row in self.list_sources(as_of) if row["is_in_force"]}


def put_four_deliveries(bronze: Bronze) -> Bronze:
    """Four files for all kinds of tables: a workbook, bad rows, blank rows, and a rejected file."""
    bronze.put("cases/cases_SYL_2022-07.xlsx", case_workbook())
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv(case(2), case(3, Full_Name="")))
    bronze.put("cases/returnees_SYL_2022-08_v2.csv", f"{returnees_csv(case(2))}{',' * 14}\r\n")
    bronze.put("cases/returnees_DHK_2022-08.csv", "nonsense")
    return bronze
