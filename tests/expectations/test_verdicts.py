"""Five verdicts, thresholds, waivers, and what blocks publication."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations import dictionary, results, waivers
from expectations.dictionary import DictionaryError
from expectations.verdicts import REFERENCES, Bench, judge_counts, list_blocking
from expectations.waivers import Waiver

MONTH = date(2022, 9, 1)
BENCH = Bench(MONTH, dictionary.load_checks())
counts = st.integers(0, 1000).flatmap(
    lambda n: st.integers(0, n).flatmap(
        lambda failed: st.tuples(st.just(n), st.just(failed), st.integers(0, failed))
    )
)


@given(counts, st.sampled_from([0.0, 0.005, 0.05, 0.07, 0.1, 0.5]))
def test_a_verdict_follows_from_its_counts(rows: tuple[int, int, int], threshold: float) -> None:
    evaluated, failed, waived = rows
    verdict = judge_counts(evaluated, failed, waived, threshold)
    if evaluated == 0:
        assert verdict == "not_evaluated"
    elif Fraction(failed - waived, evaluated) > Fraction(str(threshold)):
        assert verdict == "failed"
    else:
        assert verdict == ("passed_with_waivers" if waived else "passed")


@pytest.mark.parametrize(
    ("failed", "verdict"), [(7, "passed"), (8, "failed")], ids=["at the threshold", "above it"]
)
def test_a_threshold_is_the_share_that_is_tolerated(failed: int, verdict: str) -> None:
    assert judge_counts(100, failed, 0, 0.07) == verdict


@pytest.mark.parametrize("rows", [(1, 2, 0), (3, 1, 2), (-1, 0, 0)])
def test_impossible_counts_are_refused(rows: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="impossible"):
        judge_counts(*rows, threshold=0)


def test_a_result_shows_its_first_rows() -> None:
    result = BENCH.conclude_check("no_row_is_held", "x", 50, 30, [f"f:{n}" for n in range(30)])
    assert result.row_references == ", ".join(f"f:{n}" for n in range(REFERENCES))


def test_a_check_that_nobody_described_is_an_error() -> None:
    with pytest.raises(DictionaryError, match="no_such_check"):
        BENCH.conclude_check("no_such_check", "x", 1, 0)


@pytest.mark.parametrize(
    ("check_id", "evaluated", "failed", "blocks"),
    [
        ("unique_key", 10, 1, True),
        ("unique_key", 10, 0, False),
        # A programme may have no magistrate yet; rows that nobody counted may be lost.
        ("unique_key", 0, 0, False),
        ("rows_conserved", 0, 0, True),
        ("published_figures_match_the_records", 10, 10, False),
        ("case_age_plausible", 10, 10, False),
    ],
)
def test_what_stands_in_the_way_of_publication(
    check_id: str, evaluated: int, failed: int, blocks: bool
) -> None:
    result = BENCH.conclude_check(check_id, "x", evaluated, failed)
    assert list_blocking([result]) == ([result] if blocks else [])


def test_a_blocking_check_that_broke_blocks_and_a_warning_does_not() -> None:
    broken = [
        BENCH.conclude_error("unique_key", "x"),
        BENCH.conclude_error("case_age_plausible", "y"),
    ]
    assert list_blocking(broken) == broken[:1]


def waiver(**facts: object) -> Waiver:
    return Waiver.model_validate(
        {
            "check_id": "no_row_is_held",
            "target": "x",
            "count": 2,
            "reason": "The centre closed before it could send the case.",
            "who": "M&E officer",
            "until": MONTH,
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("excused", "verdict", "waived"),
    [
        (waiver(), "passed_with_waivers", 2),
        (waiver(count=9), "passed_with_waivers", 2),
        (waiver(count=1), "failed", 1),
        (waiver(count=0, rows=["f:1", "f:2", "g:1"]), "passed_with_waivers", 2),
        (waiver(count=0, rows=["f:1"]), "failed", 1),
        (waiver(until=date(2022, 8, 31)), "failed", 0),
        (waiver(target="another"), "failed", 0),
        (waiver(check_id="case_age_plausible"), "failed", 0),
    ],
)
def test_a_waiver_excuses_what_it_names_until_its_day(
    excused: Waiver, verdict: str, waived: int
) -> None:
    bench = Bench(MONTH, dictionary.load_checks(), (excused,))
    result = bench.conclude_check("no_row_is_held", "x", 10, 2, ["f:1", "f:2"])
    assert (result.verdict, result.failed, result.waived) == (verdict, 2, waived)


def test_rows_and_count_waive_no_row_twice() -> None:
    both = (waiver(count=0, rows=["f:1"]), waiver(count=2))
    assert waivers.count_waived_rows(both, 2, ["f:1", "f:2"]) == 2


def write(path: Path, *lines: str) -> Path:
    path.write_text("waivers:\n" + "\n".join(f"  - {{{line}}}" for line in lines), "utf-8")
    return path


GOOD = "check_id: no_row_is_held, target: x, reason: a good reason, who: me, until: 2022-12-31"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (GOOD.replace("no_row_is_held", "no_such") + ", count: 1", "no check is called no_such"),
        (GOOD.replace("no_row_is_held", "unique_key") + ", count: 1", "cannot be waived"),
        (GOOD, "rows or give a count"),
        (GOOD + ", count: 1, rows: [a]", "rows or give a count"),
        (GOOD + ", count: 1, because: x", "because"),
        (GOOD.replace("until: 2022-12-31", "count: 1"), "until"),
    ],
)
def test_a_wrong_waiver_is_an_error(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(DictionaryError, match=says):
        waivers.load_waivers(write(tmp_path / "waivers.yml", line))


def test_waivers_are_read_and_the_shipped_ones_are_sound(tmp_path: Path) -> None:
    (read,) = waivers.load_waivers(write(tmp_path / "waivers.yml", GOOD + ", count: 3"))
    assert (read.count, read.until) == (3, date(2022, 12, 31))
    assert Bench.for_month(MONTH).waivers == waivers.load_waivers()


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "results.parquet"
    written = [
        BENCH.conclude_check("case_age_plausible", "returnees", 10, 1, ["f:1"]),
        BENCH.conclude_check("rows_conserved", "source_files", 0, 0),
        BENCH.conclude_error("unique_key", "dim_months.reporting_month"),
    ]
    results.write_results(reversed(written), path)
    assert results.read_results(path) == written
    results.write_results([], path)
    assert results.read_results(path) == []


def test_written_results_carry_the_dictionary_s_texts(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "results.parquet"
    results.write_results([BENCH.conclude_check("unique_key", "x", 2, 0)], path)
    (row,) = pq.read_table(path).to_pylist()
    check = dictionary.load_checks()["unique_key"]
    assert row["engineer_guidance"] == check.engineer
    assert (row["is_blocking"], row["verdict"], row["title"]) == (True, "passed", check.title)
