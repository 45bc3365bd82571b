"""One planted fault for every check of the gate: it returns how many rows it spoils."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.expectations.house import House

Fault = Callable[[House], int]


def cells(table: str, rows: int, **values: object) -> Fault:
    """The same values in the first rows of a table."""

    def plant(house: House) -> int:
        house.put(table, rows, **values)
        return rows

    return plant


def repeated(table: str, *columns: str, rows: int) -> Fault:
    """The first rows agree in some columns; their keys stay their own."""

    def plant(house: House) -> int:
        first = house.tables[table].iloc[0]
        house.put(table, rows, **{column: first[column] for column in columns})
        return rows

    return plant


def ledger(rows: int, **values: object) -> Fault:
    """The same values in the ledger's first monthly rows (row 0 is a baseline)."""

    def plant(house: House) -> int:
        for column, value in values.items():
            house.files.loc[house.files.index[1 : rows + 1], column] = value
        return rows

    return plant


def shared_phone(house: House) -> int:
    house.put("returnees", 13, phone="8801711-000001")
    return 13


def lost_digits(house: House) -> int:
    lost = house.tables["returnees"][["source_file_id", "row_number"]].head(3)
    # Two cells of one row are still one row.
    house.tables["quarantine"] = pd.concat([lost, lost.head(1)]).assign(rule="scientific_notation")
    return 3


def days_never_exported(house: House) -> int:
    for table in ("facebook_reach", "youtube_reach"):
        house.tables[table] = house.tables[table].drop(index=range(40, 43))
    return 6


def renamed_header(house: House) -> int:
    frame = house.tables["returnees"]
    frame.loc[frame["source_file_id"] == "returnees-SYL-2022-03-x", "upazila"] = None
    return 1


def delivery_withheld(house: House) -> int:
    house.files = house.files[house.files["source_file_id"] != "assistance-SRJ-2022-09-x"]
    return 1


def whole_register_exported(house: House) -> int:
    last = house.files["source_file_id"].isin(
        ["returnees-SYL-2022-09-x", "returnees-SRJ-2022-09-x"]
    )
    house.files.loc[last, "rows_read"] = 4_000
    return 2


def five_months_late(house: House) -> int:
    house.files.loc[house.files["delivery_month"] == "2022-02", "landed_at"] = pd.Timestamp(
        "2022-08-05", tz="UTC"
    )
    return 4


FAULTS: dict[str, Fault] = {
    "case_identifier_given": cells("returnees", 6, nid=None, passport_no=None, phone=None),
    "case_father_given": cells("returnees", 22, father_name=None),
    "case_sex_given": cells("returnees", 6, sex=None),
    "case_sex_recognised": cells("returnees", 6, sex="Mr"),
    "case_district_given": cells("returnees", 6, district=None),
    "case_country_given": cells("returnees", 11, country_of_return=None),
    "case_return_date_given": cells("returnees", 22, return_date=None),
    "case_birth_date_given": cells("returnees", 22, date_of_birth=None),
    "case_birth_date_to_the_day": cells("returnees", 55, date_of_birth="01/01/1990"),
    "case_age_plausible": cells("returnees", 2, date_of_birth="2020-05-05"),
    "case_nid_complete": cells("returnees", 3, nid="৮১২৩"),
    "case_documents_intact": lost_digits,
    "case_document_not_shared": cells("returnees", 6, passport_no="bx 0999999"),
    "case_phone_not_shared": shared_phone,
    "case_entered_once": repeated("returnees", "registration_date", "nid", rows=2),
    "service_amount_plausible": cells("assistance", 1, amount_bdt="17,12,345,678"),
    "service_duration_plausible": cells("assistance", 2, start_date="03/01/2012"),
    "service_entered_once": repeated("assistance", "case_id", "start_date", rows=2),
    "service_case_load_plausible": cells("assistance", 21, case_id="C-1"),
    "service_not_entered_in_bulk": cells("assistance", 0, start_date="2022-01-03"),
    "event_district_given": cells("events", 1, district=None),
    "event_participants_counted": cells("events", 1, participants_men=None, participants_women="0"),
    "event_size_plausible": cells("events", 1, participants_men="01711"[::-1]),
    "event_sexes_counted": cells("events", 13, participants_unknown="400"),
    "event_submitted_in_time": cells("events", 5, submission_time="2022-12-24T01:00:00"),
    "event_not_submitted_ahead": cells("events", 1, submission_time="2022-07-01T01:00:00"),
    "event_venue_plausible": repeated("events", "event_date", "venue", rows=4),
    "event_entered_once": repeated(
        "events", "event_type", "event_date", "venue", "participants_men", rows=2
    ),
    "reach_given": cells("facebook_reach", 10, reach=None),
    "reach_spike_plausible": cells("youtube_reach", 2, views="1,000,000"),
    "reach_days_exported": days_never_exported,
    "product_described": cells("products", 1, title=None),
    "product_entered_once": repeated("products", "date", "title", rows=2),
    "news_described": cells("news", 1, outlet=None),
    "news_entered_once": repeated("news", "date", "headline", rows=2),
    "file_quarantine_share": ledger(3, rows_loaded=15, rows_quarantined=5),
    "file_delivered_once": ledger(2, sha256="same"),
    "delivery_size_usual": whole_register_exported,
    "delivery_in_time": five_months_late,
    "delivery_expected": delivery_withheld,
    "delivery_column_filled": renamed_header,
}


def typed_from_a_list(house: House) -> int:
    """Sixty-one services of one centre share kind and start."""
    frame = house.tables["assistance"]
    one_centre = frame["source_file_id"].str.contains("SYL")
    more = frame[one_centre].head(7).assign(service_id=[f"extra-{n}" for n in range(7)])
    house.tables["assistance"] = pd.concat([frame, more], ignore_index=True)
    everywhere = house.tables["assistance"]["source_file_id"].str.contains("SYL")
    house.tables["assistance"].loc[everywhere, "start_date"] = "2022-01-03"
    return int(everywhere.sum())


FAULTS["service_not_entered_in_bulk"] = typed_from_a_list
