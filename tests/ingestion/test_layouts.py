"""Every layout of the landing folder loads, verbatim, with the row that a spreadsheet shows."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingestion.bronze_tables import list_table_columns
from tests.support.bronze import Bronze
from tests.support.rows import (
    ASSISTANCE,
    NEWS,
    OTHER_REACH,
    PRODUCTS,
    PUBLISHED,
    RETURNEES,
    case,
    format_csv,
    news_report,
    platform_reach,
    printed_figure,
    product,
    returnees_csv,
    service,
    write_workbook,
    zip_texts,
)

DAYS = '"Date","Primary"\r\n"2022-09-01T00:00:00","751"\r\n"2022-09-02T00:00:00","1,751"\r\n\r\n'


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be+bom", "cp1252"])
def test_case_files_in_every_encoding_and_delimiter(
    bronze: Bronze, encoding: str, delimiter: str
) -> None:
    name = "Rahim é" if encoding == "cp1252" else "মোঃ রহিম"
    text = format_csv(RETURNEES, [case(Full_Name=name), case(2)], delimiter)
    is_be = encoding == "utf-16-be+bom"
    content = ("\ufeff" + text).encode("utf-16-be") if is_be else text.encode(encoding)
    bronze.put("cases/a/b/returnees_SYL_2022-08.csv", content)
    report = bronze.ingest()
    assert (report.rows_loaded, report.files_rejected) == (2, ())
    first = bronze.read_table("returnees")[0]
    assert (first["full_name"], first["row_number"]) == (name, 2)
    assert first["screened_on"] == "2022-08-05"
    assert first["father_name"] is None
    assert first["extra"] is None


def test_a_workbook_gives_two_files_with_true_row_numbers(bronze: Bronze) -> None:
    def returnees(sheet: Any, book: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(2, 1, RETURNEES)
        sheet.write_row(3, 1, case(NID=""))
        sheet.write_datetime(3, 2, datetime(2022, 8, 4), day)
        sheet.write_datetime(3, 15, datetime(2022, 8, 5, 23, 30), day)
        sheet.write_number(3, 7, 1991234567890)
        sheet.write_row(5, 1, case(2))
        sheet.write_formula(5, 14, "=1/0", None, "#DIV/0!")

    write_workbook(
        bronze.landing / "cases/cases_SYL_2022-08.xlsx",
        {"Returnees": returnees, "Assistance": [ASSISTANCE, [*service()[:-1], 92000]]},
    )
    report = bronze.ingest()
    assert (report.rows_read, report.rows_loaded) == (4, 2)
    (row,) = bronze.read_table("returnees")
    assert row["registration_date"] == "2022-08-04"
    assert row["plan_developed_on"] == "2022-08-05"
    assert row["nid"] == "1991234567890"
    assert row["row_number"] == 4
    # Calamine gives the error cell as blank, which would be a date that is merely missing.
    assert bronze.list_rules() == [(6, "Screened On", "type")]
    assert bronze.read_table("uncounted")[0]["row_number"] == 5
    assert bronze.read_table("assistance")[0]["amount_bdt"] == "92000"
    assert [row["sheet"] for row in bronze.list_sources()] == ["Assistance", "Returnees"]


def test_unmapped_columns_are_kept_beside(bronze: Bronze) -> None:
    text = format_csv([*ASSISTANCE, "Remarks"], [[*service(), "urgent"], [*service(2), ""]])
    bronze.put("cases/assistance_SYL_2022-08.csv", text)
    bronze.ingest()
    assert json.loads(bronze.read_table("assistance")[0]["extra"]) == {"Remarks": "urgent"}


@pytest.mark.parametrize(
    ("metric", "loaded"),
    [('"Facebook reach"', 2), ('"Reach"', 2), ('"Views"', 0), ('"Follows"', 0)],
)
def test_only_reach_series_count(bronze: Bronze, metric: str, loaded: int) -> None:
    bronze.put(
        "social_media/facebook/x/Reach (1).csv", f"sep=,\r\n{metric}\r\n{DAYS}".encode("utf-16")
    )
    report = bronze.ingest()
    assert (report.rows_read, report.rows_loaded, report.rows_ignored) == (3, loaded, 3 - loaded)
    rows = bronze.read_table("facebook_reach" if loaded else "uncounted")
    assert rows[0]["row_number"] == 4
    assert loaded == 0 or rows[0]["date"] == "2022-09-01T00:00:00"


def test_post_level_exports_are_kept_and_never_counted(bronze: Bronze) -> None:
    header = ["Post ID", "Title", "Date", *(f"Metric {n}" for n in range(30))]
    rows = [["1", "two\nlines", "Lifetime", *["5"] * 30], ["2", "x", "Lifetime", *["6"] * 30]]
    bronze.put("social_media/facebook/Posts.csv", "\ufeff" + format_csv(header, rows))
    report = bronze.ingest()
    assert (report.rows_read, report.rows_ignored, report.files_rejected) == (2, 2, ())
    assert bronze.read_table("facebook_reach") == []
    assert bronze.list_sources()[0]["table_name"] == "uncounted"


TABLE = "Date,Views\nTotal,990\n2022-09-01,5\n2022-09-02,\n"


@pytest.mark.parametrize("packed", [True, False])
def test_youtube_by_date_without_its_total(bronze: Bronze, packed: bool) -> None:
    if packed:
        texts = {"Table data.csv": TABLE, "Chart data.csv": "Date,Views\n2022-09-01,5\n"}
        bronze.put("social_media/youtube/export.zip", zip_texts(texts))
    else:
        bronze.put("social_media/youtube/september/Table data.csv", TABLE)
    report = bronze.ingest()
    assert (report.rows_read, report.rows_loaded, report.rows_ignored) == (3, 2, 1)
    # A blank is not zero.
    assert [row["views"] for row in bronze.read_table("youtube_reach")] == ["5", None]
    assert [row["row_number"] for row in bronze.read_table("youtube_reach")] == [3, 4]


def test_youtube_by_content_and_companions_are_kept_and_not_counted(bronze: Bronze) -> None:
    content = "Content,Video title,Views\nTotal,,9\n -abc,A title,5\n"
    bronze.put("social_media/youtube/Table data.csv", content)
    bronze.put("social_media/youtube/Chart data.csv", "Date,Content,Views\n2022-09-01,x,5\n")
    bronze.put("social_media/youtube/Totals.csv", "Date,Views\n2022-09-01,5\n")
    report = bronze.ingest()
    assert (report.rows_read, report.rows_ignored, report.files_rejected) == (4, 4, ())
    kept = [json.loads(row["extra"]) for row in bronze.read_table("uncounted")]
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


def test_kobo_csv_with_groups_and_hxl(bronze: Bronze) -> None:
    rows = [["#tag" for _ in KOBO], EVENT]
    text = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in [KOBO, *rows])
    bronze.put("events/whatever.csv", text)
    report = bronze.ingest()
    assert (report.rows_read, report.rows_loaded, report.rows_ignored) == (2, 1, 1)
    (row,) = bronze.read_table("events")
    assert (row["submission_id"], row["venue"], row["row_number"]) == ("77", "Hall\nA", 3)
    assert json.loads(row["extra"]) == {"_index": "1"}


def test_kobo_workbook(bronze: Bronze) -> None:
    def fill(sheet: Any, book: Any) -> None:
        sheet.write_row(0, 0, KOBO)
        sheet.write_row(1, 0, EVENT)
        sheet.write_number(1, 5, 10)
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_datetime(1, 11, datetime(2022, 9, 30, 20, 15), stamp)

    write_workbook(bronze.landing / "events/form.xlsx", {"Form": fill})
    bronze.ingest()
    (row,) = bronze.read_table("events")
    assert (row["participants_men"], row["submission_time"]) == ("10", "2022-09-30T20:15:00")


@pytest.mark.parametrize(
    ("path", "header", "rows", "table"),
    [
        ("social_media/other/x.csv", OTHER_REACH, [platform_reach()], "other_reach"),
        ("communications/products_2022-08.csv", PRODUCTS, [product(), product()], "products"),
        ("communications/news_2022-08.csv", NEWS, [news_report()], "news"),
        ("published/2022-09.csv", PUBLISHED, [printed_figure()], "published_figures"),
    ],
)
def test_small_layouts(
    bronze: Bronze, path: str, header: list[str], rows: list[list[str]], table: str
) -> None:
    bronze.put(path, format_csv(header, rows))
    report = bronze.ingest()
    assert report.files_rejected == ()
    assert len(bronze.read_table(table)) == report.rows_read > 0
    assert bronze.read_table("quarantine") == []


def test_headers_match_in_any_case_and_spacing(bronze: Bronze) -> None:
    text = returnees_csv().replace("Case ID", "  case id ").replace("Father's", "FATHER’S")
    bronze.put("cases/RETURNEES_syl_2022-08_V2.CSV", text)
    assert bronze.ingest().rows_loaded == 1
    assert bronze.list_sources()[0]["version"] == 2
    assert bronze.list_sources()[0]["centre_code"] == "SYL"


def test_every_table_has_a_file_for_a_glob(bronze: Bronze) -> None:
    bronze.ingest()

    for table, columns in list_table_columns().items():
        (file,) = (bronze.home / "bronze" / table).glob("*.parquet")
        assert tuple(pq.read_schema(file).names) == columns
