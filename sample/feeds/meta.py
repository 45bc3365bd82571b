"""Meta Business Suite exports: daily series in UTF-16, and an export of posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from sample.feeds.windows import cut_window, list_windows
from sample.writers.text import write_text

POST_COLUMNS = [
    "Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time",
    "Caption type", "Permalink", "Is crosspost", "Is share", "Post type", "Languages",
    "Custom labels", "Funded content status", "Data comment", "Date", "Views", "Reach", "Reactions",
    "Comments", "Shares", "Total clicks", "Other Clicks", "Link Clicks", "Photo Click",
    "Matched Audience Targeting Consumption (Photo Click)",
    "Negative feedback from users: Hide all", "3-second video views",
]  # fmt: skip


def write_facebook(folder: Path, days: dict[date, int], rng: Random) -> None:
    """Write reach in overlapping windows, one of them twice, two other series, and the posts."""
    bounds = (min(days), max(days))
    for number, window in enumerate(list_windows(*bounds, days=400, overlap=35)):
        name = "Reach.csv" if number == 0 else f"Reach ({number}).csv"
        metric = "Facebook reach" if number < 3 else "Reach"
        shown = cut_window(days, window)
        write_series(folder / name, metric, shown)
        if number == 1:
            write_series(folder / "again" / name, metric, shown)
    recent = dict(sorted(days.items())[-120:])
    write_series(folder / "Follows.csv", "Follows", {day: n // 50 for day, n in recent.items()})
    write_series(folder / "Views.csv", "Views", {day: n * 3 + 5 for day, n in recent.items()})
    write_text(folder / "posts" / "Posts.csv", _build_posts(rng), encoding="utf-8-sig")


def write_series(path: Path, metric: str, days: dict[date, int]) -> None:
    """Write one daily series. The hour is an artefact of the export."""
    hour = "00" if len(days) % 2 else "07"
    rows: list[tuple[str, str]] = [("Date", "Primary")]
    rows += [(f"{day.isoformat()}T{hour}:00:00", str(value)) for day, value in sorted(days.items())]
    write_text(
        path, rows, encoding="utf-16-le", quote_all=True, preamble=f'sep=,\r\n"{metric}"\r\n'
    )
    with path.open("ab") as file:
        file.write("\r\n".encode("utf-16-le"))


def _build_posts(rng: Random) -> Iterator[list[object]]:
    """Lifetime totals of posts, with line breaks in their titles."""
    yield list(POST_COLUMNS)
    for post in range(40):
        values: dict[str, object] = {
            "Post ID": 10_000_000_000 + post * 7919,
            "Page ID": 100_057_000,
            "Page name": "Prottasha",
            "Title": "Know before you go,\nask before you pay",
            "Publish time": f"09/{post % 28 + 1:02d}/2021 05:12",
            "Permalink": f"https://www.facebook.com/example/posts/{post}",
            "Post type": rng.choice(("Photos", "Videos", "Links")),
            "Date": "Lifetime",
            "Views": rng.randint(100, 9000),
            "Reach": rng.randint(100, 9000),
        }
        yield [values.get(column, "") for column in POST_COLUMNS]
