"""What programs and browsers do to a file between its export and the landing folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from ingestion.readers.part import format_identifier_cell, format_time_cell
from tests.ingestion.test_layouts import DAYS, EVENT, KOBO, TABLE
from tests.support.bronze import Bronze
from tests.support.rows import (
    ASSISTANCE,
    RETURNEES,
    case,
    format_csv,
    returnees_csv,
    service,
    write_workbook,
)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(bronze: Bronze, encoding: str) -> None:
    text = returnees_csv(case(Full_Name="মোঃ রহিম"), case(2))
    bronze.put("cases/returnees_SYL_2022-08.csv", text.encode(encoding))
    assert bronze.ingest().rows_loaded == 2
    assert bronze.read_table("returnees")[0]["full_name"] == "মোঃ রহিম"


def test_half_a_character_of_utf16_is_no_text(bronze: Bronze) -> None:
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv().encode("utf-16-le") + b"x")
    (rejected,) = bronze.ingest().files_rejected
    assert "not readable text" in rejected.reason


def test_midnight_of_a_kobo_workbook_is_a_time(bronze: Bronze) -> None:
    def fill(sheet: Any, book: Any) -> None:
        sheet.write_row(0, 0, KOBO)
        sheet.write_row(1, 0, EVENT)
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_datetime(1, 11, datetime(2022, 9, 30), stamp)

    write_workbook(bronze.landing / "events/form.xlsx", {"Form": fill})
    bronze.ingest()
    assert bronze.list_rules() == []
    assert bronze.read_table("events")[0]["submission_time"] == "2022-09-30T00:00:00"
    assert format_time_cell("2022-09-30") == "2022-09-30"


def test_a_number_whose_digits_were_lost_before(bronze: Bronze) -> None:
    """1.99E+12 in a CSV that Excel opened and saved as a workbook is 1990000000000."""
    rows: list[list[Any]] = [RETURNEES, case(), case(2)]
    rows[1][6], rows[2][6] = 1.99e12, 1991234567890
    write_workbook(
        bronze.landing / "cases/cases_SYL_2022-08.xlsx",
        {"Returnees": rows, "Assistance": [ASSISTANCE, service()]},
    )
    assert bronze.ingest().rows_loaded == 3
    assert bronze.list_rules() == [(2, "NID", "scientific_notation")]
    assert [row["nid"] for row in bronze.read_table("returnees")] == [None, "1991234567890"]


@pytest.mark.parametrize("cell", ["1990000000000", 1991000000, 8801711000000.0, True, None])
def test_other_document_numbers_stay(cell: Any) -> None:
    assert "E+" not in format_identifier_cell(cell)


@pytest.mark.parametrize(
    ("name", "loaded"),
    [("Table data (1).csv", 2), ("september.csv", 2), ("Chart data (1).csv", 0), ("totals.CSV", 0)],
)
def test_youtube_files_that_a_browser_renamed(bronze: Bronze, name: str, loaded: int) -> None:
    bronze.put(f"social_media/youtube/{name}", TABLE)
    report = bronze.ingest()
    assert (report.rows_read, report.rows_loaded, report.files_rejected) == (3, loaded, ())


UNCOUNTED = [
    ("youtube/Table data.csv", "Content,Views\na,5\n", "views grouped by content have no month"),
    ("facebook/Follows.csv", f'sep=,\r\n"Follows"\r\n{DAYS}', "this series is not reach"),
    ("facebook/Posts.csv", "Post ID,Date\n1,Lifetime\n", "post-level lifetime totals"),
]


@pytest.mark.parametrize(("path", "text", "reason"), UNCOUNTED)
def test_the_ledger_says_what_is_not_counted(
    bronze: Bronze, path: str, text: str, reason: str
) -> None:
    bronze.put(f"social_media/{path}", text)
    bronze.ingest()
    (row,) = bronze.list_sources()
    assert row["verdict"] == "loaded"
    assert row["reason"].startswith(f"kept, not counted: {reason}")


def test_a_workbook_as_offices_send_it(bronze: Bronze) -> None:
    """Upper-case ending, deep folder, other order, chart, blank rows, padded names, new columns."""
    file = bronze.landing / "cases/2022/08/from mail/CASES_syl_2022-08.XLSX"
    file.parent.mkdir(parents=True)
    book = xlsxwriter.Workbook(file)
    for name, rows in {
        "ASSISTANCE": [[*ASSISTANCE, "Remarks"], [*service(Amount__BDT_="92,000"), "ok"]],
        " Returnees ": [[], [], [f"  {name.upper()} " for name in RETURNEES], case()],
    }.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=ASSISTANCE!$G$2:$G$2"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.close()
    report = bronze.ingest()
    assert (report.rows_read, report.rows_loaded, report.files_rejected) == (2, 2, ())
    assert bronze.read_table("returnees")[0]["row_number"] == 4
    assert bronze.read_table("assistance")[0]["amount_bdt"] == "92,000"
    assert len(bronze.list_in_force()) == 1


def test_an_empty_delivery_replaces_and_an_empty_file_does_not(bronze: Bronze) -> None:
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv())
    bronze.put("cases/returnees_DHK_2022-08.csv", returnees_csv())
    bronze.put("cases/returnees_SYL_2022-08_v2.csv", format_csv(RETURNEES, []))
    bronze.put("cases/returnees_DHK_2022-08_v2.csv", "")
    report = bronze.ingest()
    assert [file.path for file in report.files_rejected] == ["cases/returnees_DHK_2022-08_v2.csv"]
    assert bronze.list_in_force() == {
        "cases/returnees_SYL_2022-08_v2.csv",
        "cases/returnees_DHK_2022-08.csv",
    }


def test_no_bytes_are_taken_for_utf16_by_mistake(bronze: Bronze) -> None:
    """UTF-32 has NULs, too; a rejected version replaces nothing."""
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv())
    for version, encoding in enumerate(("utf-32-le", "utf-32-be", "utf-32"), start=2):
        path = f"cases/returnees_SYL_2022-08_v{version}.csv"
        bronze.put(path, returnees_csv(case(2)).encode(encoding))
    assert len(bronze.ingest().files_rejected) == 3
    assert bronze.list_in_force() == {"cases/returnees_SYL_2022-08.csv"}
