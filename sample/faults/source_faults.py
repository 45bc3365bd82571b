"""Faulty rows in the other sources: in files of their own, or at the end of an existing file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sample import months
from sample.faults.fault_list import FaultList, list_faults
from sample.feeds import kobo
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


def plant_source_rows(landing: Path, last: int, faults: FaultList) -> None:
    """Plant the faulty rows of events, social media, communications and published figures."""
    planter = _Planter(landing, last, faults)
    name, event = "events/Event_log_-_faulty.csv", {**EVENT, "_id": "{n}"}
    planter.write_rows(name, "events", event, kobo.COLUMNS, delimiter=";", quote_all=True)
    name, reach = "facebook/Reach (faulty).csv", {"Date": "2018-01-01T00:00:00", "Primary": "5"}
    form: dict[str, Any] = {"encoding": "utf-16-le", "quote_all": True}
    planter.write_rows(
        f"social_media/{name}", "facebook", reach, preamble='sep=,\r\n"Reach"\r\n', **form
    )
    name, views = "youtube/faulty/Table data.csv", {"Date": "2018-01-01", "Views": "5"}
    planter.write_rows(
        f"social_media/{name}", "youtube", views, totals=[("Total", "10")], line_end="\n"
    )
    other = {"Date": "2018-01-01", "Platform": "Radio", "Reach": "9"}
    planter.write_rows("social_media/other/faulty.csv", "other", other)
    label = months.format_month(last)
    for table, key in (("products", "Product ID"), ("news", "Report ID")):
        product = {key: "FAULT-{n}", "Date": months.get_first_day(last).isoformat()}
        path = landing / "communications" / label[:4] / f"{table}_{label}.csv"
        planter.append_rows(path, table, product)
    bulletins = sorted((landing / "published").glob("*.csv"))
    path = bulletins[-1] if bulletins else landing / "published" / f"{label}.csv"
    if not bulletins:
        write_text(path, [("reporting_month", *FIGURE, "note")])
    figure = {**FIGURE, "reporting_month": path.stem, "dimension": "fault {n}"}
    planter.append_rows(path, "published", figure)


class _Planter:
    """Writes the faulty rows of a table; `sound` holds the cells of a row without its fault."""

    def __init__(self, landing: Path, last: int, faults: FaultList) -> None:
        self._landing, self._faults = landing, faults
        self._after = (months.get_last_day(last) + timedelta(days=1)).isoformat()

    def write_rows(
        self,
        name: str,
        table: str,
        sound: dict[str, str],
        columns: Sequence[str] = (),
        *,
        totals: Sequence[Sequence[str]] = (),
        preamble: str = "",
        **form: Any,
    ) -> None:
        """Write the rows to a new file. columns: those of `sound` unless given."""
        columns = columns or list(sound)
        rows = self._build_rows(table, columns, sound)
        records = [columns, *totals, *rows]
        write_text(self._landing / name, records, preamble=preamble, **form)
        self._list_rows(name, table, preamble.count("\n") + len(totals) + 2)

    def append_rows(self, path: Path, table: str, sound: dict[str, str]) -> None:
        """Add the rows to the end of an existing file."""
        with path.open("r+", encoding="utf-8", newline="") as file:
            records = list(csv.reader(file))
            rows = self._build_rows(table, records[0], sound)
            csv.writer(file, lineterminator="\r\n").writerows(rows)
        self._list_rows(path.relative_to(self._landing).as_posix(), table, len(records) + 1)

    def _build_rows(
        self, table: str, columns: Sequence[str], sound: dict[str, str]
    ) -> Iterator[list[str]]:
        """The faulty rows. {n} becomes the number of the row, which a repeated row keeps."""
        number = 0
        previous = None
        for fault in list_faults(table):
            number += not (fault.repeats and previous == fault)
            previous = fault
            tokens = {"{n}": str(900_000 + number), "{after}": self._after}
            cells = {**sound, **fault.cells}
            yield [_fill_tokens(cells.get(column, ""), tokens) for column in columns]

    def _list_rows(self, name: str, table: str, first: int) -> None:
        for place, fault in enumerate(list_faults(table)):
            self._faults.add_row(name, "", first + place, fault)


def _fill_tokens(text: str, tokens: dict[str, str]) -> str:
    for token, value in tokens.items():
        text = text.replace(token, value)
    return text
