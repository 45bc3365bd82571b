"""Faulty rows in the other sources: files of their own, or rows at the end of a month's file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from sample import months
from sample.feeds import kobo
from sample.faults.fault_list import FaultList, list_faults
from sample.writers.text import write_text

EVENT = {
    "event_type": "migration_forum",
    "event_date": "2018-03-04",
    "district": "Sylhet",
    "participants_men": "10",
    "_submission_time": "2018-03-05T04:00:00",
    "_validation_status": "Approved",
}
FIGURE = {
    "indicator_code": "news_reports",
    "dimension": "total",
    "member": "all",
    "period": "month",
    "value": "1",
    "label_confidence": "certain",
}


def plant_other_rows(landing: Path, last: int, faults: FaultList) -> None:
    """Plant the faulty rows of events, social media, communications and published figures."""
    social = landing / "social_media"
    _plant_events(landing, faults)
    series: list[tuple[str, ...]] = [("Date", "Primary")]
    path = social / "facebook" / "Reach (faulty).csv"
    rows = _rows("facebook", series[0], {"Date": "2018-01-01T00:00:00", "Primary": "5"}, last)
    write_text(
        path,
        [*series, *rows],
        encoding="utf-16-le",
        quote_all=True,
        preamble='sep=,\r\n"Reach"\r\n',
    )
    _note(landing, path, "facebook", 4, faults)
    youtube = ("Date", "Views")
    path = social / "youtube" / "faulty" / "Table data.csv"
    rows = _rows("youtube", youtube, {"Date": "2018-01-01", "Views": "5"}, last)
    write_text(path, [youtube, ("Total", "10"), *rows], line_end="\n")
    _note(landing, path, "youtube", 3, faults)
    other = ("Date", "Platform", "Reach")
    path = social / "other" / "faulty.csv"
    rows = _rows("other", other, {"Date": "2018-01-01", "Platform": "Radio", "Reach": "9"}, last)
    write_text(path, [other, *rows])
    _note(landing, path, "other", 2, faults)
    label = months.format_month(last)
    for table, key in (("products", "Product ID"), ("news", "Report ID")):
        path = landing / "communications" / label[:4] / f"{table}_{label}.csv"
        sound = {key: "FAULT-{n}", "Date": months.get_first_day(last).isoformat()}
        _append(landing, path, table, sound, last, faults)
    _plant_published(landing, last, faults)


def _plant_events(landing: Path, faults: FaultList) -> None:
    path = landing / "events" / "Event_log_-_faulty.csv"
    sound = {**EVENT, "_id": "{n}"}
    write_text(
        path,
        [kobo.COLUMNS, *_rows("events", kobo.COLUMNS, sound, 0)],
        delimiter=";",
        quote_all=True,
    )
    _note(landing, path, "events", 2, faults)


def _plant_published(landing: Path, last: int, faults: FaultList) -> None:
    bulletins = sorted((landing / "published").glob("*.csv"))
    path = bulletins[-1] if bulletins else landing / "published" / f"{months.format_month(last)}.csv"
    if not bulletins:
        write_text(path, [("reporting_month", *FIGURE, "note")])
    sound = {**FIGURE, "reporting_month": path.stem, "dimension": "fault {n}"}
    _append(landing, path, "published", sound, last, faults)


def _rows(
    table: str, columns: Iterable[str], sound: dict[str, str], last: int
) -> Iterable[list[str]]:
    """The faulty rows; {n} numbers them, and a repeated row keeps its number."""
    after = (months.get_last_day(last) + timedelta(days=1)).isoformat()
    number = 0
    previous = None
    for fault in list_faults(table):
        if not (fault.repeats and previous == fault):
            number += 1
        previous = fault
        cells = {**sound, **{c: v.replace("{after}", after) for c, v in fault.cells.items()}}
        yield [cells.get(column, "").replace("{n}", str(900_000 + number)) for column in columns]


def _append(
    landing: Path, path: Path, table: str, sound: dict[str, str], last: int, faults: FaultList
) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.reader(file))
    rows = _rows(table, records[0], sound, last)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)
    _note(landing, path, table, len(records) + 1, faults)


def _note(landing: Path, path: Path, table: str, first: int, faults: FaultList) -> None:
    name = path.relative_to(landing).as_posix()
    for place, fault in enumerate(list_faults(table)):
        faults.add_row(name, "", first + place, fault)
