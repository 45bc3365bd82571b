"""A bad row costs a row: every rule of every layout, shown on a planted fault beside a good row."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.support.bronze import Bronze
from tests.support.rows import (
    ASSISTANCE,
    NEWS,
    OTHER_REACH,
    PRODUCTS,
    PUBLISHED,
    RETURNEES,
    assistance_csv,
    case,
    event,
    events_csv,
    format_csv,
    news_report,
    platform_reach,
    printed_figure,
    product,
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
def test_bad_cases(bronze: Bronze, change: dict[str, str], column: str, rule: str) -> None:
    bronze.put(
        "cases/returnees_SYL_2022-08.csv", returnees_csv(case(1), case(2, **change), case(3))
    )
    report = bronze.ingest()
    assert bronze.list_rules() == [(3, column, rule)]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    (row,) = bronze.read_table("quarantine")
    assert row["path"] == "cases/returnees_SYL_2022-08.csv"
    assert json.loads(row["cells"])["District"] == "Sylhet"


@pytest.mark.parametrize(("change", "column", "rule"), SERVICE_FAULTS)
def test_bad_services(bronze: Bronze, change: dict[str, str], column: str, rule: str) -> None:
    text = assistance_csv(service(1), service(2, **change), service(3))
    bronze.put("cases/assistance_SYL_2022-08.csv", text)
    bronze.ingest()
    assert bronze.list_rules() == [(3, column, rule)]
    assert [row["row_number"] for row in bronze.read_table("assistance")] == [2, 4]


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
def test_unknown_is_no_fault(bronze: Bronze, change: dict[str, str]) -> None:
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv(case(1, **change)))
    assert bronze.ingest().rows_loaded == 1
    assert bronze.list_rules() == []


@pytest.mark.parametrize(
    "amount", ["0", "-0", "-0.00", "92,000", "92000", "1,50,000", "92000.50", "1,234,567"]
)
def test_amounts_with_commas(bronze: Bronze, amount: str) -> None:
    bronze.put("cases/assistance_SYL_2022-08.csv", assistance_csv(service(Amount__BDT_=amount)))
    bronze.ingest()
    assert [row["amount_bdt"] for row in bronze.read_table("assistance")] == [amount]


def test_a_baseline_ends_with_the_day_it_landed(bronze: Bronze) -> None:
    bronze.now = datetime(2022, 9, 30, 19, tzinfo=UTC)  # 1 October in Dhaka
    text = returnees_csv(case(1, Screened_On="01/10/2022"), case(2, Screened_On="02/10/2022"))
    bronze.put("cases/returnees_SYL_baseline.csv", text)
    bronze.ingest()
    assert bronze.list_rules() == [(3, "Screened On", "date")]
    assert bronze.list_sources()[0]["is_baseline"] is True


def test_repeated_keys_take_all_their_rows(bronze: Bronze) -> None:
    rows = [case(1), case(2), case(1, Case_ID=" SYL-2022-00001"), case(3), case(3), case(3)]
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv(*rows))
    report = bronze.ingest()
    assert bronze.list_rules() == [(n, "Case ID", "duplicate_key") for n in (2, 4, 5, 6, 7)]
    assert (report.rows_quarantined, report.rows_loaded) == (5, 1)


def test_a_key_repeated_far_away(bronze: Bronze, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.load.CHUNK", 2)
    rows = [case(n) for n in (1, 2, 3, 4, 5, 1, 6, 2, 7)]
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv(*rows))
    report = bronze.ingest()
    assert [number for number, _, _ in bronze.list_rules()] == [2, 3, 7, 9]
    assert (report.rows_read, report.rows_loaded) == (9, 5)


def test_rows_without_a_key_are_not_repeated(bronze: Bronze) -> None:
    text = returnees_csv(case(Case_ID=""), case(2, Case_ID=""))
    bronze.put("cases/returnees_SYL_2022-08.csv", text)
    bronze.ingest()
    assert {rule for _, _, rule in bronze.list_rules()} == {"required"}


def test_two_faults_are_two_reasons_and_one_row(bronze: Bronze) -> None:
    bad = case(Full_Name="", Screened_On="never")
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv(bad))
    report = bronze.ingest()
    assert len(bronze.list_rules()) == 2
    assert report.rows_quarantined == 1


def test_records_of_another_width(bronze: Bronze) -> None:
    rows = [service(1), service(2)[:4], [*service(3), "x"], [*service(4), ""], [""] * 7]
    bronze.put("cases/assistance_SYL_2022-08.csv", format_csv(ASSISTANCE, rows))
    report = bronze.ingest()
    assert [rule for rule in bronze.list_rules() if rule[2] == "width"] == [
        (3, "", "width"),
        (4, "", "width"),
    ]
    assert (report.rows_loaded, report.rows_ignored) == (2, 1)


@pytest.mark.parametrize("mangled", ["1.99E+12", "1,99e12", "2E+09", " 1.9912E+16 "])
def test_what_excel_mangled_is_blanked_and_reported(bronze: Bronze, mangled: str) -> None:
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv(case(1, NID=mangled), case(2)))
    report = bronze.ingest()
    assert (report.rows_loaded, report.rows_quarantined) == (2, 0)
    (row,) = bronze.read_table("quarantine")
    assert (row["rule"], row["scope"], row["cells"]) == ("scientific_notation", "value", None)
    assert bronze.read_table("returnees")[0]["nid"] is None


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
def test_bad_events(bronze: Bronze, change: dict[str, str], column: str, rule: str) -> None:
    bad = event(1, **{"_validation_status": "Not approved"} | change)
    bronze.put("events/log.csv", events_csv(event(2), event(3), bad))
    assert bronze.ingest().rows_loaded == 2
    assert bronze.list_rules() == [(4, column, rule)]


OTHERS = [
    ("social_media/other/a.csv", OTHER_REACH, platform_reach(Date="2022-12-02"), "date"),
    ("social_media/other/a.csv", OTHER_REACH, platform_reach(Reach=""), "required"),
    ("social_media/other/a.csv", OTHER_REACH, platform_reach(Reach="-5"), "range"),
    ("social_media/youtube/Table data.csv", ["Date", "Views"], ["2022-11-02", "few"], "type"),
    ("communications/news_2022-08.csv", NEWS, news_report(Date="2022-09-01"), "date"),
    ("communications/products_2022-08.csv", PRODUCTS, product(Date="2022-09-01"), "date"),
    ("communications/products_2022-08.csv", PRODUCTS, product(Product_ID=""), "required"),
    ("published/2022-09.csv", PUBLISHED, printed_figure(period="yearly"), "list"),
    ("published/2022-09.csv", PUBLISHED, printed_figure(reporting_month="2022-10"), "date"),
]


@pytest.mark.parametrize(("path", "header", "row", "rule"), OTHERS)
def test_bad_rows_of_small_layouts(
    bronze: Bronze, path: str, header: list[str], row: list[str], rule: str
) -> None:
    bronze.put(path, format_csv(header, [row]))
    bronze.ingest()
    assert [found for _, _, found in bronze.list_rules()] == [rule]


def test_a_key_with_a_blank_part_is_not_repeated(bronze: Bronze) -> None:
    rows = [printed_figure(member=""), printed_figure(member=""), printed_figure(member="men")]
    bronze.put("published/2022-09.csv", format_csv(PUBLISHED, rows))
    assert bronze.ingest().rows_loaded == 1
    assert bronze.list_rules() == [(2, "member", "required"), (3, "member", "required")]


def test_header_is_shown_as_it_was_sent(bronze: Bronze) -> None:
    header = [name.upper() for name in RETURNEES]
    bronze.put("cases/returnees_SYL_2022-08.csv", format_csv(header, [case(Screened_On="x")]))
    bronze.ingest()
    assert bronze.list_rules() == [(2, "SCREENED ON", "type")]
