"""What has the effect where several causes, or dates out of sight, touch one record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publishing.restatement.engine import compare
from tests.publishing.changes import withdrawn, world
from tests.publishing.exact_parts import require_exact, restated
from tests.publishing.worlds import Case, File, Happening, Meeting, Service


def test_a_decision_about_a_case_that_is_gone_moves_nothing(tmp_path: Path) -> None:
    """The person is split by itself: what was decided is about a case that was withdrawn."""
    then, now = world(), world()
    for w in (then, now):
        w.cases["SYL:6"] = Case("P1", "f2", 7, screened=date(2022, 8, 9))
    withdrawn(now)
    now.decisions["DHK:2", "SYL:1"] = "different"
    now.cases["SYL:6"] = replace(now.cases["SYL:6"], person="P6")
    found = restated(tmp_path, then, now)
    assert require_exact(tmp_path, found) == {"withdrawn_delivery", "identity_split"}


@pytest.mark.parametrize("indicator", ["workshops", "dmcc_districts"])
def test_dates_after_the_months_of_both_releases_are_unknown(
    tmp_path: Path, indicator: str
) -> None:
    """What was said of August is not known to a release until July: it is late, not corrected."""
    then, now = world(), world()
    now.files["e2"] = File("events")
    for w, file, day in ((then, "e1", date(2022, 8, 3)), (now, "e2", date(2022, 7, 3))):
        if indicator == "workshops":
            w.happenings["w9"] = Happening(indicator, day, 1, file, 9)
        else:
            w.meetings["m9"] = Meeting("BD90", day, file, 9)
    published = then.write(tmp_path / "then.duckdb")
    with duckdb.connect(str(published)) as connection:
        for mart in ("fct_indicator_values", "dim_months"):
            connection.execute(
                f"delete from marts.{mart} where reporting_month > date '2022-07-01'"
            )
    found = compare(published, now.write(tmp_path / "now.duckdb"), is_same_code=True)
    assert require_exact(tmp_path, found) == {"late_arrival"}


def test_a_service_counts_in_no_state_without_its_case(tmp_path: Path) -> None:
    """The service came with a newer version, its case with a late delivery: late lets it count."""
    then, now = world(), world()
    now.files["f2"] = replace(now.files["f2"], is_in_force=False)
    now.files |= {"f2v2": File("SYL 2022-07"), "late": File("SYL 2022-06")}
    now.cases["SYL:8"] = Case("P8", "late", 1, sex="women", screened=None)
    now.services["SYL:y"] = Service("SYL:8", "f2v2", 9)
    assert require_exact(tmp_path, restated(tmp_path, then, now)) == {"late_arrival"}
