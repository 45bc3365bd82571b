"""Deliveries of a tiny programme as Hypothesis strategies: files of every source, most are good.

Few persons, cases, names and months, so that files meet: they correct, repeat and contradict each
other.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.support.rows import (
    ASSISTANCE,
    EVENTS,
    NEWS,
    OTHER_REACH,
    PRODUCTS,
    PUBLISHED,
    RETURNEES,
    Row,
    build_workbook,
    case,
    event,
    format_csv,
    news_report,
    platform_reach,
    printed_figure,
    product,
    service,
)

CENTRES = ("SYL", "DHK")
MONTHS = ("2022-07", "2022-08", "2022-09")
PERIODS = (*MONTHS, "baseline")
NUMBERS = range(1, 5)
RECORDS = [f"{centre}:{centre}-2022-{number:05}" for centre in CENTRES for number in NUMBERS]
PERSON_CELLS = ("Full_Name", "Father_s_Name", "Date_of_Birth", "NID", "Phone")
# Some are one person by a document, some by the model, some kin.
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


def build_case(centre: str, number: int, person: Sequence[str], **cells: str) -> Row:
    """A case of one of the persons, who came back in May."""
    known = {"Country_of_Return": "Italy", "Return_Date": "2022-05-01"}
    known |= dict(zip(PERSON_CELLS, person, strict=True))
    return case(Case_ID=f"{centre}-2022-{number:05}", **known | cells)


@st.composite
def returnees(draw: st.DrawFn, centre: str, period: str) -> list[Row]:
    day = days(last_day(period))
    numbers = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=4)  # twice is a bad row
    return [
        build_case(
            centre,
            number,
            draw(st.sampled_from(PERSONS)),
            Registration_Date=draw(day),
            Sex=draw(st.sampled_from(["Male", "Female", ""])),
            Country_of_Return=draw(st.sampled_from(["Italy", "Libya", "Malta"])),
            Screened_On=draw(day),
            Plan_Developed_On=draw(st.just("") | day),
        )
        for number in draw(numbers)
    ]


@st.composite
def assistance(draw: st.DrawFn, centre: str, period: str) -> list[Row]:
    rows = []
    day = days(last_day(period))
    for number in draw(st.lists(st.integers(1, 6), min_size=1, max_size=5)):
        status = draw(st.sampled_from(STATUSES))
        begun, ended = sorted([draw(day), draw(day)])
        cells = {
            "Case_ID": f"{centre}-2022-{draw(st.sampled_from(NUMBERS)):05}",
            "Service": draw(st.sampled_from(SERVICES)),
            "Completion_Date": ended if status == "Completed" else "",
        }
        rows.append(service(number, Status=status, Start_Date=begun, **cells))
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
    sheets = {"Returnees": [RETURNEES, *cases], "Assistance": [ASSISTANCE, *services]}
    return File(f"{name}.xlsx", build_workbook(sheets))


@st.composite
def other_files(draw: st.DrawFn) -> File:
    """Exports and lists of what is no case."""
    kind = draw(st.sampled_from(["events", "facebook", "other", "products", "news", "published"]))
    day, month, name = days(), draw(st.sampled_from(MONTHS)), draw(st.sampled_from("ab"))
    number = st.integers(1, 3)
    few = number.map(str)
    if kind == "events":
        events = st.builds(
            event,
            number,
            _submission_time=days().map(lambda text: f"{text}T19:30:00"),
            _validation_status=st.sampled_from(["Approved", "Not approved", ""]),
            event_type=st.sampled_from(
                ["district_workshop", "dmcc_meeting", "magistrate_training"]
            ),
            event_date=day,
            participants_men=few,
            participants_women=few,
        )
        return File(f"events/{name}.csv", _text(EVENTS, draw(st.lists(events, max_size=4)), ";"))
    if kind == "facebook":
        reach = draw(st.lists(st.tuples(day.map(lambda d: f"{d}T07:00:00"), st.just("") | few)))
        text = format_csv(["Date", "Primary"], reach)
        return File(f"social_media/facebook/{name}.csv", f"sep=,\nReach\n{text}".encode())
    if kind == "other":
        platforms = st.sampled_from(["LinkedIn", "Twitter"])
        reach = draw(st.lists(st.builds(platform_reach, Date=day, Platform=platforms, Reach=few)))
        return File(f"social_media/other/{name}.csv", _text(OTHER_REACH, reach))
    in_month = st.dates(last_day(month).replace(day=1), last_day(month)).map(date.isoformat)
    if kind == "products":
        items = st.lists(st.builds(product, number, Date=in_month), max_size=3)
        return File(f"communications/products_{month}.csv", _text(PRODUCTS, draw(items)))
    if kind == "news":
        items = st.lists(st.builds(news_report, number, Date=in_month), max_size=3)
        return File(f"communications/news_{month}.csv", _text(NEWS, draw(items)))
    printed = st.builds(
        printed_figure,
        reporting_month=st.sampled_from(MONTHS),
        indicator_code=st.sampled_from(["screened", "plan_developed"]),
        period=st.sampled_from(["month", "cumulative"]),
        value=few,
    )
    return File(f"published/{month}.csv", _text(PUBLISHED, draw(st.lists(printed, max_size=3))))


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
    content = [
        build_case(name[:3], number, person) for number, person in enumerate(PERSONS[:rows], 1)
    ]
    return File(f"cases/returnees_{name}.csv", _text(RETURNEES, content))


def _text(header: Sequence[str], rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    return format_csv(header, rows, delimiter).encode()


def without_its_last_row(content: bytes) -> bytes:
    """A correction: what was sent, but for its last line (of a workbook: not readable any more)."""
    lines = content.splitlines(keepends=True)
    return b"".join(lines[:-1]) if len(lines) > 1 else content
