"""Every layout of the landing folder loads, verbatim, with the row that a spreadsheet shows."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any

import pytest

from tests.ingestion.house import (
    ASSISTANCE,
    RETURNEES,
    House,
    case,
    csv_text,
    returnees_csv,
    service,
    workbook,
)

DAYS = '"Date","Primary"\r\n"2022-09-01T00:00:00","751"\r\n"2022-09-02T00:00:00","1,751"\r\n\r\n'


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be+bom", "cp1252"])
def test_case_files_in_every_encoding_and_delimiter(
    house: House, encoding: str, delimiter: str
) -> None:
    name = "Rahim é" if encoding == "cp1252" else "মোঃ রহিম"
    text = csv_text(RETURNEES, [case(Full_Name=name), case(2)], delimiter)
    is_be = encoding == "utf-16-be+bom"
    content = ("\ufeff" + text).encode("utf-16-be") if is_be else text.encode(encoding)
    house.put("cases/a/b/returnees_SYL_2022-08.csv", content)
    report = house.ingest()
    assert (report.rows_loaded, report.files_rejected) == (2, ())
    first = house.table("returnees")[0]
    assert (first["full_name"], first["row_number"]) == (name, 2)
    assert first["screened_on"] == "2022-08-05"
    assert first["father_name"] is None
    assert first["extra"] is None


def test_a_workbook_gives_two_files_with_true_row_numbers(house: House) -> None:
    def returnees(sheet: Any, book: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(2, 1, RETURNEES)
        sheet.write_row(3, 1, case(NID=""))
        sheet.write_datetime(3, 2, datetime(2022, 8, 4), day)
        sheet.write_datetime(3, 15, datetime(2022, 8, 5, 23, 30), day)
        sheet.write_number(3, 7, 1991234567890)
        sheet.write_row(5, 1, case(2))
        sheet.write_formula(5, 14, "=1/0", None, "#DIV/0!")

    workbook(
        house.landing / "cases/cases_SYL_2022-08.xlsx",
        {"Returnees": returnees, "Assistance": [ASSISTANCE, [*service()[:-1], 92000]]},
    )
    report = house.ingest()
    assert (report.rows_read, report.rows_loaded) == (4, 2)
    (row,) = house.table("returnees")
    assert row["registration_date"] == "2022-08-04"
    assert row["plan_developed_on"] == "2022-08-05"
    assert row["nid"] == "1991234567890"
    assert row["row_number"] == 4
    # Calamine gives the error cell as blank, which would be a date that is merely missing.
    assert house.rules() == [(6, "Screened On", "type")]
    assert house.table("uncounted")[0]["row_number"] == 5
    assert house.table("assistance")[0]["amount_bdt"] == "92000"
    assert [row["sheet"] for row in house.sources()] == ["Assistance", "Returnees"]


def test_unmapped_columns_are_kept_beside(house: House) -> None:
    text = csv_text([*ASSISTANCE, "Remarks"], [[*service(), "urgent"], [*service(2), ""]])
    house.put("cases/assistance_SYL_2022-08.csv", text)
    house.ingest()
    assert json.loads(house.table("assistance")[0]["extra"]) == {"Remarks": "urgent"}


@pytest.mark.parametrize(
    ("metric", "loaded"),
    [('"Facebook reach"', 2), ('"Reach"', 2), ('"Views"', 0), ('"Follows"', 0)],
)
def test_only_reach_series_count(house: House, metric: str, loaded: int) -> None:
    house.put(
        "social_media/facebook/x/Reach (1).csv", f"sep=,\r\n{metric}\r\n{DAYS}".encode("utf-16")
    )
    report = house.ingest()
    assert (report.rows_read, report.rows_loaded, report.rows_ignored) == (3, loaded, 3 - loaded)
    rows = house.table("facebook_reach" if loaded else "uncounted")
    assert rows[0]["row_number"] == 4
    assert loaded == 0 or rows[0]["date"] == "2022-09-01T00:00:00"


def test_post_level_exports_are_kept_and_never_counted(house: House) -> None:
    header = ["Post ID", "Title", "Date", *(f"Metric {n}" for n in range(30))]
    rows = [["1", "two\nlines", "Lifetime", *["5"] * 30], ["2", "x", "Lifetime", *["6"] * 30]]
    house.put("social_media/facebook/Posts.csv", "\ufeff" + csv_text(header, rows))
    report = house.ingest()
    assert (report.rows_read, report.rows_ignored, report.files_rejected) == (2, 2, ())
    assert house.table("facebook_reach") == []
    assert house.sources()[0]["table_name"] == "uncounted"


TABLE = "Date,Views\nTotal,990\n2022-09-01,5\n2022-09-02,\n"


def zipped(name: str, text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, text)
        archive.writestr("Chart data.csv", "Date,Views\n2022-09-01,5\n")
    return stream.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_youtube_by_date_without_its_total(house: House, packed: bool) -> None:
    if packed:
        house.put("social_media/youtube/export.zip", zipped("Table data.csv", TABLE))
    else:
        house.put("social_media/youtube/september/Table data.csv", TABLE)
    report = house.ingest()
    assert (report.rows_read, report.rows_loaded, report.rows_ignored) == (3, 2, 1)
    # A blank is not zero.
    assert [row["views"] for row in house.table("youtube_reach")] == ["5", None]
    assert [row["row_number"] for row in house.table("youtube_reach")] == [3, 4]


def test_youtube_by_content_and_companions_are_kept_and_not_counted(house: House) -> None:
    content = "Content,Video title,Views\nTotal,,9\n -abc,A title,5\n"
    house.put("social_media/youtube/Table data.csv", content)
    house.put("social_media/youtube/Chart data.csv", "Date,Content,Views\n2022-09-01,x,5\n")
    house.put("social_media/youtube/Totals.csv", "Date,Views\n2022-09-01,5\n")
    report = house.ingest()
    assert (report.rows_read, report.rows_ignored, report.files_rejected) == (4, 4, ())
    kept = [json.loads(row["extra"]) for row in house.table("uncounted")]
    assert {"Content": " -abc", "Video title": "A title", "Views": "5"} in kept


KOBO = [
    "visit/event_type", "visit/event_date", "place/district", "place/upazila", "venue",
    "people/participants_men", "people/participants_women", "people/participants_unknown",
    "organiser", "_id", "_uuid", "_submission_time", "_validation_status", "_index",
]  # fmt: skip
EVENT = [
    "dcc_meeting", "2022-09-30", "Sylhet", "", "Hall\nA", "10", "5", "0", "Office", "77", "u-1",
    "2022-09-30T20:15:00", "validation_status_approved", "1",
]  # fmt: skip


def test_kobo_csv_with_groups_and_hxl(house: House) -> None:
    rows = [["#tag" for _ in KOBO], EVENT]
    text = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in [KOBO, *rows])
    house.put("events/whatever.csv", text)
    report = house.ingest()
    assert (report.rows_read, report.rows_loaded, report.rows_ignored) == (2, 1, 1)
    (row,) = house.table("events")
    assert (row["submission_id"], row["venue"], row["row_number"]) == ("77", "Hall\nA", 3)
    assert json.loads(row["extra"]) == {"_index": "1"}


def test_kobo_workbook(house: House) -> None:
    def fill(sheet: Any, book: Any) -> None:
        sheet.write_row(0, 0, KOBO)
        sheet.write_row(1, 0, EVENT)
        sheet.write_number(1, 5, 10)
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_datetime(1, 11, datetime(2022, 9, 30, 20, 15), stamp)

    workbook(house.landing / "events/form.xlsx", {"Form": fill})
    house.ingest()
    (row,) = house.table("events")
    assert (row["participants_men"], row["submission_time"]) == ("10", "2022-09-30T20:15:00")


@pytest.mark.parametrize(
    ("path", "text", "table"),
    [
        ("social_media/other/x.csv", "Date,Platform,Reach\n01/09/2022,TikTok,50\n", "other_reach"),
        (
            "communications/products_2022-08.csv",
            "Product ID,Date,Type,Title\nP1,2022-08-01,Poster,A\nP1,2022-08-02,Poster,B\n",
            "products",
        ),
        (
            "communications/news_2022-08.csv",
            "Report ID,Date,Outlet,Headline\nN,2022-08-01,,\n",
            "news",
        ),
        (
            "published/2022-09.csv",
            "reporting_month,indicator_code,dimension,member,period,value,label_confidence,note\n"
            '2022-09,screened,total,all,cumulative,"4,120",certain,\n',
            "published_figures",
        ),
    ],
)
def test_small_layouts(house: House, path: str, text: str, table: str) -> None:
    house.put(path, text)
    report = house.ingest()
    assert report.files_rejected == ()
    assert len(house.table(table)) == report.rows_read > 0
    assert house.table("quarantine") == []


def test_headers_match_in_any_case_and_spacing(house: House) -> None:
    text = returnees_csv().replace("Case ID", "  case id ").replace("Father's", "FATHER’S")
    house.put("cases/RETURNEES_syl_2022-08_V2.CSV", text)
    assert house.ingest().rows_loaded == 1
    assert house.sources()[0]["version"] == 2
    assert house.sources()[0]["centre_code"] == "SYL"


def test_every_table_has_a_file_for_a_glob(house: House) -> None:
    house.ingest()
    from ingestion import bronze

    for table, columns in bronze.list_table_columns().items():
        (file,) = (house.home / "bronze" / table).glob("*.parquet")
        assert tuple(bronze.pq.read_schema(file).names) == columns
