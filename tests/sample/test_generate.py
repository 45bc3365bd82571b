"""The generator: the same arguments give the same bytes, and bad arguments are refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import ConfigurationError
from sample import facts, quotas
from sample.course import cohort
from sample.generate import SampleReport, generate_sample
from sample.writers.spill import Spill
from tests.sample import reading


def hash_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in reading.find_files(folder)
    }


def test_the_same_seed_gives_the_same_bytes(small: SampleReport, tmp_path: Path) -> None:
    again = generate_sample(tmp_path, seed=7, returnees=900, through="2021-06")
    assert hash_files(again.landing) == hash_files(small.landing)
    assert hash_files(again.truth) == hash_files(small.truth)


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    one, two = (
        generate_sample(tmp_path / str(seed), seed=seed, returnees=50, through="2017-12")
        for seed in (1, 2)
    )
    assert hash_files(one.landing) != hash_files(two.landing)


def test_a_landing_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "mine.csv").write_text("mine")
    with pytest.raises(ConfigurationError, match="not empty"):
        generate_sample(tmp_path)
    assert hash_files(tmp_path / "landing").keys() == {"mine.csv"}


@pytest.mark.parametrize("through", ["2022-10", "2017-03", "2022-13", "September"])
def test_impossible_months_are_refused(tmp_path: Path, through: str) -> None:
    with pytest.raises(ConfigurationError, match="through"):
        generate_sample(tmp_path, through=through)


@pytest.mark.parametrize("returnees", [0, -5, 10**9])
def test_impossible_sizes_are_refused(tmp_path: Path, returnees: int) -> None:
    with pytest.raises(ConfigurationError, match="returnees"):
        generate_sample(tmp_path, returnees=returnees)


def test_a_programme_can_have_one_person(tmp_path: Path) -> None:
    report = generate_sample(tmp_path, returnees=1)
    assert report.persons == 1
    assert len(reading.read_current(report.landing, "returnees", "case id")) == report.cases


def test_every_seed_gives_a_cohort_of_the_calibrated_size() -> None:
    for seed in range(12):
        assert len(cohort.build_cohort(seed)) == facts.read_choices()["cohort"]


def test_rows_on_disk_come_back_in_order(tmp_path: Path) -> None:
    spill = Spill(tmp_path, limit=4)
    expected = [[str(n), "a;b\n", "নাম"] for n in range(11)]
    for row in expected:
        spill.add_row(("SYL", "2020-01", "returnees"), row)
        spill.add_row(("CML", "2020-01", "returnees"), ["other"])
    assert any(tmp_path.iterdir())
    assert list(spill.read_rows(("SYL", "2020-01", "returnees"))) == expected
    assert spill.counts["SYL", "2020-01", "returnees"] == 11


def test_a_small_spill_gives_the_same_bytes(
    small: SampleReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sample.generate.Spill", lambda folder: Spill(folder, limit=500))
    again = generate_sample(tmp_path, seed=7, returnees=900, through="2021-06")
    assert hash_files(again.landing) == hash_files(small.landing)


def test_a_delivery_too_large_for_a_sheet_comes_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = generate_sample(tmp_path / "usual", returnees=600, through="2019-10")
    monkeypatch.setattr("sample.feeds.case_deliveries.MOST_ROWS", 20)
    report = generate_sample(tmp_path / "large", returnees=600, through="2019-10", faults=True)
    baseline = report.landing / "cases" / "baseline"
    assert not (baseline / "cases_SYL_baseline.xlsx").exists()
    rows = reading.build_rows(
        reading.parse_text((baseline / "returnees_SYL_baseline.csv").read_bytes())
    )
    workbook = usual.landing / "cases" / "baseline" / "cases_SYL_baseline.xlsx"
    assert len(rows) == len(reading.read_workbook(workbook)["Returnees"]) - 1 > 20


def test_progress_is_reported_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    generate_sample(
        tmp_path, returnees=5, through="2017-06", progress=lambda *step: told.append(step)
    )
    assert told[-1] == (10, 10, "centres")


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 50), min_size=1, max_size=40))
def test_shares_add_up_and_differ_from_exact_by_less_than_one(
    total: int, weights: list[float]
) -> None:
    shares = quotas.apportion_total(total, weights)
    assert sum(shares) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(share - fair) < 1 for share, fair in zip(shares, exact, strict=True))


@given(st.data())
@settings(max_examples=60)
def test_a_cover_has_the_given_sizes_and_union(data: st.DataObject) -> None:
    members = list(range(data.draw(st.integers(1, 60))))
    sizes = data.draw(st.lists(st.integers(0, len(members)), min_size=1, max_size=5))
    named = {str(place): size for place, size in enumerate(sizes)}
    rng = data.draw(st.randoms(use_true_random=False))
    if sum(sizes) < len(members):
        with pytest.raises(quotas.InfeasibleQuota):
            quotas.draw_cover(members, named, rng)
        return
    chosen = quotas.draw_cover(members, named, rng)
    assert {name: len(set(found)) for name, found in chosen.items()} == named
    assert set().union(*chosen.values()) == set(members)
