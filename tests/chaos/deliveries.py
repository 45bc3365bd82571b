"""Deliveries of a tiny programme as Hypothesis strategies: files of every source, most are good.

Few persons, cases, names and months, so that files meet: they correct, repeat and contradict each
other.
"""

from __future__ import annotations

import calendar
import io
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import xlsxwriter
from hypothesis import strategies as st

from tests.support.rows import ASSISTANCE, RETURNEES, format_csv

CENTRES = ("SYL", "DHK")
MONTHS = ("2022-07", "2022-08", "2022-09")
PERIODS = (*MONTHS, "baseline")
NUMBERS = range(1, 5)
RECORDS = [f"{centre}:{centre}-2022-{number:05}" for centre in CENTRES for number in NUMBERS]
# Name, father, birth, NID, phone: some are one person by a document, some by the model, some kin.
PERSONS = (
    ("Md. Rahim Uddin", "Abdul Karim", "05/04/1985", "5126710022", "01711234561"),
    ("Rahim Uddin", "Abdul Karim", "05/04/1985", "", "01711234561"),
    ("Mst. Rahima Khatun", "Nurul Haque", "1990-01-31", "2691612340011", ""),
    ("Rohima Khatun", "Nurul Hoque", "1990-01-31", "", "01811234562"),
    ("Salam Mia", "", "12/11/1979", "", ""),
)
SERVICES = ("Counselling", "In-kind Support", "Skill Training", "Medical Treatment",
            "Airport Assistance")  # fmt: skip
STATUSES = ("Enrolled", "Ongoing", "Completed", "Cancelled", "Unheard of")
FIRST_DAY, LAST_DAY = date(2022, 6, 1), date(2022, 10, 3)
EVENTS = ["_id", "_submission_time", "_validation_status", "event_type", "event_date",
          "participants_men", "participants_women"]  # fmt: skip
FIGURES = ["reporting_month", "indicator_code", "dimension", "member", "period", "value",
           "label_confidence", "note"]  # fmt: skip
Rows = list[list[str]]


class File(NamedTuple):
    """What is sent: a path in the landing folder, and bytes, which are not to be printed."""

    path: str
    content: bytes

    def __repr__(self) -> str:
        return f"File({self.path!r}, {sha256(self.content).hexdigest()[:12]})"


def days(until: date = LAST_DAY) -> st.SearchStrategy[str]:
    return st.dates(FIRST_DAY, until).map(date.isoformat)


def last_day(period: str) -> date:
    """The last day that a case delivery may tell of, or a day of a baseline."""
    year, month = map(int, (MONTHS[0] if period == "baseline" else period).split("-"))
    return date(year, month, calendar.monthrange(year, month)[1])


@st.composite
def returnees(draw: st.DrawFn, centre: str, period: str) -> Rows:
    rows = []
    day = days(last_day(period))
    for number in draw(
        st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=4)
    ):  # twice is a bad row
        name, father, birth, nid, phone = draw(st.sampled_from(PERSONS))
        registered = draw(day)
        sex = draw(st.sampled_from(["Male", "Female", ""]))
        country = draw(st.sampled_from(["Italy", "Libya", "Malta"]))
        dates = [draw(day), draw(st.just("") | day)]
        rows.append([f"{centre}-2022-{number:05}", registered, name, father, sex, birth, nid, "",
                     phone, "Sylhet", "", country, "2022-05-01", *dates])  # fmt: skip
    return rows


@st.composite
def assistance(draw: st.DrawFn, centre: str, period: str) -> Rows:
    rows = []
    day = days(last_day(period))
    for number in draw(st.lists(st.integers(1, 6), min_size=1, max_size=5)):
        case = f"{centre}-2022-{draw(st.sampled_from(NUMBERS)):05}"
        status = draw(st.sampled_from(STATUSES))
        begun, ended = sorted([draw(day), draw(day)])
        ended = ended if status == "Completed" else ""
        rows.append([f"S{number}", case, draw(st.sampled_from(SERVICES)), status, begun, ended, ""])
    return rows


@st.composite
def case_files(draw: st.DrawFn) -> File:
    centre, period = draw(st.sampled_from(CENTRES)), draw(st.sampled_from(PERIODS))
    kind = draw(st.sampled_from(["returnees", "returnees", "assistance", "assistance", "cases"]))
    name = f"cases/{kind}_{centre}_{period}{draw(st.sampled_from(['', '', '_v2', '_v3']))}"
    if kind == "returnees":
        return File(f"{name}.csv", _text(RETURNEES, draw(returnees(centre, period))))
    services = draw(assistance(centre, period))
    if kind == "assistance":
        return File(f"{name}.csv", _text(ASSISTANCE, services))
    cases = draw(returnees(centre, period))
    return File(f"{name}.xlsx", _workbook({"Returnees": [RETURNEES, *cases],
                                           "Assistance": [ASSISTANCE, *services]}))  # fmt: skip


@st.composite
def other_files(draw: st.DrawFn) -> File:
    """Exports and lists of what is no case."""
    kind = draw(st.sampled_from(["events", "facebook", "other", "products", "news", "published"]))
    day, month, name = days(), draw(st.sampled_from(MONTHS)), draw(st.sampled_from("ab"))
    few = st.integers(1, 3).map(str)
    if kind == "events":
        kinds = st.sampled_from(["district_workshop", "dmcc_meeting", "magistrate_training"])
        states = st.sampled_from(["Approved", "Not approved", ""])
        sent = days().map(lambda text: f"{text}T19:30:00")
        rows = draw(st.lists(st.tuples(few, sent, states, kinds, day, few, few), max_size=4))
        return File(f"events/{name}.csv", _text(EVENTS, rows, ";"))
    if kind == "facebook":
        reach = draw(st.lists(st.tuples(day.map(lambda d: f"{d}T07:00:00"), st.just("") | few)))
        text = format_csv(["Date", "Primary"], reach)
        return File(f"social_media/facebook/{name}.csv", f"sep=,\nReach\n{text}".encode())
    if kind == "other":
        reach = draw(st.lists(st.tuples(day, st.sampled_from(["LinkedIn", "Twitter"]), few)))
        return File(f"social_media/other/{name}.csv", _text(["Date", "Platform", "Reach"], reach))
    in_month = st.dates(last_day(month).replace(day=1), last_day(month)).map(date.isoformat)
    if kind == "products":
        items = draw(
            st.lists(st.tuples(few, in_month, st.just("Brochure"), st.just("")), max_size=3)
        )
        return File(
            f"communications/products_{month}.csv",
            _text(["Product ID", "Date", "Type", "Title"], items),
        )
    if kind == "news":
        items = draw(
            st.lists(st.tuples(few, in_month, st.just("A paper"), st.just("")), max_size=3)
        )
        return File(
            f"communications/news_{month}.csv",
            _text(["Report ID", "Date", "Outlet", "Headline"], items),
        )
    printed = st.tuples(
        st.sampled_from(MONTHS), st.sampled_from(["screened", "plan_developed"]), st.just("total"),
        st.just("all"), st.sampled_from(["month", "cumulative"]), few, st.just("certain"),
        st.just(""),
    )  # fmt: skip
    return File(f"published/{month}.csv", _text(FIGURES, draw(st.lists(printed, max_size=3))))


BAD_FILES = st.sampled_from([
    File("cases/returnees_SYL_2022-08.csv", b"nonsense"),
    File("cases/returnees_KHL_2022-08.csv", b"a centre that the programme lacks"),
    File("cases/cases_DHK_2022-09.xlsx", b"no workbook"),
    File("cases/assistance_DHK_2022-07_v2.csv", b"Service ID,Case ID\nS1,DHK-2022-00001\n"),
    File("events/notes.txt", b"no layout knows this"),
])  # fmt: skip


def files() -> st.SearchStrategy[File]:
    return st.one_of(case_files(), case_files(), case_files(), other_files(), BAD_FILES)


def a_case_file(name: str, rows: int) -> File:
    """Returnees of a centre and month (`SYL_2022-08`): the first persons, screened in August."""
    centre = name[:3]
    content = [
        [f"{centre}-2022-{number:05}", "2022-08-01", *told[:2], "Male", *told[2:4], "", told[4],
         "Sylhet", "", "Italy", "2022-05-01", "2022-08-05", ""]
        for number, told in enumerate(PERSONS[:rows], 1)
    ]  # fmt: skip
    return File(f"cases/returnees_{name}.csv", _text(RETURNEES, content))


def _text(header: Sequence[str], rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    return format_csv(header, rows, delimiter).encode()


def _workbook(sheets: dict[str, Rows]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # The same rows are the same bytes, whenever they are written.
    book.set_properties({"created": datetime(2022, 10, 1)})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def without_its_last_row(content: bytes) -> bytes:
    """A correction: what was sent, but for its last line (of a workbook: not readable any more)."""
    lines = content.splitlines(keepends=True)
    return b"".join(lines[:-1]) if len(lines) > 1 else content
