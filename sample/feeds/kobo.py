"""KoboToolbox exports of the event form: overlapping, edited, and in several layouts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sample import chance, facts, months
from sample.feeds.programme_events import Event, build_next_morning, count_event, draw_events
from sample.tally import Tally
from sample.writers.excel import write_workbook
from sample.writers.text import write_text

COLUMNS = (
    "start", "event_type", "event_date", "district", "upazila", "venue", "participants_men",
    "participants_women", "participants_unknown", "organiser", "_id", "_uuid", "_submission_time",
    "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "_index",
)  # fmt: skip
HXL = {
    "event_type": "#activity+type",
    "event_date": "#date+event",
    "district": "#adm2+name",
    "participants_men": "#reached+m",
    "participants_women": "#reached+f",
}
GROUPS = {"event": ("event_type", "event_date"), "place": ("district", "upazila", "venue")}
OVERLAP = timedelta(days=60)
EDITED_SHARE = 0.06
WORKBOOK_EXPORT = 3


def write_event_log(folder: Path, tally: Tally, seed: int, last: int) -> None:
    """Write the events up to the month `last` as half-yearly exports, and count them.

    Each export begins two months before the end of the previous one and corrects its errors.
    """
    events = [event for event in draw_events(seed) if months.find_month(event.day) <= last]
    for event in events:
        count_event(event, tally)
    events.append(build_next_morning(last))
    ends = _list_export_ends(last)
    since = datetime.min
    for number, end in enumerate(ends):
        rows: list[dict[str, Any]] = []
        for event in events:
            if since < event.submitted <= end:
                repeats = end != ends[-1] and event.submitted > end - OVERLAP
                labels = number % 2 == 0
                rows.append(_build_row(event, len(rows) + 1, seed, draft=repeats, labels=labels))
        _write_export(folder, number, end, rows)
        since = end - OVERLAP


def _list_export_ends(last: int) -> list[datetime]:
    """The ends of the exports. The last one is ten days late, because some forms are sent late."""
    final = datetime.combine(months.get_last_day(last), time(23, 59, 59)) + timedelta(days=10)
    halves = [datetime(year, month, 15) for year in range(2017, 2023) for month in (1, 7)]
    return [end for end in halves[2:] if end < final - OVERLAP] + [final]


def _build_row(event: Event, index: int, seed: int, *, draft: bool, labels: bool) -> dict[str, Any]:
    """The form as exported. A draft, which a later export repeats, may still be wrong."""
    rng = chance.open_stream(seed, f"kobo/{event.submission}")
    wrong = draft and rng.random() < EDITED_SHARE
    men, women, unknown = event.participants
    district = facts.read_districts()[event.district]
    if wrong and event.kind != "dmcc_meeting":
        men, women = men + 40, women + 3
    status = _draw_status(event, rng, labels=labels, undecided=wrong)
    return {
        "start": (event.submitted - timedelta(minutes=20)).isoformat() + ".000+06:00",
        "event_type": event.kind,
        "event_date": event.day,
        "district": rng.choice((*district.latin, district.latin[0], district.bangla)),
        "upazila": f"{district.latin[0]} Sadar",
        "venue": rng.choice(
            ("Union Parishad hall", "UNO office\nsecond floor", 'School; "new" wing')
        ),
        "participants_men": men,
        "participants_women": women,
        "participants_unknown": unknown if unknown or rng.random() < 0.3 else "",
        "organiser": rng.choice(("BRAC", "IOM", "DEMO")),
        "_id": event.submission,
        "_uuid": str(UUID(int=rng.getrandbits(128), version=4)),
        "_submission_time": event.submitted.isoformat(),
        "_validation_status": status,
        "_notes": "",
        "_status": "submitted_via_web",
        "_submitted_by": f"enumerator_{rng.randint(1, 20):02d}",
        "__version__": "vJ3kX9",
        "_tags": "",
        "_index": index,
    }


def _draw_status(event: Event, rng: Random, *, labels: bool, undecided: bool) -> str:
    if not event.approved and not undecided:
        return "Not approved" if labels else "validation_status_not_approved"
    drawn = rng.random()
    if drawn < 0.2 or undecided:
        return ""
    if drawn < 0.25:
        return "On hold" if labels else "validation_status_on_hold"
    return "Approved" if labels else "validation_status_approved"


def _write_export(folder: Path, number: int, end: datetime, rows: list[dict[str, Any]]) -> None:
    name = f"Event_log_-_all_versions_-_{end:%Y-%m-%d-%H-%M-%S}"
    header = [_add_group(column) if number % 3 == 1 else column for column in COLUMNS]
    if number == WORKBOOK_EXPORT:
        cells = [[row[column] for column in COLUMNS] for row in rows]
        write_workbook(folder / f"{name}.xlsx", {"Event log": [header, *cells]})
        return
    write_text(
        folder / f"{end:%Y}" / f"{name}.csv",
        _build_text_rows(header, rows, hxl=number % 2 == 0),
        delimiter=";",
        quote_all=True,
    )


def _build_text_rows(
    header: Sequence[str], rows: list[dict[str, Any]], *, hxl: bool
) -> Iterator[list[str]]:
    yield list(header)
    if hxl:
        yield [HXL.get(column, "") for column in COLUMNS]
    for row in rows:
        yield [_format_cell(row[column]) for column in COLUMNS]


def _format_cell(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _add_group(column: str) -> str:
    for group, members in GROUPS.items():
        if column in members:
            return f"{group}/{column}"
    return f"people/{column}" if column.startswith("participants_") else column
