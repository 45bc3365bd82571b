"""The files in the landing folder, read and counted independently, give the true figures."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from sample import facts
from sample.generate import SampleReport
from tests.sample import counting, reading
from tests.support.counting_oracle import Cell

Figures = dict[tuple[str, str, str, str, str], int]


def read_figures(truth: Path) -> Figures:
    with (truth / "figures.csv").open(encoding="utf-8") as file:
        found = {tuple(row[:5]): int(row[5]) for row in list(csv.reader(file))[1:]}
    assert any(found.values())
    return found  # type: ignore[return-value]


def select_figures(
    truth: Path, code: str, member: str = "all", period: str = "month_new"
) -> dict[str, int]:
    """Month -> figure of one indicator and member. Fails if all are zero."""
    wanted = (code, member, period)
    found = {
        month: value
        for (month, indicator, _, part, kind), value in read_figures(truth).items()
        if (indicator, part, kind) == wanted
    }
    assert any(found.values()), wanted
    return found


@pytest.fixture(params=["calibrated", "small"])
def written(request: pytest.FixtureRequest) -> SampleReport:
    found: SampleReport = request.getfixturevalue(request.param)
    return found


def test_persons_in_the_files_give_the_true_figures(written: SampleReport) -> None:
    counted = counting.count_persons(written.landing, written.truth)
    compared = 0
    for (month, code, dimension, member, period), value in read_figures(written.truth).items():
        if facts.read_indicators()[code]["unit"] == "persons" and period != "cumulative":
            cell = Cell(date.fromisoformat(f"{month}-01"), code, dimension, member, period)
            assert counted.get(cell, 0) == value, cell
            compared += value
    assert compared > written.persons


def test_cumulative_figures_are_sums_of_new_ones(written: SampleReport) -> None:
    totals: Counter[tuple[str, str, str]] = Counter()
    figures = read_figures(written.truth)
    added: dict[tuple[str, ...], int] = {}
    for (month, code, dimension, member, period), value in sorted(figures.items()):
        if period == "month_new":
            totals[code, dimension, member] += value
            added[month, code, dimension, member, "cumulative"] = totals[code, dimension, member]
    assert added == {cell: value for cell, value in figures.items() if cell[-1] == "cumulative"}


def test_events_in_the_files_give_the_true_figures(written: SampleReport) -> None:
    new: dict[str, Counter[str]] = defaultdict(Counter)
    districts = defaultdict(set)
    for row in reading.read_submissions(written.landing).values():
        if "not" in row["_validation_status"].casefold():
            continue
        month, kind = row["event_date"][:7], row["event_type"]
        people = sum(int(row[f"participants_{sex}"] or 0) for sex in ("men", "women", "unknown"))
        if kind.endswith("_workshop"):
            new["workshops"][month] += 1
        elif kind == "dmcc_meeting":
            districts[month].add(_find_pcode(row["district"]))
        elif kind == "awareness_session":
            new["awareness_reach"][month] += people
        elif kind == "magistrate_training":
            new["magistrates_trained"][month] += people
        else:
            new[f"{kind}s"][month] += 1
    codes = {"workshops", "awareness_reach", "magistrates_trained"}
    assert new.keys() == codes | {"migration_forums", "dcc_meetings"}
    for code, months in new.items():
        expected = select_figures(written.truth, code)
        assert {month: months[month] for month in expected} == expected, code
    expected = select_figures(written.truth, "dmcc_meeting_districts", period="month_served")
    assert {month: len(districts[month]) for month in expected} == expected


def test_reach_in_the_files_gives_the_true_figures(written: SampleReport) -> None:
    new: dict[str, Counter[str]] = defaultdict(Counter)
    for (platform, _, day), value in reading.read_reach(written.landing).items():
        new[platform][f"{day:%Y-%m}"] += value
    assert new.keys() == {"facebook", "youtube", "other"}
    for platform, months in new.items():
        expected = select_figures(written.truth, "social_media_reach", member=platform)
        assert {month: months[month] for month in expected} == expected, platform


@pytest.mark.parametrize(
    ("code", "kind", "key"),
    [("communication_products", "products", "product id"), ("news_reports", "news", "report id")],
)
def test_communications_in_the_files_give_the_true_figures(
    written: SampleReport, code: str, kind: str, key: str
) -> None:
    dates = reading.find_latest_dates(written.landing, kind, key)
    months = Counter(f"{day:%Y-%m}" for day in dates.values())
    expected = select_figures(written.truth, code)
    assert {month: months[month] for month in expected} == expected


def _find_pcode(text: str) -> str:
    return next(d.pcode for d in facts.read_districts().values() if text in (*d.latin, d.bangla))
