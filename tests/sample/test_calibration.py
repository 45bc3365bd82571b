"""At the default size the true records give every printed figure of the registry."""

from __future__ import annotations

import csv
from pathlib import Path

from sample import facts, months
from sample.generate import SampleReport, generate_sample
from tests.sample.test_truth import Figures, read_figures

IMPOSSIBLE = "psychosocial_support"  # printed smaller than its own parts


def _compare_printed(
    expected: Figures, through: str
) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    """Printed cell -> (printed value, true value)."""
    found = {}
    with (facts.DATA / "published_figures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            indicator = facts.read_indicators().get(row["indicator_code"])
            if indicator is None or row["reporting_month"] > through:
                continue
            month_period = "month_served" if indicator["month_basis"] == "served" else "month_new"
            period = month_period if row["period"] == "month" else "cumulative"
            cell = (row["reporting_month"], row["indicator_code"], row["dimension"], row["member"])
            found[(*cell[:2], cell[3], period)] = (int(row["value"]), expected[(*cell, period)])
    return found


def test_only_the_impossible_figure_differs_from_print(calibrated: SampleReport) -> None:
    printed = _compare_printed(read_figures(calibrated.truth), "2022-09")
    assert len(printed) == 103
    different = {cell for cell, (value, true) in printed.items() if value != true}
    assert {cell[1] for cell in different} == {IMPOSSIBLE}


def test_another_seed_gives_the_same_printed_figures(tmp_path: Path) -> None:
    report = generate_sample(tmp_path, seed=11)
    printed = _compare_printed(read_figures(report.truth), "2022-09")
    assert {cell[1] for cell, (value, true) in printed.items() if value != true} == {IMPOSSIBLE}


def test_the_psychosocial_pillar_equals_its_largest_part(calibrated: SampleReport) -> None:
    true = read_figures(calibrated.truth)
    values = [
        true["2022-09", IMPOSSIBLE, dimension, member, "cumulative"]
        for dimension, member in (("total", "all"), ("sex", "men"), ("sex", "women"))
    ]
    assert values == [1364, 1334, 30]


def test_a_programme_cut_in_2019_gives_the_figures_printed_in_2019(tmp_path: Path) -> None:
    for through in ("2019-09", "2019-10"):
        report = generate_sample(tmp_path / through, through=through)
        printed = _compare_printed(read_figures(report.truth), through)
        assert len(printed) > 8
        assert all(value == true for value, true in printed.values())


def test_the_truth_has_every_cell_of_every_month(calibrated: SampleReport) -> None:
    sizes = {"total": 1, "sex": 3, "origin": 3, "origin_sex": 9, "platform": 3}
    cells = sum(
        sum(sizes[dimension] for dimension in indicator["dimensions"].split(";"))
        * (2 if indicator["month_basis"] == "sum" else 3)
        for indicator in facts.read_indicators().values()
    )
    assert len(facts.read_indicators()) == 29
    assert len(read_figures(calibrated.truth)) == cells * (months.LAST + 1)


def test_the_default_programme_has_4000_persons_and_4300_cases(calibrated: SampleReport) -> None:
    assert (calibrated.persons, calibrated.cases) == (4000, 4300)
