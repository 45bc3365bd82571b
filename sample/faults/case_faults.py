"""Faulty rows in the last case deliveries of one centre with workbooks and one with text."""

from __future__ import annotations

from datetime import timedelta

from sample import facts, months
from sample.course.records import CASE_COLUMNS, SERVICE_COLUMNS
from sample.facts import Centre
from sample.faults.fault_list import FaultList, RowFault, list_faults
from sample.feeds.case_deliveries import list_incidents, locate_file
from sample.writers.case_layout import SHEETS
from sample.writers.spill import Spill

FORMS = {"workbook": ("DHK", "KHL"), "text": ("CML", "MNS")}


def plant_case_rows(spill: Spill, last: int, faults: FaultList) -> None:
    """Add the faulty rows to the waiting rows of the deliveries."""
    is_monthly = last > facts.find_baseline_end()
    month = months.format_month(last) if is_monthly else "baseline"
    for codes in FORMS.values():
        code = next(code for code in codes if not list_incidents(code, month))
        planter = _Planter(facts.read_centres()[code], month, spill, faults)
        planter.plant_rows(last, is_monthly)
        if is_monthly:
            planter.plant_after_baseline()


class _Planter:
    def __init__(self, centre: Centre, month: str, spill: Spill, faults: FaultList) -> None:
        self._centre, self._month = centre, month
        self._spill, self._faults = spill, faults
        self._sound = f"{centre.code}-F-0000"
        self._serial = 0

    def plant_rows(self, last: int, is_monthly: bool) -> None:
        """Plant a sound case without milestones, to which the services belong, then every fault."""
        self._add_row("returnees", self._build_case(self._sound, last))
        self._faults.cases.append(f"{self._centre.code}:{self._sound}")
        tokens = {
            "{after}": (months.get_last_day(last) + timedelta(days=1)).isoformat(),
            "{centre}-1999-99999": f"{self._centre.code}-1999-99999",
        }
        for table in SHEETS:
            for fault in list_faults(table):
                if is_monthly or not fault.needs_month:
                    cells = {c: tokens.get(v, v) for c, v in fault.cells.items()}
                    self._plant_row(table, fault, cells, last)

    def plant_after_baseline(self) -> None:
        """Plant a row registered after the end of the baseline that it is in."""
        month = facts.find_baseline_end() + 1
        fault = RowFault("Registration Date", "after_baseline", "held", {}, False, False)
        self._month = "baseline"
        self._plant_fault(
            "returnees", fault, self._build_case(f"{self._centre.code}-F-9000", month)
        )

    def _plant_row(self, table: str, fault: RowFault, cells: dict[str, str], last: int) -> None:
        self._serial += 0 if fault.repeats and self._was_repeated(fault) else 1
        name = f"{self._centre.code}-F-{self._serial:04d}"
        row = self._build_case(name, last) if table == "returnees" else self._build_service(name)
        self._plant_fault(table, fault, {**row, **cells})
        if fault.expected == "value":
            self._faults.cases.append(f"{self._centre.code}:{name}")

    def _was_repeated(self, fault: RowFault) -> bool:
        return bool(self._faults.rows) and self._faults.rows[-1][3:5] == (fault.column, fault.rule)

    def _plant_fault(self, table: str, fault: RowFault, row: dict[str, str]) -> None:
        place = self._add_row(table, row)
        file, in_workbook = locate_file(self._centre, self._month, table, self._spill)
        self._faults.add_row(file, SHEETS[table] if in_workbook else "", place, fault)

    def _add_row(self, table: str, row: dict[str, str]) -> int:
        key = (self._centre.code, self._month, table)
        columns = CASE_COLUMNS if table == "returnees" else SERVICE_COLUMNS
        self._spill.add_row(key, [row.get(column, "") for column in columns])
        return self._spill.counts[key] + 1

    def _build_case(self, name: str, month: int) -> dict[str, str]:
        return {
            "Case ID": name,
            "Registration Date": months.get_first_day(month).isoformat(),
            "Full Name": "Planted Fault",
            "Sex": "Male",
            "Country of Return": "Italy",
        }

    def _build_service(self, name: str) -> dict[str, str]:
        return {
            "Service ID": name,
            "Case ID": self._sound,
            "Service": "Skill Training",
            "Status": "Enrolled",
            "Start Date": "2017-07-02",
        }
