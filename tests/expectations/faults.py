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


def of_file(file_id: str, **facts: object) -> Fault:
    """Facts of one file of the ledger."""

    def plant(house: House) -> int:
        for column, value in facts.items():
            house.files.loc[house.files["source_file_id"] == file_id, column] = value
        return 1

    return plant


def one_more_file(like: str, **facts: object) -> Fault:
    """A file that agrees with another one but for some facts."""

    def plant(house: House) -> int:
        row = house.files[house.files["source_file_id"] == like].assign(**facts)
        house.files = pd.concat([house.files, row], ignore_index=True)
        return 1

    return plant


def all_of(*faults: Fault) -> Fault:
    """Several faults, one after the other; the last one counts the rows."""
    return lambda house: [fault(house) for fault in faults][-1]


def instant(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def started_together(rows: int) -> Fault:
    """So many services of one centre share kind and start."""

    def plant(house: House) -> int:
        frame = house.tables["assistance"]
        own = frame[frame["source_file_id"].str.contains("SYL")].assign(start_date="2022-01-03")
        more = own.head(rows - len(own)).assign(service_id=lambda new: "extra-" + new["service_id"])
        others = frame.drop(index=own.index)
        house.tables["assistance"] = pd.concat([own, more, others], ignore_index=True)
        return rows

    return plant


def blanks_of_a_delivery(rows: int) -> Fault:
    """A column that is usually filled is blank in so many of the six rows of a delivery."""

    def plant(house: House) -> int:
        frame = house.tables["returnees"]
        own = frame.index[frame["source_file_id"] == "returnees-SYL-2022-03-x"]
        frame.loc[own[:rows], "upazila"] = None
        return 1

    return plant


def lost_digits(house: House) -> int:
    lost = house.tables["returnees"][["source_file_id", "row_number"]].head(3)
    # Two cells of one row are still one row.
    house.tables["quarantine"] = pd.concat([lost, lost.head(1)]).assign(rule="scientific_notation")
    return 3


def days_never_exported(house: House) -> int:
    for table in ("facebook_reach", "youtube_reach"):
        house.tables[table] = house.tables[table].drop(index=range(40, 43))
    return 6


def delivery_withheld(house: House) -> int:
    house.files = house.files[house.files["source_file_id"] != "assistance-SRJ-2022-09-x"]
    return 1


def whole_register_exported(house: House) -> int:
    for centre in ("SYL", "SRJ"):
        of_file(f"returnees-{centre}-2022-09-x", rows_read=4_000)(house)
    return 2


def two_versions_in_force(house: House) -> int:
    like = "returnees-SYL-2022-09-x"
    one_more_file(like, source_file_id=f"{like}2", version=2, sha256="other")(house)
    return 2


def five_months_late(house: House) -> int:
    late = house.files["delivery_month"] == "2022-02"
    house.files.loc[late, "landed_at"] = instant("2022-08-05")
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
    "case_phone_not_shared": cells("returnees", 13, phone="8801711-000001"),
    "case_entered_once": repeated("returnees", "registration_date", "nid", rows=2),
    "service_amount_plausible": cells("assistance", 1, amount_bdt="17,12,345,678"),
    "service_duration_plausible": cells("assistance", 2, start_date="03/01/2012"),
    "service_entered_once": repeated("assistance", "case_id", "start_date", rows=2),
    "service_case_load_plausible": cells("assistance", 21, case_id="C-1"),
    "service_not_entered_in_bulk": started_together(61),
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
    "delivery_in_force_once": two_versions_in_force,
    "delivery_size_usual": whole_register_exported,
    "delivery_in_time": five_months_late,
    "delivery_expected": delivery_withheld,
    "delivery_column_filled": blanks_of_a_delivery(6),
}
