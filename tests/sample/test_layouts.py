"""The files have the real layouts, with their irregularities."""

from __future__ import annotations

import codecs
import hashlib
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from sample import facts
from sample.generate import SampleReport
from tests.sample import reading


@pytest.fixture
def landing(calibrated: SampleReport) -> Path:
    return calibrated.landing


def test_every_centre_sends_a_baseline_and_every_month(landing: Path) -> None:
    months = defaultdict(set)
    for path in reading.find_files(landing / "cases"):
        match = reading.CASE_FILE.fullmatch(path.name)
        assert match
        months[match[2]].add(match[3])
    assert months.keys() == facts.read_centres().keys()
    assert all(len(found) == 38 and "baseline" in found for found in months.values())


def test_every_encoding_and_delimiter_occurs(landing: Path) -> None:
    found = set()
    for path in reading.find_files(landing / "cases", "returnees_*.csv"):
        content = path.read_bytes()
        header = reading.decode_text(content).split("\n")[0]
        found.add((_find_encoding(content), max(",;\t", key=header.count)))
    encodings = {encoding for encoding, _ in found}
    assert encodings == {"utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"}
    assert {delimiter for _, delimiter in found} == {",", ";", "\t"}


def test_dates_occur_as_excel_dates_as_dmy_and_as_iso(landing: Path) -> None:
    forms = set()
    for path in reading.find_files(landing / "cases", "*_2022-05.*"):
        if path.suffix == ".xlsx":
            from python_calamine import CalamineWorkbook

            sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Returnees").to_python()
            forms.add(type(sheet[1][sheet[0].index("Registration Date")]).__name__)
            continue
        row = reading.build_rows(reading.parse_text(path.read_bytes()))[0]
        text = row.get("registration date", row.get("start date", ""))
        forms.add("dmy" if "/" in text else "iso")
    assert forms == {"date", "str", "dmy", "iso"}


def test_corrected_files_win_and_repeats_have_the_same_bytes(landing: Path) -> None:
    versions = {p.name for p in reading.find_files(landing / "cases", "*_v*")}
    assert {"cases_DHK_2022-01_v10.xlsx", "returnees_KHL_2021-02_v2.csv"} <= versions
    by_hash = defaultdict(list)
    for path in reading.find_files(landing / "cases"):
        by_hash[hashlib.sha256(path.read_bytes()).hexdigest()].append(path)
    repeats = [p for paths in by_hash.values() if len(paths) > 1 for p in paths]
    assert any("resent" in p.parts for p in repeats)
    first = reading.build_rows(
        reading.parse_text(_read_only_file(landing, "returnees_NRS_2021-05.csv"))
    )
    second = reading.build_rows(
        reading.parse_text(_read_only_file(landing, "returnees_NRS_2021-05_v2.csv"))
    )
    assert {r["case id"] for r in first} - {r["case id"] for r in second}
    assert {r["case id"] for r in second} - {r["case id"] for r in first}


def test_facebook_sends_utf16_series_and_a_post_export(landing: Path) -> None:
    folder = landing / "social_media" / "facebook"
    content = (folder / "Reach.csv").read_bytes()
    assert content.startswith(codecs.BOM_UTF16_LE)
    lines = content.decode("utf-16").split("\r\n")
    assert lines[:3] == ["sep=,", '"Facebook reach"', '"Date","Primary"']
    assert lines[3].startswith('"2017-04-01T')
    assert lines[-1] == ""
    assert {reading.parse_text(p.read_bytes())[1][0] for p in folder.glob("*.csv")} == {
        "Facebook reach",
        "Reach",
        "Follows",
        "Views",
    }
    posts = (folder / "posts" / "Posts.csv").read_bytes()
    assert posts.startswith(codecs.BOM_UTF8)
    records = reading.parse_text(posts)
    assert 27 <= len(records[0]) <= 37
    assert any("\n" in cell for cell in records[1])


def test_overlapping_exports_differ_on_common_days(landing: Path) -> None:
    folder = landing / "social_media" / "facebook"
    first, second = (
        {row[0][:10]: row[1] for row in reading.parse_text((folder / name).read_bytes())[3:-1]}
        for name in ("Reach.csv", "Reach (1).csv")
    )
    common = first.keys() & second.keys()
    assert len(common) == 35
    assert sum(first[day] != second[day] for day in common) > 20


def test_the_youtube_total_differs_from_the_sum_of_the_days(landing: Path) -> None:
    folder = landing / "social_media" / "youtube"
    rows = reading.build_rows(
        reading.parse_text(next(folder.glob("*/Table data.csv")).read_bytes())
    )
    assert rows[0]["date"] == "Total"
    assert int(rows[0]["views"]) != sum(int(r["views"] or 0) for r in rows[1:])
    assert any(r["views"] == "" for r in rows[1:])
    with zipfile.ZipFile(folder / "Content Prottasha.zip") as archive:
        content = reading.build_rows(reading.parse_text(archive.read("Table data.csv")))
    assert any(row["content"].startswith(" -") for row in content)


def test_event_exports_vary_in_headers_statuses_and_values(landing: Path) -> None:
    files = reading.find_files(landing / "events", "*.csv")
    assert len(list((landing / "events").glob("*.xlsx"))) == 1
    heads = [path.read_bytes()[:4000] for path in files]
    assert all(head.startswith(b'"') and b'";"' in head and b"\r\n" in head for head in heads)
    assert any(b'"#activity+type"' in head for head in heads)
    assert any(b'"event/event_type"' in head for head in heads)
    rows = [r for p in files for r in reading.build_rows(reading.parse_text(p.read_bytes()))]
    statuses = {row["_validation_status"] for row in rows}
    assert {"validation_status_not_approved", "Not approved", ""} <= statuses
    assert any("\n" in row["venue"] for row in rows)
    by_id = defaultdict(set)
    for row in rows:
        by_id[row["_id"]].add(row["participants_men"])
    assert any(len(values) > 1 for values in by_id.values())
    assert any(r["event_date"] > r["_submission_time"][:10] for r in rows if r["_id"])


def test_the_published_files_hold_every_printed_figure(landing: Path) -> None:
    columns = list(facts.read_published_figures()[0])
    files = sorted((landing / "published").glob("*.csv"))
    assert [p.name for p in files] == ["2019-09.csv", "2019-10.csv", "2022-09.csv"]
    records = [reading.parse_text(p.read_bytes()) for p in files]
    assert all(found[0] == columns for found in records)
    assert sum(len(found) - 1 for found in records) == len(facts.read_published_figures())


def _find_encoding(content: bytes) -> str:
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16-le"}
    marks[codecs.BOM_UTF16_BE] = "utf-16-be"
    for mark, name in marks.items():
        if content.startswith(mark):
            return name
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _read_only_file(landing: Path, name: str) -> bytes:
    (path,) = (landing / "cases").rglob(name)
    return path.read_bytes()
