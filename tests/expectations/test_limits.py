"""What lies just inside a limit of the gate passes; what lies just outside fails."""

from __future__ import annotations

import pytest

from expectations import dictionary
from expectations.gate import run_gate
from expectations.verdicts import Bench, CheckResult
from tests.expectations.faults import (
    Fault,
    all_of,
    blanks_of_a_delivery,
    cells,
    instant,
    ledger,
    of_file,
    one_more_file,
    repeated,
    started_together,
)
from tests.expectations.house import CENTRES, MONTH, House

CHECKS = dictionary.load_checks()
BOUNDED = {
    check.id
    for check in CHECKS.values()
    if check.expectation and set(check.expectation.arguments) - {"column", "column_list"}
}
# Of a thousand rows, so many may fail. Every other check tolerates none.
TOLERATED = {
    "case_identifier_given": 50,
    "case_father_given": 200,
    "case_sex_given": 50,
    "case_sex_recognised": 10,
    "case_district_given": 50,
    "case_country_given": 100,
    "case_return_date_given": 200,
    "case_birth_date_given": 200,
    "case_birth_date_to_the_day": 500,
    "case_age_plausible": 10,
    "case_nid_complete": 20,
    "case_documents_intact": 10,
    "case_phone_not_shared": 10,
    "case_entered_once": 5,
    "service_amount_plausible": 5,
    "service_duration_plausible": 10,
    "service_entered_once": 5,
    "service_case_load_plausible": 5,
    "service_not_entered_in_bulk": 50,
    "event_district_given": 20,
    "event_participants_counted": 20,
    "event_size_plausible": 10,
    "event_sexes_counted": 300,
    "event_submitted_in_time": 100,
    "event_venue_plausible": 10,
    "event_entered_once": 5,
    "reach_given": 50,
    "reach_spike_plausible": 10,
    "reach_days_exported": 20,
    "product_described": 50,
    "news_described": 50,
    "file_quarantine_share": 50,
    "delivery_size_usual": 50,
    "delivery_in_time": 100,
}
NO_PAPERS = cells("returnees", 9, nid=None, passport_no=None)
CANCELLED = cells("assistance", 3, status="Cancelled")
LARGE_DELIVERIES = ledger(99, rows_read=70)
EARLY = "returnees-SYL-2022-06-x"
LATER = "returnees-SYL-2022-07-x"
LAST = "returnees-SYL-2022-09-x"


def tiktok(days: int) -> Fault:
    """So many days of one platform, the first with a peak."""

    def plant(house: House) -> int:
        rows = house.tables["facebook_reach"].head(days).assign(platform="TikTok", reach="10")
        rows.loc[rows.index[0], "reach"] = "99999"
        house.tables["other_reach"] = rows
        return 1

    return plant


INSIDE: list[tuple[str, Fault]] = [
    ("case_identifier_given", NO_PAPERS),
    ("case_identifier_given", cells("returnees", 9, nid=None, phone=None)),
    *(("case_sex_recognised", cells("returnees", 9, sex=sex))
      for sex in ("Male", "m", "MAN", "পুরুষ", "female", " F ", "woman", "মহিলা")),
    ("case_birth_date_to_the_day", cells("returnees", 9, date_of_birth="02/01/1990")),
    ("case_birth_date_to_the_day", cells("returnees", 9, date_of_birth="01/02/1990")),
    # The first row was registered on 1 January 2022.
    ("case_age_plausible", cells("returnees", 1, date_of_birth="1932-01-05")),
    ("case_age_plausible", cells("returnees", 1, date_of_birth="2011-12-31")),
    *(("case_nid_complete", cells("returnees", 1, nid="১" * length)) for length in (10, 13, 17)),
    ("case_document_not_shared", cells("returnees", 5, passport_no="bx 0999999")),
    ("case_document_not_shared", cells("returnees", 5, nid="1988500000")),
    ("case_phone_not_shared", cells("returnees", 12, phone="8801711-000001")),
    ("case_entered_once", repeated("returnees", "nid", rows=2)),
    ("service_amount_plausible", cells("assistance", 3, amount_bdt="10,00,000")),
    ("service_amount_plausible", all_of(CANCELLED, cells("assistance", 3, amount_bdt="1000001"))),
    ("service_duration_plausible",
     cells("assistance", 1, start_date="2019-01-01", completion_date="2022-01-01")),
    ("service_entered_once", all_of(
        repeated("assistance", "case_id", "start_date", rows=2),
        cells("assistance", 1, service="Job placement"))),
    ("service_case_load_plausible", cells("assistance", 20, case_id="C-1")),
    ("service_not_entered_in_bulk", started_together(60)),
    ("event_participants_counted", cells(
        "events", 1, participants_men="0", participants_women="1", participants_unknown=None)),
    ("event_size_plausible", cells("events", 1, participants_men="2985")),
    ("event_sexes_counted", cells("events", 1, participants_unknown="35")),
    # The first event was held on 1 August 2022.
    ("event_submitted_in_time", cells("events", 1, submission_time="2022-09-15T23:00:00")),
    ("event_not_submitted_ahead", cells("events", 1, submission_time="2022-07-31T01:00:00")),
    ("event_venue_plausible", repeated("events", "event_date", "venue", rows=3)),
    ("event_entered_once", repeated("events", "event_type", "event_date", "venue", rows=2)),
    # The median of the other days and this one is 546.5.
    ("reach_spike_plausible", cells("youtube_reach", 1, views="54,650")),
    ("reach_spike_plausible", tiktok(days=29)),
    ("product_entered_once", repeated("products", "date", rows=2)),
    ("news_entered_once", repeated("news", "date", rows=2)),
    ("file_quarantine_share", of_file(LAST, rows_loaded=19, rows_quarantined=1)),
    ("file_quarantine_share", all_of(
        of_file(LAST, is_in_force=False), of_file(LAST, rows_loaded=0, rows_quarantined=20))),
    # Two sheets of one workbook are two tables of the same bytes.
    ("file_delivered_once", all_of(
        of_file(LAST, sha256="same"), of_file("assistance-SYL-2022-09-x", sha256="same"))),
    ("file_delivered_once", all_of(
        of_file(LAST, sha256="same", rows_loaded=0), of_file(LATER, sha256="same"))),
    ("delivery_size_usual", of_file(LAST, rows_read=110)),
    ("delivery_size_usual", all_of(LARGE_DELIVERIES, of_file(LAST, rows_read=10))),
    ("delivery_size_usual", of_file(EARLY, rows_read=4_000)),
    ("delivery_in_time", of_file(LAST, landed_at=instant("2022-10-04T23:59"))),
    # A correction comes later than what it corrects, and is not late for that.
    ("delivery_in_time", all_of(
        of_file(LAST, is_in_force=False),
        one_more_file(LAST, source_file_id=f"{LAST}2", version=2, is_in_force=True,
                      landed_at=instant("2022-12-01")))),
    ("delivery_column_filled", blanks_of_a_delivery(3)),
]  # fmt: skip

OUTSIDE: list[tuple[str, Fault]] = [
    ("case_identifier_given", all_of(NO_PAPERS, cells("returnees", 9, phone=None))),
    ("case_sex_recognised", cells("returnees", 1, sex="Mr")),
    ("case_birth_date_to_the_day", cells("returnees", 9, date_of_birth="01/01/1990")),
    ("case_age_plausible", cells("returnees", 1, date_of_birth="1931-12-28")),
    ("case_age_plausible", cells("returnees", 1, date_of_birth="2012-01-05")),
    *(("case_nid_complete", cells("returnees", 1, nid="1" * length)) for length in (9, 11, 16, 18)),
    ("case_document_not_shared", cells("returnees", 6, passport_no="bx 0999999")),
    ("case_document_not_shared", cells("returnees", 6, nid="1988500000")),
    # The same phone, with and without what precedes its last ten digits.
    ("case_phone_not_shared", all_of(
        cells("returnees", 13, phone="8801711-000001"), cells("returnees", 3, phone="1711000001"),
        lambda _: 13)),
    ("case_entered_once", repeated("returnees", "registration_date", "nid", rows=2)),
    ("service_amount_plausible", cells("assistance", 3, amount_bdt="10,00,001")),
    ("service_duration_plausible",
     cells("assistance", 1, start_date="2019-01-01", completion_date="2022-01-02")),
    ("service_entered_once", repeated("assistance", "case_id", "start_date", rows=2)),
    ("service_case_load_plausible", cells("assistance", 21, case_id="C-1")),
    ("service_not_entered_in_bulk", started_together(61)),
    ("event_participants_counted", cells(
        "events", 1, participants_men="0", participants_women="0", participants_unknown=None)),
    ("event_size_plausible", cells("events", 1, participants_men="2986")),
    ("event_sexes_counted", cells("events", 1, participants_unknown="36")),
    ("event_submitted_in_time", cells("events", 1, submission_time="2022-09-16T01:00:00")),
    ("event_not_submitted_ahead", cells("events", 1, submission_time="2022-07-30T23:00:00")),
    ("event_venue_plausible", repeated("events", "event_date", "venue", rows=4)),
    ("event_entered_once", repeated(
        "events", "event_type", "event_date", "venue", "participants_men", rows=2)),
    ("reach_spike_plausible", cells("youtube_reach", 1, views="54,651")),
    ("reach_spike_plausible", tiktok(days=30)),
    ("product_entered_once", repeated("products", "date", "title", rows=2)),
    ("news_entered_once", repeated("news", "date", "headline", rows=2)),
    ("file_quarantine_share", of_file(LAST, rows_loaded=94, rows_quarantined=5)),
    ("file_delivered_once", ledger(2, sha256="same")),
    ("delivery_size_usual", of_file(LAST, rows_read=111)),
    ("delivery_size_usual", all_of(LARGE_DELIVERIES, of_file(LAST, rows_read=9))),
    ("delivery_size_usual", of_file(LATER, rows_read=4_000)),
    ("delivery_in_time", of_file(LAST, landed_at=instant("2022-10-05T00:01"))),
    ("delivery_column_filled", blanks_of_a_delivery(4)),
]  # fmt: skip


def judge(house: House, check_id: str) -> CheckResult:
    bench = Bench(MONTH, {check_id: CHECKS[check_id]})
    (result,) = run_gate(
        house.tables, house.files, reporting_month=MONTH, centres=CENTRES, bench=bench
    )
    return result


@pytest.mark.parametrize(("check_id", "fault"), INSIDE)
def test_no_row_just_inside_a_limit_fails(house: House, check_id: str, fault: Fault) -> None:
    fault(house)
    result = judge(house, check_id)
    assert (result.verdict, result.failed) == ("passed", 0)


@pytest.mark.parametrize(("check_id", "fault"), OUTSIDE)
def test_every_row_just_outside_a_limit_fails(house: House, check_id: str, fault: Fault) -> None:
    assert judge(house, check_id).failed == 0
    spoilt = fault(house)
    assert judge(house, check_id).failed == spoilt


def test_every_bound_is_tested_from_both_sides() -> None:
    # What a spreadsheet has rounded is either lost or not; its fault is planted in `faults`.
    for pairs in (INSIDE, OUTSIDE):
        assert BOUNDED - {"case_documents_intact"} <= {check_id for check_id, _ in pairs}


@pytest.mark.parametrize("check_id", CHECKS)
def test_a_check_tolerates_its_share_and_not_a_row_more(check_id: str) -> None:
    bench, most = Bench(MONTH, CHECKS), TOLERATED.get(check_id, 0)
    assert bench.conclude_check(check_id, "x", 1000, most).verdict == "passed"
    assert bench.conclude_check(check_id, "x", 1000, most + 1).verdict == "failed"
