"""Workshops, meetings, trainings and sessions, drawn by the printed quotas, and their counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sample import chance, facts, months
from sample.facts import read_printed
from sample.quotas import apportion_total
from sample.tally import Tally

WORKSHOPS = ("district_workshop", "upazila_workshop", "union_workshop")
MEETINGS_MONTH = months.parse_month("2022-06")  # its DMCC meetings are printed
DHAKA_AHEAD = timedelta(hours=6)


@dataclass(slots=True)
class Event:
    """One event as it took place. participants: men, women, unknown. Only approved events count."""

    kind: str
    day: date
    district: str
    participants: tuple[int, int, int]
    submitted: datetime  # naive UTC, as KoboToolbox writes it
    approved: bool = True
    submission: int = 0


def draw_events(seed: int) -> list[Event]:
    """All events of the programme in the order of their submission, numbered."""
    rng = chance.open_stream(seed, "events")
    choices = facts.read_choices()
    shares = apportion_total(read_printed("workshops"), list(choices["workshop_shares"].values()))
    counts = dict(zip(choices["workshop_shares"], shares, strict=True))
    counts |= {
        "migration_forum": read_printed("migration_forums"),
        "dcc_meeting": choices["dcc_meetings"],
    }
    events = [
        _draw_event(kind, _draw_day(rng), rng) for kind, n in counts.items() for _ in range(n)
    ]
    events += [*_draw_dmcc_meetings(rng), *_draw_trainings(rng), *_draw_sessions(rng)]
    for _ in range(choices["events_not_approved"]):
        refused = _draw_event(rng.choice(list(counts)), _draw_day(rng), rng)
        refused.approved = False
        events.append(refused)
    events.sort(key=lambda event: event.submitted)
    for place, event in enumerate(events):
        event.submission = 210_000 + 13 * place
    return events


def _draw_event(
    kind: str, day: date, rng: Random, district: str = "", participants: int | None = None
) -> Event:
    total = rng.randint(12, 60) if participants is None else participants
    women = round(total * rng.uniform(0.15, 0.5))
    unknown = rng.randint(0, min(3, total - women)) if rng.random() < 0.2 else 0
    place = district or rng.choice(list(facts.read_districts()))
    people = (total - women - unknown, women, unknown)
    return Event(kind, day, place, people, _draw_submission(day, rng))


def _draw_submission(day: date, rng: Random) -> datetime:
    """When the form is submitted, in UTC: late on the day (in Dhaka the next one) or days later.

    Some forms of the first of a month are sent after midnight, when it is still the day before in
    UTC.
    """
    moment = datetime.combine(day, time(rng.randint(9, 23), rng.randint(0, 59), rng.randint(0, 59)))
    if day.day == 1 and rng.random() < 0.5:
        return datetime.combine(day, time(rng.randint(0, 5), rng.randint(0, 59))) - DHAKA_AHEAD
    if rng.random() < 0.15:
        return moment.replace(hour=rng.randint(19, 23))
    return moment + timedelta(days=rng.choice((0, 0, 0, 1, 2, 5))) - DHAKA_AHEAD


def _draw_day(rng: Random) -> date:
    return months.draw_day(rng, rng.randint(2, months.LAST))


def _draw_dmcc_meetings(rng: Random) -> list[Event]:
    """As many districts as printed get a DMCC. The printed number meets in June 2022."""
    districts = rng.sample(list(facts.read_districts()), read_printed("dmcc_districts"))
    meeting = districts[: read_printed("dmcc_meeting_districts", period="month", month="2022-06")]
    begin = months.parse_month(facts.read_choices()["dmcc_first_meetings"])
    found = [(months.draw_day(rng, MEETINGS_MONTH), district) for district in meeting]
    found.append((months.draw_day(rng, MEETINGS_MONTH), meeting[0]))
    for district in districts:
        others = [m for m in range(begin, months.LAST + 1) if m != MEETINGS_MONTH]
        for month in rng.sample(others, rng.randint(2, 6)):
            found.append((months.draw_day(rng, month), district))
    return [_draw_event("dmcc_meeting", day, rng, district) for day, district in found]


def _draw_trainings(rng: Random) -> list[Event]:
    """Magistrate trainings: the participants printed for September 2022, and earlier trainings."""
    choices = facts.read_choices()
    divisions = choices["magistrate_divisions"]
    now = apportion_total(read_printed("magistrates_trained", period="month"), [1] * len(divisions))
    events = []
    for division, participants in zip(divisions, now, strict=True):
        places = [d.pcode for d in facts.read_districts().values() if d.division == division]
        day = months.draw_day(rng, months.LAST)
        events.append(
            _draw_event("magistrate_training", day, rng, rng.choice(places), participants)
        )
    before = choices["magistrates_before"]
    shares = apportion_total(before["participants"], [1] * before["events"])
    for participants in shares:
        day = months.draw_day(rng, rng.randint(10, months.LAST - 1))
        events.append(_draw_event("magistrate_training", day, rng, participants=participants))
    return events


def _draw_sessions(rng: Random) -> list[Event]:
    count = facts.read_choices()["awareness_sessions"]
    weights = [rng.uniform(0.2, 2) for _ in range(count)]
    shares = apportion_total(read_printed("awareness_reach"), weights)
    return [_draw_event("awareness_session", _draw_day(rng), rng, participants=n) for n in shares]


def build_next_morning(last: int) -> Event:
    """An event of the first of the next month, sent when it is still this month in UTC."""
    after = months.get_first_day(last + 1)
    sent = datetime.combine(after, time(1, 15)) - DHAKA_AHEAD
    return Event("migration_forum", after, "BD3026", (20, 9, 0), sent, submission=205_000 + last)


def count_event(event: Event, tally: Tally) -> None:
    """Count an approved event."""
    if not event.approved:
        return
    if event.kind in WORKSHOPS:
        tally.count_units("workshops", event.day, 1)
    elif event.kind == "migration_forum":
        tally.count_units("migration_forums", event.day, 1)
    elif event.kind == "dcc_meeting":
        tally.count_units("dcc_meetings", event.day, 1)
    elif event.kind == "dmcc_meeting":
        tally.count_district("dmcc_meeting_districts", event.district, event.day)
        tally.count_district("dmcc_districts", event.district, event.day)
    elif event.kind == "awareness_session":
        tally.count_units("awareness_reach", event.day, sum(event.participants))
    elif event.kind == "magistrate_training":
        for sex, number in zip(("men", "women", "unknown"), event.participants, strict=True):
            tally.count_units("magistrates_trained", event.day, number, sex)
