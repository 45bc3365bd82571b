"""The bulletin shows every figure, hides nothing, needs nobody, and is always the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from publishing.bulletin.page import render_bulletin
from publishing.figures.cells import UnknownFigure
from publishing.figures.month_figures import list_figures

MONTH = "2022-09"
Build = Callable[..., Path]
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """The elements, the text and the nesting of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def html(published: Path) -> str:
    return (published / "bulletin.html").read_text("utf-8")


def test_every_indicator_and_every_figure_is_there(html: str, published: Path) -> None:
    page = Page(html)
    assert page.open == []
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        registry = connection.execute("select indicator_code, label from marts.dim_indicators")
        for code, label in registry.fetchall():
            assert f'<tbody id="{code}">' in html
            assert label in page.text
    commands = "\n".join(page.words)
    for code, dimension, member, period, value in list_figures(published, MONTH).rows:
        if value and period == "cumulative":
            quoted = f"'{member}'" if "|" in str(member) else member
            split = "" if dimension == "total" else f" --dimension {dimension} --member {quoted}"
            assert f"prottasha trace {code} --month 2022-09{split}\n" in commands + "\n"


def test_figures_are_grouped_and_stand_under_their_period(html: str) -> None:
    reach = html[html.index('<tbody id="social_media_reach">') :]
    cells = re.findall(r'<td class="n"[^>]*>([\d,]+)</td>', reach)
    assert cells[:6] == ["800", "2,000", "751", "1,951", "49", "49"]


def test_month_is_what_the_registry_says(html: str) -> None:
    served = html[html.index('<tbody id="psychosocial_support">') :]
    assert re.findall(r'<td class="n"[^>]*>([\d,]+)</td>', served)[:2] == ["2", "2"]
    assert "served in the month" in served[: served.index("</tbody>")]


def test_unknown_shows_only_where_there_are_any(html: str) -> None:
    for code, shown in (("counselling_enrolled", True), ("magistrates_trained", False)):
        body = html[html.index(f'<tbody id="{code}">') :]
        body = body[: body.index("</tbody>")]
        assert (">Unknown</th>" in body) is shown


def test_who_is_who_shows_cases_persons_and_what_joined_them(html: str, published: Path) -> None:
    part = html[html.index('<h2 id="persons">') : html.index('<h2 id="restatements">')]
    text = Page(part[: part.index("</section>")]).text
    assert "The 5 case records registered by 30 September 2022 are 4 persons, of whom 1" in text
    assert "1 record has nothing to match on and counts as a separate person." in text
    assert _joined(html) == {
        "screened": ["4", "3", "−1", "0", "−1", "0"],
        "psychosocial_support": ["3", "2", "−1", "0", "−1", "0"],
        "counselling_enrolled": ["2", "2", "0", "0", "0", "0"],
    }
    earlier = render_bulletin(published / "warehouse.duckdb", "2022-08", programme="Another")
    text = Page(earlier).text
    assert "The 3 case records registered by 31 August 2022 are 3 persons, of whom 0" in text
    assert {row[2] for row in _joined(earlier).values()} == {"0"}


@pytest.mark.parametrize(("rule", "column"), [("nid", 3), ("passport", 3), ("decision", 5)])
def test_a_difference_stands_under_its_evidence(
    build_candidate: Build, tmp_path: Path, rule: str, column: int
) -> None:
    change = f"update marts.fct_identity_effects set joined_by = '{rule}'"
    rows = _joined(render_bulletin(build_candidate(tmp_path, change), MONTH))
    for row in (rows["screened"], rows["psychosocial_support"]):
        assert [place for place in (3, 4, 5) if row[place] == "−1"] == [column]


def _joined(html: str) -> dict[str, list[str]]:
    """The cells of the rows of "Who is who" by indicator."""
    part = html[html.index('<h2 id="persons">') : html.index('<h2 id="restatements">')]
    rows = re.findall(r'<tr[^>]*><th scope="row".*?</tr>', part, re.DOTALL)
    return {
        re.findall(r'href="#(\w+)"', row)[0]: re.findall(r'<td class="n[^>]*>(.*?)</td>', row)
        for row in rows
    }


def test_every_restated_figure_has_a_note_with_its_causes(html: str, published: Path) -> None:
    """September was not published before; of August the section says what a bulletin prints."""
    assert "Restated:" not in html
    part = html[html.index('<h2 id="restatements">') : html.index('<h2 id="reconciliation">')]
    text = Page(part[: part.index("</section>")]).text
    assert "August 2022: 2 figures" in text
    assert "4 2022-08.1 3 −1 late arrival +1, two persons are one −2" in text
    august = Page(
        render_bulletin(published / "warehouse.duckdb", "2022-08", programme="Another")
    ).text
    assert "Total, cumulative: published as 4 in 2022-08.1, now 3 (late arrival +1, two" in august
    assert "Men, new in the month: published as 1 in 2022-08.1, now 2 (late arrival +1" in august


def test_a_first_bulletin_restates_nothing(build_candidate: Build, tmp_path: Path) -> None:
    page = render_bulletin(build_candidate(tmp_path, "delete from marts.fct_restatements"), MONTH)
    assert "No published figure has changed." in Page(page).text


def test_every_reconciliation_row_is_there_with_its_difference(html: str) -> None:
    part = html[html.index('<h2 id="reconciliation">') : html.index('<h2 id="findings">')]
    rows = re.findall(r'<tr class="split.*?</tr>', part, re.DOTALL)
    shown = [re.findall(r'<td class="n">(.*?)</td>', row) for row in rows]
    assert shown == [["3", "3", "0"], ["1", "2", "+1"], ["2", "2", "0"]]
    assert ["different" in row for row in rows] == [False, True, False]
    assert "certain" in rows[0]
    assert "inferred" in rows[2]
    assert "confidence 0.5" in part
    assert "other referral (1 figure)" in part


def test_a_pillar_printed_too_small_is_said_as_it_is(html: str) -> None:
    body = html[html.index('<tbody id="psychosocial_support">') :]
    note = Page(re.search(r'<div class="note">.*?</div>', body, re.DOTALL)[0]).text  # type: ignore[index]
    assert "the records give 2, it prints 1 (difference +1)" in note
    assert "Whole smaller than its part, cumulative: 1 printed here, 2 for" in note
    assert "Enrolled for counselling" in note
    assert body.index("note") < body.index("</tbody>")


def test_checks_and_source_files_are_there(html: str) -> None:
    text = Page(html).text
    assert "Rows keep to their layout" in text
    assert "The figures stand." in text
    assert "not evaluated" in text
    assert "cases/cases_KHU_2022-08.xlsx" in text
    assert "column Case ID is missing" in text
    assert "A key comes once" not in text


def test_nothing_is_asked_of_another_host(html: str) -> None:
    assert not re.search(r"https?:|//[a-z]|@import|url\(", html)
    for tag, attributes in Page(html).elements:
        assert tag not in {"script", "link", "img", "iframe", "object"}
        assert (attributes.get("href") or "#").startswith("#")


def test_every_reference_leads_somewhere_and_ids_are_single(html: str) -> None:
    attributes = [attributes for _, attributes in Page(html).elements]
    ids = [found["id"] for found in attributes if "id" in found]
    assert len(ids) == len(set(ids))
    wanted = [str(found["href"])[1:] for found in attributes if "href" in found]
    wanted += [str(found["aria-labelledby"]) for found in attributes if "aria-labelledby" in found]
    assert wanted
    assert set(wanted) <= set(ids)


def test_tables_are_readable_aloud(html: str) -> None:
    page = Page(html)
    assert page.elements[0] == ("html", {"lang": "en-GB"})
    assert html.count("<table") == html.count("<caption") > 5
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")


def test_the_same_warehouse_gives_the_same_bytes(
    build_candidate: Build, tmp_path: Path, html: str
) -> None:
    again = build_candidate(tmp_path / "again")
    assert render_bulletin(again, MONTH) == html
    shuffled = "create or replace table marts.{0} as from marts.{0} order by hash({1})"
    other = build_candidate(
        tmp_path / "other",
        shuffled.format("fct_indicator_values", "member || period"),
        shuffled.format("dim_source_files", "path"),
        shuffled.format("fct_reconciliation", "indicator_code"),
        shuffled.format("fct_check_results", "title"),
    )
    assert render_bulletin(other, MONTH) == html


def test_text_from_files_is_never_markup(build_candidate: Build, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    warehouse = build_candidate(
        tmp_path,
        f"update marts.fct_reconciliation set note = '{evil}'",
        f"update marts.dim_source_files set path = '{evil}', reason = '\"><img src=x>'",
        f"update marts.dim_indicators set label = label || '{evil}'",
        f"update marts.fct_check_results set target = '{evil}'",
    )
    page = render_bulletin(warehouse, MONTH)
    assert "&lt;script&gt;alert(1)" in page
    tags = {tag for tag, _ in Page(page).elements}
    assert not tags & {"script", "img"}


def test_a_release_renders_any_month_that_it_holds(published: Path) -> None:
    page = render_bulletin(published / "warehouse.duckdb", "2022-08", programme="Another")
    assert "Another: monthly bulletin, August 2022" in page
    body = page[page.index('<tbody id="screened">') :]
    assert re.findall(r'<td class="n"[^>]*>([\d,]+)</td>', body)[:2] == ["2", "2"]
    with pytest.raises(UnknownFigure):
        render_bulletin(published / "warehouse.duckdb", "2022-12", programme="Another")


def test_a_bulletin_without_print_or_findings_says_so(
    build_candidate: Build, tmp_path: Path
) -> None:
    marts = ("fct_reconciliation", "fct_findings", "fct_published_figures")
    warehouse = build_candidate(tmp_path, *(f"delete from marts.{mart}" for mart in marts))
    text = Page(render_bulletin(warehouse, MONTH)).text
    assert "No printed bulletin to compare with." in text
    assert "None in September 2022." in text
