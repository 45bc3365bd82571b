"""The landing folder says what the truth says: read and counted a second time, apart."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from sample import facts
from sample.generate import SampleReport
from tests.sample import counting, reading

Figures = dict[tuple[str, str, str, str, str], int]


def read_figures(truth: Path) -> Figures:
    with (truth / "figures.csv").open(encoding="utf-8") as file:
        return {tuple(row[:5]): int(row[5]) for row in list(csv.reader(file))[1:]}  # type: ignore[misc]


@pytest.fixture(params=["calibrated", "small"])
def written(request: pytest.FixtureRequest) -> SampleReport:
    found: SampleReport = request.getfixturevalue(request.param)
    return found


def test_persons_in_the_files_give_the_true_figures(written: SampleReport) -> None:
    counted = counting.count_persons(written.landing, written.truth)
    compared = 0
    for (month, code, dimension, member, period), value in read_figures(written.truth).items():
        if facts.read_indicators()[code]["unit"] == "persons" and period != "cumulative":
            name = f"origin:{member}" if dimension == "origin" else member
            assert counted.get((month, code, name, period), 0) == value, (month, code, member)
            compared += value
    assert compared > written.persons


def test_cumulative_figures_are_sums_of_new_ones(written: SampleReport) -> None:
    totals: Counter[tuple[str, str, str]] = Counter()
    expected = read_figures(written.truth)
    for (month, code, dimension, member, period), value in sorted(expected.items()):
        if period == "month_new":
            totals[code, dimension, member] += value
            cell = (month, code, dimension, member, "cumulative")
            assert expected[cell] == totals[code, dimension, member]


def test_events_in_the_files_give_the_true_figures(written: SampleReport) -> None:
    new: Counter[tuple[str, str]] = Counter()
    districts = defaultdict(set)
    for row in reading.read_submissions(written.landing).values():
        if "not" in row["_validation_status"].casefold():
            continue
        month, kind = row["event_date"][:7], row["event_type"]
        people = [int(row[f"participants_{sex}"] or 0) for sex in ("men", "women", "unknown")]
        if kind.endswith("_workshop"):
            new["workshops", month] += 1
        elif kind == "dmcc_meeting":
            districts[month].add(_find_pcode(row["district"]))
        elif kind == "awareness_session":
            new["awareness_reach", month] += sum(people)
        elif kind == "magistrate_training":
            new["magistrates_trained", month] += sum(people)
        else:
            new[f"{kind}s", month] += 1
    codes = ("workshops", "migration_forums", "dcc_meetings", "awareness_reach")
    for (month, code, dimension, _, period), value in read_figures(written.truth).items():
        if (
            dimension == "total"
            and period == "month_new"
            and code in (*codes, "magistrates_trained")
        ):
            assert new[code, month] == value, (code, month)
        if code == "dmcc_meeting_districts" and period == "month_served":
            assert len(districts[month]) == value, month


def test_reach_in_the_files_gives_the_true_figures(written: SampleReport) -> None:
    new: Counter[tuple[str, str]] = Counter()
    for (platform, _, day), value in reading.read_reach(written.landing).items():
        new[platform, f"{day:%Y-%m}"] += value
    for (month, code, dimension, member, period), value in read_figures(written.truth).items():
        if code == "social_media_reach" and dimension == "platform" and period == "month_new":
            assert new[member, month] == value, (member, month)


def test_communications_in_the_files_give_the_true_figures(written: SampleReport) -> None:
    kinds = {
        "communication_products": ("products", "product id"),
        "news_reports": ("news", "report id"),
    }
    for code, (kind, key) in kinds.items():
        dates: dict[str, date] = reading.find_latest_dates(written.landing, kind, key)
        new = Counter(f"{day:%Y-%m}" for day in dates.values())
        for (month, found, _, _, period), value in read_figures(written.truth).items():
            if found == code and period == "month_new":
                assert new[month] == value, (code, month)


def _find_pcode(text: str) -> str:
    return next(d.pcode for d in facts.read_districts().values() if text in (*d.latin, d.bangla))
