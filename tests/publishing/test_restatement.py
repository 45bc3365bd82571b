"""Every difference between two releases is split by cause, to the last unit."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing.restatement.engine import compare
from tests.publishing.changes import (
    CAUSES,
    corrected,
    decided_different,
    decided_same,
    export_withdrawn,
    late,
    recoded,
    withdrawn,
    world,
)  # fmt: skip
from tests.publishing.exact_parts import require_exact, restated
from tests.publishing.worlds import LAST, Case, File, Service


@pytest.mark.parametrize("change", CAUSES, ids=lambda change: change.__name__)
def test_what_happened_alone_has_the_whole_difference(tmp_path: Path, change: Any) -> None:
    now = world()
    change(now)
    found = restated(tmp_path, world(), now, is_same_code=change is not recoded)
    assert require_exact(tmp_path, found) == {CAUSES[change]}


def test_what_is_taken_back_has_the_same_cause(tmp_path: Path) -> None:
    for change in (withdrawn, export_withdrawn, decided_same, decided_different):
        then = world()
        change(then)
        found = restated(tmp_path, then, world())
        assert require_exact(tmp_path, found) == {CAUSES[change]}


def test_an_older_version_that_counts_again_is_a_withdrawal(tmp_path: Path) -> None:
    now = world()
    corrected(now)
    then, before = deepcopy(now), world()
    then.files["f1"] = File("SYL 2022-06", is_in_force=False)
    before.files["f1v2"] = File("SYL 2022-06", is_in_force=False, is_withdrawn=True)
    assert require_exact(tmp_path, restated(tmp_path, then, before)) == {"withdrawn_delivery"}


def test_an_older_version_that_landed_again_is_a_correction(tmp_path: Path) -> None:
    """Its bytes are known, but nothing was withdrawn."""
    then, now = world(), world()
    then.files["f3"] = replace(then.files["f3"], is_in_force=False)
    then.files["f3v2"] = File("DHK 2022-07")
    now.files["f3v2"] = replace(then.files["f3v2"], is_in_force=False)
    del then.cases["DHK:2"], then.services["DHK:b"]
    assert require_exact(tmp_path, restated(tmp_path, then, now)) == {"corrected_row"}


def test_what_a_withdrawal_uncovers_is_its_own(tmp_path: Path) -> None:
    """Without the first month of a centre its baseline may hold the case, and does."""
    then, now = world(), world()
    for w in (then, now):
        w.files["f0"] = File("DHK baseline")
    now.files["f3"] = replace(now.files["f3"], is_in_force=False, is_withdrawn=True)
    now.cases["DHK:8"] = Case("P8", "f0", 1)
    assert require_exact(tmp_path, restated(tmp_path, then, now)) == {"withdrawn_delivery"}
    assert require_exact(tmp_path, restated(tmp_path, then, now, is_same_code=False)) == {
        "code_change"
    }
    del now.files["f3"]  # as if the first month had not landed yet when the baseline was counted
    assert require_exact(tmp_path, restated(tmp_path, now, then)) == {"late_arrival"}


def test_members_that_were_not_given_are_not_restated(tmp_path: Path) -> None:
    then, now = world(), world()
    for w in (then, now):
        w.services["SYL:d"] = Service("SYL:1", "f2", 5, start=date(2022, 8, 5))
    now.registry["screened"] = ("persons", "served", "total;origin", None)
    now.registry["counselling"] = ("persons", "served", "total;origin", "psychosocial")
    assert require_exact(tmp_path, restated(tmp_path, then, now)) == set()
    now.registry["in_kind"] = ("persons", "sum", "total;sex", "economic_support")
    assert require_exact(tmp_path, restated(tmp_path, then, now)) == {"definition_change"}


def test_a_late_case_releases_its_services(tmp_path: Path) -> None:
    """The service landed long ago and was held; what lets it count is the case that came late."""
    then, now = world(), world()
    for w in (then, now):
        w.files["f8"] = File("DHK 2022-08")
        w.services["DHK:y"] = Service("DHK:8", "f8", 5)
    now.files["late"] = File("DHK 2022-06")
    now.cases["DHK:8"] = Case("P8", "late", 1)
    assert require_exact(tmp_path, restated(tmp_path, then, now)) == {"late_arrival"}


def test_nothing_differs_nothing_is_restated(tmp_path: Path) -> None:
    found = restated(tmp_path, world(), world())
    assert (found.parts.num_rows, found.rows.num_rows) == (0, 0)
    assert "part" in found.parts.column_names


def test_what_no_cause_explains_is_said(tmp_path: Path) -> None:
    """The same code cannot read a row otherwise, and figures do not change by themselves."""
    now = world()
    recoded(now)
    assert require_exact(tmp_path, restated(tmp_path, world(), now)) == {"unexplained"}
    now = world()
    late(now)
    spoiled = now.write(tmp_path / "now.duckdb")
    with duckdb.connect(str(spoiled)) as connection:
        connection.execute(
            "update marts.fct_indicator_values set value = value + 3 "
            "where indicator_code = 'screened' and member = 'all' and period = 'month_new'"
        )
    then = world().write(tmp_path / "then.duckdb")
    parts = compare(then, spoiled, is_same_code=True).parts.to_pylist()
    assert {r["part"] for r in parts if r["cause"] == "unexplained"} == {3}


def test_only_the_months_asked_for_are_compared(tmp_path: Path) -> None:
    now = world()
    corrected(now)
    found = restated(
        tmp_path, world(), now, first_month=date(2022, 7, 1), last_month=date(2022, 7, 1)
    )
    assert {row["reporting_month"] for row in found.parts.to_pylist()} == {date(2022, 7, 1)}
    everything = restated(tmp_path, world(), now).parts.to_pylist()
    july = [row for row in everything if row["reporting_month"] == date(2022, 7, 1)]
    assert found.parts.to_pylist() == july


days = st.dates(date(2022, 6, 1), LAST + timedelta(days=10))
changes = st.lists(
    st.tuples(st.sampled_from(sorted(CAUSES, key=lambda c: c.__name__)), st.integers(0, 4), days),
    max_size=6,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes, changes, st.lists(st.sampled_from(["P1", "P3", "P5", "P7"]), min_size=6))
def test_parts_add_up_whatever_happened(
    tmp_path: Path, before: Any, after: Any, persons: list[str]
) -> None:
    """Any two worlds: all causes at once, in any order, on the same persons and rows."""
    then, now = world(), world()
    for w, happened in ((then, before), (now, after)):
        for change, number, day in happened:
            try:
                change(w)
            except KeyError:
                continue  # what it would change is not there any more
            case = sorted(w.cases)[number % len(w.cases)]
            w.cases[case] = replace(w.cases[case], screened=day, file="f2", row=100 + number)
    for case, person in zip(sorted(now.cases), persons, strict=False):
        now.cases[case] = replace(now.cases[case], person=person)
    found = restated(tmp_path, then, now, is_same_code=False)
    assert "unexplained" not in require_exact(tmp_path, found)
