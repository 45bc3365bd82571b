"""The case deliveries: one or two files for each centre and month, corrections and repeats too."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sample import facts
from sample.facts import Centre
from sample.writers.case_layout import SHEETS, format_rows
from sample.writers.excel import MOST_ROWS, write_workbook
from sample.writers.spill import Spill
from sample.writers.text import write_text

TABLES = ("returnees", "assistance")


@dataclass(frozen=True)
class Delivery:
    """A centre's delivery of a month (or its baseline) and the folder where it lands."""

    centre: Centre
    month: str
    folder: Path
    spill: Spill

    def read_rows(self, table: str) -> Iterator[Sequence[str]]:
        """The correct rows of the delivery."""
        return self.spill.read_rows((self.centre.code, self.month, table))

    @property
    def is_workbook(self) -> bool:
        """Whether the delivery is a workbook. If a sheet cannot hold the rows, it is text."""
        largest = max(self.spill.counts.get((self.centre.code, self.month, t), 0) for t in TABLES)
        return self.centre.layout == "workbook" and largest < MOST_ROWS


def write_delivery(cases: Path, centre: Centre, month: str, spill: Spill) -> None:
    """Write the files of one delivery below the folder `cases`."""
    incidents = list_incidents(centre.code, month)
    late = next((i["folder"] for i in incidents if i["kind"] == "late"), None)
    delivery = Delivery(centre, month, cases / (late or _name_folder(centre, month)), spill)
    corrected = [i for i in incidents if i["kind"].startswith("corrected")]
    wrong = {table for i in corrected for table in ([i["table"]] if "table" in i else TABLES)}
    _write_files(delivery, wrong, "")
    for incident in incidents:
        for version in incident.get("versions", []):
            _write_version(
                delivery, incident, f"_v{version}", last=incident["versions"][-1] == version
            )
        if incident["kind"] == "resent":
            _resend_files(delivery, cases / "resent")


def list_incidents(centre: str, month: str) -> list[dict[str, Any]]:
    """What went wrong with the delivery of a centre for a month."""
    return [i for i in _read_incidents() if (i["centre"], i["month"]) == (centre, month)]


def locate_file(centre: Centre, month: str, table: str, spill: Spill) -> tuple[str, bool]:
    """The path of a delivery below the landing folder, and whether it is a workbook."""
    delivery = Delivery(centre, month, Path("cases") / _name_folder(centre, month), spill)
    if delivery.is_workbook:
        return f"{delivery.folder.as_posix()}/cases_{centre.code}_{month}.xlsx", True
    return f"{delivery.folder.as_posix()}/{table}_{centre.code}_{month}.csv", False


def _name_folder(centre: Centre, month: str) -> str:
    return "baseline" if month == "baseline" else f"{centre.code}/{month[:4]}"


def _write_version(
    delivery: Delivery, incident: dict[str, Any], suffix: str, *, last: bool
) -> None:
    if incident["kind"] == "corrected_by_text":
        _write_table(delivery, incident["table"], delivery.read_rows(incident["table"]), suffix)
        return
    tables = (incident["table"],) if "table" in incident else TABLES
    _write_files(delivery, set() if last else set(tables), suffix, tables)


def _write_files(
    delivery: Delivery, wrong: set[str], suffix: str, tables: Sequence[str] = TABLES
) -> None:
    rows = {
        t: _spoil_rows(delivery.read_rows(t)) if t in wrong else delivery.read_rows(t)
        for t in tables
    }
    if delivery.is_workbook:
        name = f"cases_{delivery.centre.code}_{delivery.month}{suffix}.xlsx"
        sheets = {
            SHEETS[t]: format_rows(delivery.centre, t, found, workbook=True)
            for t, found in rows.items()
        }
        write_workbook(delivery.folder / name, sheets)
        return
    for table, found in rows.items():
        _write_table(delivery, table, found, suffix)


def _write_table(
    delivery: Delivery, table: str, rows: Iterable[Sequence[str]], suffix: str
) -> None:
    centre = delivery.centre
    write_text(
        delivery.folder / f"{table}_{centre.code}_{delivery.month}{suffix}.csv",
        format_rows(centre, table, rows, workbook=False),
        encoding=centre.encoding,
        delimiter=centre.delimiter,
    )


def _spoil_rows(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows of a wrong first version: one record too many, every fifth row missing."""
    for place, row in enumerate(rows):
        if place == 0:
            yield [f"{row[0]}-X", *row[1:]]
        if place % 5 != 2:
            yield row


def _resend_files(delivery: Delivery, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(delivery.folder.glob(f"*_{delivery.centre.code}_{delivery.month}.*")):
        shutil.copyfile(path, folder / path.name)


@cache
def _read_incidents() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((facts.DATA / "incidents.yml").read_text("utf-8"))
    return loaded
