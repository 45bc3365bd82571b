"""A bad row costs a row: every rule of every layout, shown on a planted fault beside a good row."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.ingestion.house import (
    ASSISTANCE,
    RETURNEES,
    House,
    assistance_csv,
    case,
    csv_text,
    returnees_csv,
    service,
)

CASE_FAULTS = [
    ({"Case_ID": " "}, "Case ID", "required"),
    ({"Full_Name": ""}, "Full Name", "required"),
    ({"Registration_Date": ""}, "Registration Date", "required"),
    ({"Registration_Date": "31/09/2022"}, "Registration Date", "type"),
    ({"Registration_Date": "08/31/2022"}, "Registration Date", "type"),
    ({"Registration_Date": "4/8/2022"}, "Registration Date", "type"),
    ({"Registration_Date": "44777"}, "Registration Date", "type"),
    ({"Registration_Date": "2022-08-04T10:00:00"}, "Registration Date", "type"),
    ({"Registration_Date": "31/03/2017"}, "Registration Date", "date"),
    ({"Screened_On": "01/09/2022"}, "Screened On", "date"),
    ({"Return_Date": "2022-09-01"}, "Return Date", "date"),
    ({"Plan_Developed_On": "soon"}, "Plan Developed On", "type"),
    ({"Date_of_Birth": "31/12/1919"}, "Date of Birth", "date"),
]
SERVICE_FAULTS = [
    ({"Service_ID": ""}, "Service ID", "required"),
    ({"Case_ID": ""}, "Case ID", "required"),
    ({"Service": ""}, "Service", "required"),
    ({"Service": "Massage"}, "Service", "list"),
    ({"Status": "Done"}, "Status", "list"),
    ({"Start_Date": "2022-09-01"}, "Start Date", "date"),
    ({"Completion_Date": "09/08/2022"}, "Completion Date", "order"),
    ({"Status": "completed "}, "Completion Date", "required"),
    ({"Amount__BDT_": "-1"}, "Amount (BDT)", "range"),
    ({"Amount__BDT_": "12,34"}, "Amount (BDT)", "type"),
    ({"Amount__BDT_": "many"}, "Amount (BDT)", "type"),
]


@pytest.mark.parametrize(("change", "column", "rule"), CASE_FAULTS)
def test_bad_cases(house: House, change: dict[str, str], column: str, rule: str) -> None:
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv(case(1), case(2, **change), case(3)))
    report = house.ingest()
    assert house.rules() == [(3, column, rule)]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    (row,) = house.table("quarantine")
    assert row["path"] == "cases/returnees_SYL_2022-08.csv"
    assert json.loads(row["cells"])["District"] == "Sylhet"


@pytest.mark.parametrize(("change", "column", "rule"), SERVICE_FAULTS)
def test_bad_services(house: House, change: dict[str, str], column: str, rule: str) -> None:
    text = assistance_csv(service(1), service(2, **change), service(3))
    house.put("cases/assistance_SYL_2022-08.csv", text)
    house.ingest()
    assert house.rules() == [(3, column, rule)]
    assert [row["row_number"] for row in house.table("assistance")] == [2, 4]


GOOD = [
    {"Sex": "someone"},
    {"District": "Nowhere"},
    {"Country_of_Return": "Atlantis"},
    {"Date_of_Birth": "01/01/1920"},
    {"Screened_On": " 31/08/2022 "},
    {"Screened_On": ""},
    {"NID": "১৯৯১ ২৩৪ ৫৬৭"},
]


@pytest.mark.parametrize("change", GOOD)
def test_unknown_is_no_fault(house: House, change: dict[str, str]) -> None:
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv(case(1, **change)))
    house.ingest()
    assert house.rules() == []


@pytest.mark.parametrize("amount", ["0", "92,000", "92000", "1,50,000", "92000.50", "1,234,567"])
def test_amounts_with_commas(house: House, amount: str) -> None:
    house.put("cases/assistance_SYL_2022-08.csv", assistance_csv(service(Amount__BDT_=amount)))
    house.ingest()
    assert [row["amount_bdt"] for row in house.table("assistance")] == [amount]


def test_a_baseline_ends_with_the_day_it_landed(house: House) -> None:
    house.now = datetime(2022, 9, 30, 19, tzinfo=UTC)  # 1 October in Dhaka
    text = returnees_csv(case(1, Screened_On="01/10/2022"), case(2, Screened_On="02/10/2022"))
    house.put("cases/returnees_SYL_baseline.csv", text)
    house.ingest()
    assert house.rules() == [(3, "Screened On", "date")]
    assert house.sources()[0]["is_baseline"] is True


def test_repeated_keys_take_all_their_rows(house: House) -> None:
    rows = [case(1), case(2), case(1, Case_ID=" SYL-2022-00001"), case(3), case(3), case(3)]
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv(*rows))
    report = house.ingest()
    assert house.rules() == [(n, "Case ID", "duplicate_key") for n in (2, 4, 5, 6, 7)]
    assert (report.rows_quarantined, report.rows_loaded) == (5, 1)


def test_a_key_repeated_far_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.load.CHUNK", 2)
    rows = [case(n) for n in (1, 2, 3, 4, 5, 1, 6, 2, 7)]
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv(*rows))
    report = house.ingest()
    assert [number for number, _, _ in house.rules()] == [2, 3, 7, 9]
    assert (report.rows_read, report.rows_loaded) == (9, 5)


def test_rows_without_a_key_are_not_repeated(house: House) -> None:
    text = returnees_csv(case(Case_ID=""), case(2, Case_ID=""))
    house.put("cases/returnees_SYL_2022-08.csv", text)
    house.ingest()
    assert {rule for _, _, rule in house.rules()} == {"required"}


def test_two_faults_are_two_reasons_and_one_row(house: House) -> None:
    bad = case(Full_Name="", Screened_On="never")
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv(bad))
    report = house.ingest()
    assert len(house.rules()) == 2
    assert report.rows_quarantined == 1


def test_records_of_another_width(house: House) -> None:
    rows = [service(1), service(2)[:4], [*service(3), "x"], [*service(4), ""], [""] * 7]
    house.put("cases/assistance_SYL_2022-08.csv", csv_text(ASSISTANCE, rows))
    report = house.ingest()
    assert [rule for rule in house.rules() if rule[2] == "width"] == [
        (3, "", "width"),
        (4, "", "width"),
    ]
    assert (report.rows_loaded, report.rows_ignored) == (2, 1)


@pytest.mark.parametrize("mangled", ["1.99E+12", "1,99e12", "2E+09", " 1.9912E+16 "])
def test_what_excel_mangled_is_blanked_and_reported(house: House, mangled: str) -> None:
    house.put("cases/returnees_SYL_2022-08.csv", returnees_csv(case(1, NID=mangled), case(2)))
    report = house.ingest()
    assert (report.rows_loaded, report.rows_quarantined) == (2, 0)
    (row,) = house.table("quarantine")
    assert (row["rule"], row["scope"], row["cells"]) == ("scientific_notation", "value", None)
    assert house.table("returnees")[0]["nid"] is None


EVENT = {
    "event_type": "dcc_meeting",
    "event_date": "2022-08-01",
    "participants_men": "5",
    "_id": "1",
    "_submission_time": "2022-08-01T10:00:00",
    "_validation_status": "Not approved",
}
EVENT_FAULTS = [
    ({"event_type": "picnic"}, "event_type", "list"),
    ({"event_date": "2022-12-02"}, "event_date", "date"),
    ({"participants_men": "2.5"}, "participants_men", "type"),
    ({"participants_men": "-2"}, "participants_men", "range"),
    ({"_submission_time": "2022-08-01T25:00:00"}, "_submission_time", "type"),
    ({"_validation_status": "perhaps"}, "_validation_status", "list"),
    ({"_id": ""}, "_id", "required"),
]


@pytest.mark.parametrize(("change", "column", "rule"), EVENT_FAULTS)
def test_bad_events(house: House, change: dict[str, str], column: str, rule: str) -> None:
    good = [EVENT | {"_id": str(n), "_validation_status": ""} for n in (2, 3)]
    rows = [list(row.values()) for row in [*good, EVENT | change]]
    house.put("events/log.csv", csv_text(list(EVENT), rows, ";"))
    assert house.ingest().rows_loaded == 2
    assert house.rules() == [(4, column, rule)]


OTHERS = [
    ("social_media/other/a.csv", "Date,Platform,Reach", "2022-12-02,TikTok,5", "date"),
    ("social_media/other/a.csv", "Date,Platform,Reach", "2022-11-02,TikTok,", "required"),
    ("social_media/other/a.csv", "Date,Platform,Reach", "2022-11-02,TikTok,-5", "range"),
    ("social_media/youtube/Table data.csv", "Date,Views", "2022-11-02,few", "type"),
    ("communications/news_2022-08.csv", "Report ID,Date,Outlet,Headline", "N,2022-09-01,,", "date"),
    (
        "communications/products_2022-08.csv",
        "Product ID,Date,Type,Title",
        ",2022-08-01,,",
        "required",
    ),
    (
        "published/2022-09.csv",
        "reporting_month,indicator_code,dimension,member,period,value,label_confidence,note",
        "2022-09,screened,total,all,yearly,5,certain,",
        "list",
    ),
    (
        "published/2022-09.csv",
        "reporting_month,indicator_code,dimension,member,period,value,label_confidence,note",
        "2022-10,screened,total,all,month,5,certain,",
        "date",
    ),
]


@pytest.mark.parametrize(("path", "header", "row", "rule"), OTHERS)
def test_bad_rows_of_small_layouts(
    house: House, path: str, header: str, row: str, rule: str
) -> None:
    house.put(path, f"{header}\n{row}\n")
    house.ingest()
    assert [found for _, _, found in house.rules()] == [rule]


def test_header_is_shown_as_it_was_sent(house: House) -> None:
    header = [name.upper() for name in RETURNEES]
    house.put("cases/returnees_SYL_2022-08.csv", csv_text(header, [case(Screened_On="x")]))
    house.ingest()
    assert house.rules() == [(2, "SCREENED ON", "type")]
