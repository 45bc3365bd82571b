"""Names, documents and phones stay in landing, bronze and quarantine: nowhere else a trace."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.support.bronze import Bronze
from tests.support.rows import (
    ASSISTANCE,
    RETURNEES,
    case,
    format_csv,
    returnees_csv,
    write_workbook,
)

PERSON = {
    "Full_Name": "Zubaida Planted",
    "Father_s_Name": "Planted Father",
    "Date_of_Birth": "07/07/1977",
    "NID": "9988776655",
    "Passport_No": "QQ7654321",
    "Phone": "01799887766",
}
ROW = case(**PERSON)
SYL = "cases/returnees_SYL_2022-{:02d}.csv"
BAD = format_csv(RETURNEES, [ROW])


def plant(bronze: Bronze) -> None:
    """The person in every kind of failure."""
    no_header = format_csv(ROW, [ROW, ROW])
    bronze.put(SYL.format(1), no_header)
    bronze.put(SYL.format(2), BAD + '"open')
    bronze.put(SYL.format(3), BAD.encode() + b"\0")
    bronze.put(SYL.format(4), BAD.encode() + b"\xff\x81")
    bronze.put(SYL.format(8), returnees_csv(ROW, ROW))
    bronze.put("cases/returnees_SYL_2022-09.csv", returnees_csv(case(2, **PERSON | {"Sex": "x"})))
    for number, (key, value) in enumerate(PERSON.items(), start=1):
        broken = {"Screened_On": value, "Registration_Date": value}
        bronze.put(
            f"cases/{number}/returnees_DHK_2022-0{number}.csv", returnees_csv(case(**broken))
        )
        bronze.put(f"cases/{key}/assistance_DHK_2022-08.csv", format_csv(ASSISTANCE, [[value] * 7]))
        bronze.put(f"events/{key}.csv", format_csv(["_id", "event_type"], [[value, value]]))
    write_workbook(bronze.landing / "cases/cases_SYL_2022-10.xlsx", {"Returnees": [ROW, ROW]})


def test_no_trace_outside(
    bronze: Bronze, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    plant(bronze)
    with caplog.at_level(logging.DEBUG):
        report = bronze.ingest()
    assert len(report.files_rejected) >= 12
    assert report.rows_quarantined > 10
    out, err = capfd.readouterr()
    told = [repr(report), caplog.text, out, err, repr(bronze.progress)]
    told.append(repr(bronze.list_sources()))
    reasons = [
        {k: v for k, v in r.items() if k != "cells"} for r in bronze.read_table("quarantine")
    ]
    told.append(repr([{**row, "column_name": ""} for row in reasons]))
    ledger = (bronze.home / "bronze" / "ledger.sqlite").read_bytes().decode("utf-8", "replace")
    told.append(ledger)
    for value in PERSON.values():
        assert not any(value in text for text in told), value


def test_the_search_would_find_it(bronze: Bronze) -> None:
    """The values that the test above looks for are really there, where they may be."""
    plant(bronze)
    bronze.ingest()
    kept = repr(bronze.read_table("returnees")) + repr(bronze.read_table("quarantine"))
    assert all(value in kept for value in PERSON.values())


def test_no_file_outside_its_places(bronze: Bronze) -> None:
    plant(bronze)
    bronze.ingest()
    assert {path.name for path in Path(bronze.home).iterdir()} == {"bronze", "quarantine"}
