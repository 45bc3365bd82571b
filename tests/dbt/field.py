"""A small field: deliveries as ingestion would have left them in bronze and in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from ingestion.bronze_tables import build_schema, list_table_columns
from tests.support.rows import source_file


@dataclass
class Field:
    """Deliveries to write under `root`, for a run of September 2022."""

    root: Path
    ledger: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    @property
    def bronze(self) -> Path:
        return self.root / "bronze"

    @property
    def inputs(self) -> Path:
        return self.root / "inputs"

    def deliver(
        self,
        table: str,
        rows: Sequence[Mapping[str, str | None]],
        *,
        file: str,
        centre: str | None = None,
        month: str | None = None,
        landed: datetime = datetime(2022, 10, 5),
    ) -> None:
        """Land one file of a table; without a month, a case delivery is the centre's baseline."""
        given = [
            {**row, "source_file_id": file, "row_number": n} for n, row in enumerate(rows, start=1)
        ]
        folder = self.bronze / table
        folder.mkdir(parents=True, exist_ok=True)
        parquet = pyarrow.Table.from_pylist(given, build_schema(table))
        pyarrow.parquet.write_table(parquet, folder / f"{file}.parquet")
        if file != "_empty":
            self.ledger.append(
                source_file(
                    file,
                    table,
                    delivery=f"{table} {centre or ''} {month or ''}",
                    centre_code=centre,
                    delivery_month=month,
                    is_baseline=centre is not None and month is None,
                    landed_at=landed,
                    rows_read=len(rows),
                    rows_loaded=len(rows),
                )
            )

    def link(
        self,
        centre: str,
        case: str,
        person: str,
        joined_by: str = "first",
        to: tuple[str, str] | None = None,
        weight: float | None = None,
    ) -> None:
        """Say whose case it is and what joined it, as identity would have."""
        self.links.append(
            {
                "centre_code": centre,
                "case_id": case,
                "person_id": person,
                "joined_by": joined_by,
                "match_weight": weight,
                "joined_to_centre_code": to and to[0],
                "joined_to_case_id": to and to[1],
                "is_matchable": True,
            }
        )

    def write(self) -> None:
        """Write the empty tables and what a run hands over to dbt."""
        for table in list_table_columns():
            self.deliver(table, [], file="_empty")
        self.inputs.mkdir(parents=True, exist_ok=True)
        parameters = {
            "run_id": "a-run",
            "reporting_month": date(2022, 9, 1),
            "start_month": date(2017, 4, 1),
            "programme_name": "a programme",
            "time_zone": "Asia/Dhaka",
            "code_version": "0",
        }
        self._input("run_parameters", [parameters])
        self._input("source_files", self.ledger)
        self._input("service_centres", CENTRES)
        self._input("person_links", self.links)
        self._input("identity_decisions", [DECISION])
        self._input("restatements", [RESTATEMENT])
        self._input("restated_rows", [RESTATED_ROW])
        self._input("check_results", [CHECK_RESULT])

    def _input(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        table = pyarrow.Table.from_pylist([dict(row) for row in rows])
        if name == "source_files":  # a column of nothing but blanks has no type of its own
            instants = table["withdrawn_at"].cast(pyarrow.timestamp("us"))
            position = table.column_names.index("withdrawn_at")
            table = table.set_column(position, "withdrawn_at", instants)
        pyarrow.parquet.write_table(table, self.inputs / f"{name}.parquet")


CENTRES: Sequence[Mapping[str, str]] = (
    {"centre_code": "SYL", "centre_name": "Sylhet", "district_pcode": "BD6091"},
    {"centre_code": "DHK", "centre_name": "Dhaka", "district_pcode": "BD3026"},
)
CHECK_RESULT: Mapping[str, Any] = {
    "check_id": "no_row_is_held",
    "target": "int_held_rows",
    "title": "No row is held back",
    "engine": "dbt",
    "quality_dimension": "integrity",
    "severity": "warning",
    "is_blocking": False,
    "threshold": 0.0,
    "evaluated": 3,
    "failed": 0,
    "waived": 0,
    "verdict": "passed",
    "row_references": "",
    "engineer_guidance": "Correct the Case ID.",
    "auditor_guidance": "The services do not count.",
}
DECISION: Mapping[str, Any] = {
    "centre_code_a": "SYL",
    "case_id_a": "S1",
    "centre_code_b": "DHK",
    "case_id_b": "D1",
    "verdict": "same",
    "decided_at": datetime(2022, 10, 4),
}
RESTATEMENT: Mapping[str, Any] = {
    "reporting_month": date(2022, 8, 1),
    "indicator_code": "screened",
    "dimension": "total",
    "member": "all",
    "period": "month_new",
    "cause": "late_arrival",
    "published_in": "2022-08.1",
    "as_published": 1,
    "as_now_known": 2,
    "difference": 1,
    "part": 1,
}
RESTATED_ROW: Mapping[str, Any] = {
    "published_in": "2022-08.1",
    "cause": "late_arrival",
    "subject_type": "person",
    "subject_id": "P1",
    "indicator_code": "screened",
    "counting_month": date(2022, 8, 1),
    "sex": "men",
    "origin": "eu",
    "platform": None,
    "new_effect": 1,
    "served_effect": 1,
    "source_file_id": "returnees-SYL-2022-08",
    "table_name": "returnees",
    "row_number": 1,
}
