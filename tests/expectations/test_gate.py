"""Every check of the gate fails on its fault, passes on clean data, and never passes on nothing."""

from __future__ import annotations

import math
import subprocess
import sys

import pandas as pd
import pytest

from expectations import dictionary
from expectations.batches import BATCHES, Arrivals
from expectations.dictionary import Check, Expectation
from expectations.gate import judge_frames, run_gate
from expectations.verdicts import REFERENCES, Bench, CheckResult
from expectations.waivers import Waiver
from tests.expectations.faults import FAULTS
from tests.expectations.house import CENTRES, MONTH, House

GATE = [c for c in dictionary.load_checks().values() if c.engine == "great_expectations"]
each_check = pytest.mark.parametrize("check", GATE, ids=lambda check: check.id)


def judge(house: House, *checks: Check, waivers: tuple[Waiver, ...] = ()) -> list[CheckResult]:
    bench = Bench(MONTH, {check.id: check for check in checks or GATE}, waivers)
    return run_gate(house.tables, house.files, reporting_month=MONTH, centres=CENTRES, bench=bench)


def test_clean_data_pass_every_check(house: House) -> None:
    verdicts = {result.check_id: result.verdict for result in judge(house)}
    assert verdicts == {check.id: "passed" for check in GATE}


@each_check
def test_the_planted_fault_fails_the_check(check: Check, house: House) -> None:
    spoilt = FAULTS[check.id](house)
    (result,) = judge(house, check)
    assert result.verdict == "failed"
    assert result.failed == spoilt
    assert result.evaluated > result.failed
    references = (result.row_references or "").split(", ")
    assert len(set(references)) == min(spoilt, REFERENCES)


@each_check
def test_no_rows_are_not_evaluated(check: Check, house: House) -> None:
    (result,) = judge(House({}, house.files.head(0)), check)
    assert (result.verdict, result.evaluated, result.failed) == ("not_evaluated", 0, 0)


@each_check
def test_nulls_alone_never_pass(check: Check) -> None:
    expectation = check.expectation
    assert expectation is not None
    columns = expectation.arguments.get("column_list") or [expectation.column]
    frame = pd.DataFrame({"reference": ["a", "b"], **dict.fromkeys(columns)})
    counts = judge_frames({str(check.batch): frame}, [check])[check.id]
    assert counts is not None
    result = Bench(MONTH, {check.id: check}).conclude_check(
        check.id, "nulls", counts.evaluated, counts.failed
    )
    # What asks for a value has been refused one; everything else had nothing to look at.
    asks_for_a_value = expectation.type == "ExpectColumnValuesToNotBeNull"
    assert result.verdict == ("failed" if asks_for_a_value else "not_evaluated")


def test_blank_tables_neither_pass_nor_break(house: House) -> None:
    provenance = ["source_file_id", "row_number"]
    blank = {
        name: frame.assign(**{c: None for c in frame.columns if c not in provenance})
        for name, frame in house.tables.items()
    }
    rows_only = [check for check in GATE if check.batch in {"returnees", "assistance", "events"}]
    verdicts = {r.check_id: r.verdict for r in judge(House(blank, house.files), *rows_only)}
    # Submissions without any participant are exactly what this fault is.
    assert set(verdicts.values()) <= {"failed", "not_evaluated", "passed"}
    passed = {check_id for check_id, verdict in verdicts.items() if verdict == "passed"}
    assert passed == {"case_documents_intact"}  # it reads the quarantine, not the rows


def find_failing_rows(frame: pd.DataFrame, expectation: Expectation) -> pd.Series:
    """True for the rows that break the expectation, as pandas sees them."""
    given = expectation.arguments
    if expectation.type == "ExpectCompoundColumnsToBeUnique":
        return frame.duplicated(given["column_list"], keep=False)
    column = frame[given["column"]]
    if expectation.type == "ExpectColumnValuesToNotBeNull":
        return column.isna()
    if "value_set" in given:
        return column.notna() & ~column.isin(given["value_set"])
    low, high = given.get("min_value", -math.inf), given.get("max_value", math.inf)
    return column.notna() & ~column.between(low, high)


@each_check
def test_the_rows_that_failed_are_named_in_their_order(check: Check, house: House) -> None:
    FAULTS[check.id](house)
    assert check.batch is not None
    assert check.expectation is not None
    frame = BATCHES[check.batch](Arrivals(house.tables, house.files, MONTH, CENTRES))
    # Labels that are no positions: a batch may come filtered or sorted.
    frame = frame.set_index(pd.Index(range(900, 900 + len(frame))))
    failing = frame[find_failing_rows(frame, check.expectation)]
    counts = judge_frames({check.batch: frame}, [check])[check.id]
    assert counts is not None
    assert counts.failed == len(failing) > 0
    assert list(counts.references) == list(failing["reference"])


def test_a_broken_check_costs_only_itself(house: House, caplog: pytest.LogCaptureFixture) -> None:
    sound = dictionary.load_checks()["case_father_given"]
    assert sound.expectation is not None
    broken = sound.model_copy(
        update={
            "id": "broken",
            "expectation": Expectation(type=sound.expectation.type, column="no_such_column"),
        }
    )
    verdicts = {r.check_id: r.verdict for r in judge(house, sound, broken)}
    assert verdicts == {"case_father_given": "passed", "broken": "error"}
    assert "broken" in caplog.text


def test_a_batch_that_breaks_costs_only_itself(house: House) -> None:
    house.tables["events"] = house.tables["events"].drop(columns="event_date")
    verdicts = {r.check_id: r.verdict for r in judge(house)}
    broken = {check_id for check_id, verdict in verdicts.items() if verdict == "error"}
    assert broken == {check.id for check in GATE if check.batch == "events"}


def test_a_waiver_excuses_the_rows_that_it_names(house: House) -> None:
    check = dictionary.load_checks()["case_age_plausible"]
    FAULTS[check.id](house)
    (failed,) = judge(house, check)
    waiver = Waiver(
        check_id=check.id,
        target="returnees",
        rows=frozenset((failed.row_references or "").split(", ")),
        reason="The centre has seen the birth certificates.",
        who="Data manager, Sylhet",
        until=MONTH,
    )
    (result,) = judge(house, check, waivers=(waiver,))
    assert (result.verdict, result.failed, result.waived) == ("passed_with_waivers", 2, 2)


def test_nothing_to_judge_does_not_import_great_expectations() -> None:
    script = (
        "import sys, pandas as pd\n"
        "from datetime import date\n"
        "from expectations.gate import run_gate\n"
        "from tests.expectations.house import build_house\n"
        "files = build_house().files.head(0)\n"
        "r = run_gate({}, files, reporting_month=date(2022, 9, 1), centres=[])\n"
        "assert {x.verdict for x in r} == {'not_evaluated'}\n"
        "assert 'great_expectations' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
