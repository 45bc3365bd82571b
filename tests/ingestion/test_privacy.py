"""Names, documents and phones stay in landing, bronze and quarantine: nowhere else a trace."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.ingestion.house import (
    ASSISTANCE,
    RETURNEES,
    House,
    case,
    csv_text,
    returnees_csv,
    workbook,
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
BAD = csv_text(RETURNEES, [ROW])


def plant(house: House) -> None:
    """The person in every kind of failure."""
    no_header = csv_text(ROW, [ROW, ROW])
    house.put(SYL.format(1), no_header)
    house.put(SYL.format(2), BAD + '"open')
    house.put(SYL.format(3), BAD.encode() + b"\0")
    house.put(SYL.format(4), BAD.encode() + b"\xff\x81")
    house.put(SYL.format(8), returnees_csv(ROW, ROW))
    house.put("cases/returnees_SYL_2022-09.csv", returnees_csv(case(2, **PERSON | {"Sex": "x"})))
    for number, (key, value) in enumerate(PERSON.items(), start=1):
        broken = {"Screened_On": value, "Registration_Date": value}
        house.put(f"cases/{number}/returnees_DHK_2022-0{number}.csv", returnees_csv(case(**broken)))
        house.put(f"cases/{key}/assistance_DHK_2022-08.csv", csv_text(ASSISTANCE, [[value] * 7]))
        house.put(f"events/{key}.csv", csv_text(["_id", "event_type"], [[value, value]]))
    workbook(house.landing / "cases/cases_SYL_2022-10.xlsx", {"Returnees": [ROW, ROW]})


def test_no_trace_outside(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    plant(house)
    with caplog.at_level(logging.DEBUG):
        report = house.ingest()
    assert len(report.files_rejected) >= 12
    assert report.rows_quarantined > 10
    out, err = capfd.readouterr()
    told = [repr(report), caplog.text, out, err, repr(house.progress)]
    told.append(repr(house.sources()))
    reasons = [{k: v for k, v in r.items() if k != "cells"} for r in house.table("quarantine")]
    told.append(repr([{**row, "column_name": ""} for row in reasons]))
    ledger = (house.home / "bronze" / "ledger.sqlite").read_bytes().decode("utf-8", "replace")
    told.append(ledger)
    for value in PERSON.values():
        assert not any(value in text for text in told), value


def test_the_search_would_find_it(house: House) -> None:
    """The values that the test above looks for are really there, where they may be."""
    plant(house)
    house.ingest()
    kept = repr(house.table("returnees")) + repr(house.table("quarantine"))
    assert all(value in kept for value in PERSON.values())


def test_no_file_outside_its_places(house: House) -> None:
    plant(house)
    house.ingest()
    assert {path.name for path in Path(house.home).iterdir()} == {"bronze", "quarantine"}
