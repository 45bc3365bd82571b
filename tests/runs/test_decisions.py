"""A reviewer decides, a run counts it, a revocation brings it back; planted values stay inside."""

from __future__ import annotations

import re
from pathlib import Path

from tests.runs.decided import WHO, Cell, Decided, effects
from tests.runs.test_personal_values import texts
from tests.support.home import assert_closed, export_persons, group_records

TWO_DAYS_LATER = "2022-10-07T06:00:00+06:00"
FORBIDDEN = re.compile("zulekhaq|qorbanix|ferozeq|wadudix|7319846205|zq5550123|1799887766", re.I)


def moved(decided: Decided) -> dict[Cell, int]:
    """What both decisions together change in the months of `month_new` and `month_served`."""
    after = decided.home.figures()
    assert after.keys() == decided.figures.keys()
    return {
        cell: value - decided.figures[cell]
        for cell, value in after.items()
        if value != decided.figures[cell]
    }


def test_a_decision_moves_persons_and_figures_in_the_next_run(
    decided: Decided, tmp_path: Path
) -> None:
    after = export_persons(decided.home, tmp_path / "after.csv")
    (a, b), (c, d) = decided.joined, decided.parted
    assert decided.persons[a] != decided.persons[b]
    assert decided.persons[c] == decided.persons[d]
    assert after[a] == after[b]
    assert after[c] != after[d]
    four = {a, b, c, d}
    # The case of the planted values is another person's no more than it was.
    assert {record: person for record, person in after.items() if record not in four} == {
        record: person for record, person in decided.persons.items() if record not in four
    }
    assert moved(decided) != {}


def test_the_effects_tell_what_the_decisions_changed(decided: Decided, tmp_path: Path) -> None:
    after = export_persons(decided.home, tmp_path / "after.csv")
    now = effects(decided.home, after[decided.joined[0]])
    changed = {
        cell: change
        for cell in now.keys() | decided.effects.keys()
        if (change := now.get(cell, 0) - decided.effects.get(cell, 0))
    }
    assert any(cell[1] == "unique_beneficiaries" for cell in now)
    assert sum(now[cell] for cell in now if cell[1:] == (
        "unique_beneficiaries", "total", "all", "month_new"))  == -1  # fmt: skip
    by_month = {cell: change for cell, change in moved(decided).items() if cell[4] != "cumulative"}
    assert by_month == {cell: change for cell, change in changed.items() if cell[4] != "cumulative"}
    assert not effects(decided.home, after[decided.parted[0]])


def test_the_restatements_say_that_it_was_the_decisions(decided: Decided) -> None:
    """A row was corrected, too, but nothing that counts; so nothing is put down to that."""
    rows = decided.home.sql(
        "select strftime(reporting_month, '%Y-%m'), indicator_code, dimension, member, period, "
        "cause, published_in, part from marts.fct_restatements"
    )
    assert {row[5:7] for row in rows} == {("decision", "2022-09.1")}
    assert {tuple(map(str, row[:5])): row[7] for row in rows} == moved(decided)
    behind = decided.home.sql("select distinct cause, subject_type from marts.fct_restated_rows")
    assert behind == [("decision", "person")]
    ((verdict,),) = decided.home.sql(
        "select verdict from marts.fct_check_results where check_id = 'restatements_are_explained'"
    )
    assert verdict == "passed"


def test_the_cases_say_that_a_reviewer_joined_them(decided: Decided) -> None:
    rows = decided.home.sql(
        "select joined_by, joined_to_centre_code || ':' || joined_to_case_id from "
        "marts.bridge_beneficiary_cases where centre_code || ':' || case_id in "
        f"('{decided.joined[0]}', '{decided.joined[1]}')"
    )
    assert {rule for rule, _ in rows} == {"first", "decision"}
    assert {joined_to for _, joined_to in rows} - {None} <= set(decided.joined)


def test_planted_values_are_found_nowhere_but_where_they_may_be(decided: Decided) -> None:
    home = decided.home.folder
    found = {name for name, text in texts(home) if FORBIDDEN.search(text)}
    assert found == set()
    assert FORBIDDEN.search(decided.said) is None
    assert FORBIDDEN.search(" ".join(map(str, home.rglob("*")))) is None
    # They did get as far as linking.
    assert b"Qorbanix" in (home / "vault" / "identity.duckdb").read_bytes()
    assert_closed(home / "vault")


def test_a_revocation_brings_back_persons_and_figures(decided: Decided, tmp_path: Path) -> None:
    home = decided.home.copy(tmp_path / "home")
    for pair in (decided.joined, decided.parted):
        assert home.call("identity", "decide", *pair, "revoke", *WHO).returncode == 0
    said = home.run(now=TWO_DAYS_LATER)
    assert said.returncode == 0, said.stderr
    assert home.figures() == decided.figures
    after = export_persons(home, tmp_path / "after.csv")
    assert group_records(after) == group_records(decided.persons)
    assert after == decided.persons
    assert effects(home, after[decided.parted[0]]) == decided.effects
