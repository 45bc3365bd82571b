"""Communication products and news reports, by the printed quotas: one file for each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from sample import chance, months
from sample.facts import read_printed
from sample.quotas import apportion_total
from sample.tally import Tally
from sample.writers.text import write_text

PRODUCT_COLUMNS = ("Product ID", "Date", "Type", "Title")
PRODUCT_TYPES = ("Video", "Poster", "Leaflet", "Social media post", "Case study", "Newsletter")
OUTLETS = ("The Daily Star", "প্রথম আলো", "Dhaka Tribune", "bdnews24", "Channel i")
REPEATED_SHARE = 0.03
RETYPED_SHARE = 0.02  # ids that one file has twice: with a date of the month before, then right
CORRECTED_MONTH = "2021-04"  # its first files were wrong


@dataclass(frozen=True)
class Kind:
    """A kind of file: indicator, name, id prefix, columns, and values of the third column."""

    indicator: str
    file: str
    prefix: str
    columns: tuple[str, str, str, str]
    sources: tuple[str, ...]


KINDS = (
    Kind("communication_products", "products", "PRD", PRODUCT_COLUMNS, PRODUCT_TYPES),
    Kind("news_reports", "news", "NWS", ("Report ID", "Date", "Outlet", "Headline"), OUTLETS),
)


def write_communications(folder: Path, tally: Tally, seed: int, last: int) -> None:
    """Write a file for each month up to `last` and kind. A repeated id is an update."""
    for kind in KINDS:
        files, current = _draw_items(kind, chance.open_stream(seed, kind.file), last)
        _retype_items(files, chance.open_stream(seed, f"{kind.file}/retyped"))
        for day in current.values():
            tally.count_units(kind.indicator, day, 1)
        for month, rows in files.items():
            label = months.format_month(month)
            path = folder / label[:4] / f"{kind.file}_{label}.csv"
            if label == CORRECTED_MONTH:
                write_text(path, [kind.columns, *rows[1:], (f"{rows[0][0]}X", *rows[0][1:])])
                path = path.with_name(f"{kind.file}_{label}_v2.csv")
            write_text(path, [kind.columns, *rows])


def _retype_items(files: dict[int, list[tuple[str, str, str, str]]], rng: Random) -> None:
    """Put a row with a date of the month before ahead of some rows, in the same file."""
    for month, rows in files.items():
        for row in list(rows) if month else ():
            if rng.random() < RETYPED_SHARE:
                wrong = months.draw_day(rng, month - 1).isoformat()
                rows.insert(rows.index(row), (row[0], wrong, *row[2:]))


def _draw_items(
    kind: Kind, rng: Random, last: int
) -> tuple[dict[int, list[tuple[str, str, str, str]]], dict[str, date]]:
    """The rows by month of delivery, and the date in the latest row of each id."""
    end = months.LAST
    now = read_printed(kind.indicator, period="month")
    weights = [month + 10 for month in range(end)]
    monthly = apportion_total(read_printed(kind.indicator) - now, weights)
    files: dict[int, list[tuple[str, str, str, str]]] = {m: [] for m in range(last + 1)}
    current: dict[str, date] = {}
    serial = 0
    for month, count in enumerate([*monthly, now]):
        for _ in range(count):
            serial += 1
            item, day = f"{kind.prefix}-{serial:04d}", months.draw_day(rng, month)
            versions = [(month, day)]
            if rng.random() < REPEATED_SHARE and month < end - 3:
                versions.append((month + 2, months.draw_day(rng, month + rng.choice((0, 1)))))
            for delivered, dated in versions:
                if delivered <= last:
                    current[item] = dated
                    name = f"Safe migration {serial}, নিরাপদ অভিবাসন"
                    row = (item, dated.isoformat(), rng.choice(kind.sources), name)
                    files[delivered].append(row)
    return files, current
