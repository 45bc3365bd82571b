"""Figures are printed as the release holds them, and each can be traced to its rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from common.errors import ConfigurationError
from publishing.figures.cells import UnknownFigure
from publishing.figures.month_figures import list_figures
from publishing.figures.trace import TraceMismatch, trace

MONTH = "2022-09"


def test_csv_has_exactly_the_agreed_columns(published: Path) -> None:
    lines = list_figures(published, MONTH).to_text("csv").splitlines()
    assert lines[0] == "indicator_code,dimension,member,period,value"
    assert lines[1] == "screened,total,all,cumulative,3"
    assert len(lines) == 1 + 3 * 16 + 3 * 7 + 3 * 4 + 2 * 1 + 2 * 4 + 2 * 4


def test_figures_come_in_registry_and_cell_order(published: Path) -> None:
    rows = list_figures(published, MONTH, "social_media_reach").rows
    assert [row[1:] for row in rows] == [
        ("total", "all", "cumulative", 2000),
        ("total", "all", "month_new", 800),
        ("platform", "facebook", "cumulative", 1951),
        ("platform", "facebook", "month_new", 751),
        ("platform", "youtube", "cumulative", 49),
        ("platform", "youtube", "month_new", 49),
        ("platform", "other", "cumulative", 0),
        ("platform", "other", "month_new", 0),
    ]
    codes = list(dict.fromkeys(row[0] for row in list_figures(published, MONTH).rows))
    assert codes[0] == "screened"
    assert codes[-1] == "social_media_reach"


def test_an_earlier_month_is_held_too(published: Path) -> None:
    assert list_figures(published, "2022-08", "screened").rows[0][-1] == 2


def test_readers_get_groups_of_digits_and_programs_do_not(published: Path) -> None:
    table = list_figures(published, MONTH, "social_media_reach")
    assert "2,000" in table.to_text("table")
    assert json.loads(table.to_text("json"))[0]["value"] == 2000
    with pytest.raises(ConfigurationError, match=r"xml.*table, csv, json"):
        table.to_text("xml")


@pytest.mark.parametrize(
    ("month", "indicator", "held"),
    [
        ("2022-10", None, "2022-08 to 2022-09"),
        (MONTH, "reach", "social_media_reach"),
        ("x", None, "2022-08"),
    ],
)
def test_what_is_not_held_is_refused_with_what_is(
    published: Path, month: str, indicator: str | None, held: str
) -> None:
    with pytest.raises(UnknownFigure, match=held):
        list_figures(published, month, indicator)


def test_every_figure_of_every_month_opens_to_rows_that_add_up(published: Path) -> None:
    opened = 0
    for month in ("2022-08", MONTH):
        for code, dimension, member, period, value in list_figures(published, month).rows:
            if not value:
                continue
            rows = trace(published, str(code), month, str(dimension), str(member), str(period)).rows
            assert sum(int(str(row[2])) for row in rows) == value
            opened += bool(rows)
    assert opened > 50


def test_a_trace_names_subject_file_sheet_and_row(published: Path) -> None:
    table = trace(published, "screened", MONTH, "origin_sex", "eu|men")
    file = "cases/cases_SYL_2022-08.xlsx"
    assert table.to_text("csv").splitlines() == [
        "subject,date,value,file,sheet,row",
        f"P1,2022-08-03,1,{file},Returnees,1",
        f"P3,2022-09-02,1,{file},Returnees,3",
    ]


def test_month_means_what_the_registry_prints(published: Path) -> None:
    served = trace(published, "psychosocial_support", MONTH, period="month")
    assert [row[:2] for row in served.rows] == [("P1", "2022-09-05"), ("P4", "2022-09-06")]
    new = trace(published, "psychosocial_support", MONTH, period="month_new")
    assert [row[0] for row in new.rows] == ["P4"]
    assert [row[0] for row in trace(published, "screened", MONTH, period="month").rows] == ["P3"]
    reach = trace(published, "social_media_reach", MONTH, period="month")
    assert sum(int(str(row[2])) for row in reach.rows) == 800


def test_a_figure_of_nothing_opens_to_no_rows(published: Path) -> None:
    table = trace(published, "social_media_reach", MONTH, "platform", "other")
    assert table.rows == []
    assert list(csv.reader(io.StringIO(table.to_text("csv")))) == [list(table.columns)]
    assert json.loads(table.to_text("json")) == []


@pytest.mark.parametrize(
    "cell", [("platform", "facebook", "cumulative"), ("sex", "eu", "month"), ("total", "all", "x")]
)
def test_a_cell_that_is_not_there_is_refused(published: Path, cell: tuple[str, str, str]) -> None:
    with pytest.raises(UnknownFigure, match=r"sex/men.*cumulative, month_new, month_served"):
        trace(published, "screened", MONTH, *cell)


def test_arguments_are_data_and_never_sql(published: Path) -> None:
    with pytest.raises(UnknownFigure):
        trace(published, "screened' or '1'='1", MONTH)
    with pytest.raises(UnknownFigure):
        trace(published, "screened", MONTH, "sex", "men' or '1'='1")


@pytest.mark.parametrize(
    "fault",
    [
        "delete from marts.fct_qualifications where subject_id = 'P3'",
        "insert into marts.fct_qualifications from marts.fct_qualifications "
        "where subject_id = 'P3'",
        "insert into marts.dim_source_files from marts.dim_source_files "
        "where table_name = 'returnees'",
    ],
    ids=["row lost", "row twice", "file twice"],
)
def test_rows_that_do_not_add_up_are_refused(publish_with: Callable[..., Path], fault: str) -> None:
    release = publish_with(fault)
    with pytest.raises(TraceMismatch, match=r"screened total/all/cumulative.* is 3 .*add up to"):
        trace(release, "screened", MONTH)
    assert sum(int(str(row[2])) for row in trace(release, "workshops", MONTH).rows) == 2


def test_a_release_can_be_read_while_others_read_it(published: Path) -> None:
    path = str(published / "warehouse.duckdb")
    with duckdb.connect(path, read_only=True) as first:
        assert list_figures(published, MONTH).rows
        assert first.execute("select count(*) from marts.dim_months").fetchall() == [(2,)]
