"""Small worlds of cases, services and events, counted in plain Python into a release's marts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import duckdb

from tests.publishing.columns import COLUMNS, read_causes
from tests.support.counting_oracle import (
    PERIODS,
    Cell,
    Qualification,
    choose_known,
    count_figures,
)
from tests.support.marts import create_marts, insert_rows

MONTHS = [date(2022, number, 1) for number in range(6, 9)]
LAST = date(2022, 8, 31)
# indicator: unit, month basis, dimensions, part of
REGISTRY = {
    "screened": ("persons", "first_time", "total;sex;origin;origin_sex", None),
    "in_kind": ("persons", "first_time", "total;sex", "economic_support"),
    "counselling": ("persons", "served", "total;sex", "psychosocial"),
    "counselling_completed": ("persons", "served", "total", "psychosocial"),
    "economic_support": ("persons", "served", "total;sex", "unique_beneficiaries"),
    "psychosocial": ("persons", "served", "total", "unique_beneficiaries"),
    "unique_beneficiaries": ("persons", "first_time", "total;sex;origin", None),
    "workshops": ("events", "sum", "total", None),
    "awareness_reach": ("participants", "sum", "total;sex", None),
    "social_media_reach": ("contacts", "sum", "total;platform", None),
    "dmcc_meeting_districts": ("districts", "served", "total", None),
    "dmcc_districts": ("districts", "first_time", "total", None),
}
SERVICES = {
    "In-kind Support": ("in_kind", None),
    "Counselling": ("counselling", "counselling_completed"),
}
SEXES, ORIGINS = ("men", "women", "unknown"), ("eu", "non_eu", "unknown")
MEMBERS = {"total": ["all"], "sex": SEXES, "origin": ORIGINS, "platform": ["facebook"],
           "origin_sex": [f"{o}|{s}" for o in ORIGINS for s in SEXES]}  # fmt: skip


@dataclass(frozen=True)
class File:
    """A version of a delivery, as the ledger has it."""

    delivery: str
    is_in_force: bool = True
    is_withdrawn: bool = False
    verdict: str = "loaded"


@dataclass(frozen=True)
class Case:
    person: str
    file: str
    row: int
    sex: str = "men"
    origin: str = "eu"
    registered: date = date(2022, 6, 1)
    screened: date | None = date(2022, 6, 10)


@dataclass(frozen=True)
class Service:
    case: str
    file: str
    row: int
    service: str = "In-kind Support"
    status: str = "enrolled"
    start: date = date(2022, 7, 5)
    completion: date | None = None


@dataclass(frozen=True)
class Happening:
    """An event, its participants of one sex, or a day of reach."""

    indicator: str
    day: date
    value: int
    file: str
    row: int
    sex: str | None = None
    platform: str | None = None


@dataclass(frozen=True)
class Meeting:
    """An event that counts for its district."""

    district: str
    day: date
    file: str
    row: int


@dataclass
class World:
    """What one release knows. Keys: file id, `CENTRE:case`, `CENTRE:service`, subject, event."""

    files: dict[str, File] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    happenings: dict[str, Happening] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)
    registry: dict[str, tuple[str, str, str, str | None]] = field(
        default_factory=lambda: dict(REGISTRY)
    )

    def write(self, path: Path) -> Path:
        """The marts that a comparison of releases reads."""
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            create_marts(connection, COLUMNS)
            for mart, rows in self._marts().items():
                insert_rows(connection, f"marts.{mart}", ", ".join(COLUMNS[mart]), rows)
        return path

    def _marts(self) -> dict[str, list[tuple[Any, ...]]]:
        qualified = self._qualified()
        return {
            "dim_restatement_causes": read_causes(),
            "dim_months": [(month,) for month in MONTHS],
            "dim_indicators": [
                (code, *row, n) for n, (code, row) in enumerate(self.registry.items())
            ],
            "dim_services": [(name, *codes) for name, codes in SERVICES.items()],
            "dim_source_files": [
                (key, table, f"cases/{key}.csv", "cases", f.delivery, f.verdict, f.is_in_force,
                 date(2022, 9, 1) if f.is_withdrawn else None)
                for key, f in self.files.items() for table in ("returnees", "assistance", "events")
            ],
            "bridge_beneficiary_cases": [
                (*key.split(":"), c.person, c.registered, c.sex, c.origin, c.file, c.row)
                for key, c in self.cases.items()
            ],
            "fct_screenings": [
                (*key.split(":"), c.screened, None, c.file, c.row)
                for key, c in self.cases.items() if c.screened
            ],
            "fct_assistance": [
                (*key.split(":"), s.case.split(":")[1], s.service, s.status, s.start, s.completion,
                 s.status != "cancelled", s.file, s.row)
                for key, s in self._given()
            ],
            "fct_identity_decisions": [
                (*one.split(":"), *other.split(":"), verdict)
                for (one, other), verdict in self.decisions.items()
            ],
            "fct_events": [
                (key, "dmcc_meeting", m.day, m.district, m.file, m.row)
                for key, m in self.meetings.items() if m.day <= LAST
            ],
            "fct_qualifications": qualified,
            "fct_indicator_values": list(self._figures(qualified)),
        }  # fmt: skip

    def _given(self) -> list[tuple[str, Service]]:
        return [(key, s) for key, s in self.services.items() if s.case in self.cases]

    def _wholes(self, code: str) -> Iterator[str]:
        step: str | None = code
        while step:
            yield step
            step = self.registry[step][3] if step in self.registry else None

    def _attributes(self, person: str) -> tuple[str, str]:
        own = sorted(
            (c.registered, *key.split(":"), c.sex, c.origin)
            for key, c in self.cases.items() if c.person == person
        )  # fmt: skip
        return choose_known(row[3] for row in own), choose_known(row[4] for row in own)

    def _qualified(self) -> list[tuple[Any, ...]]:
        dates: dict[tuple[str, str, str, str | None], dict[date, list[Any]]] = defaultdict(dict)

        def add(kind: str, subject: str, code: str, day: date | None, proof: list[Any],
                sex: str | None = None) -> None:  # fmt: skip
            for whole in self._wholes(code) if day and day <= LAST else ():
                if whole in self.registry:
                    dates[kind, subject, whole, sex].setdefault(day, proof)

        for c in self.cases.values():
            add("person", c.person, "screened", c.screened, [1, None, c.file, "returnees", c.row])
        for _, s in self._given():
            proof = [1, None, s.file, "assistance", s.row]
            start, completed = SERVICES[s.service]
            person = self.cases[s.case].person
            if s.status != "cancelled":
                add("person", person, start, s.start, proof)
            if s.status == "completed" and completed:
                add("person", person, completed, s.completion, proof)
        for activity in self._activities():
            add(*activity)
        return [
            self._row(kind, subject, code, sex, day, min(days), days, proof)
            for (kind, subject, code, sex), days in dates.items()
            for day, proof in days.items()
        ]

    def _activities(self) -> Iterator[tuple[Any, ...]]:
        for key, h in self.happenings.items():
            proof = [h.value, h.platform, h.file, "events", h.row]
            yield "event", key, h.indicator, h.day, proof, h.sex
        for m in sorted(self.meetings.values(), key=lambda m: (m.file, m.row)):
            for code in ("dmcc_meeting_districts", "dmcc_districts"):
                yield "district", m.district, code, m.day, [1, None, m.file, "events", m.row]

    def _row(self, kind: str, subject: str, code: str, sex: str | None, day: date, first: date,
             days: dict[date, Any], proof: list[Any]) -> tuple[Any, ...]:  # fmt: skip
        person_sex, origin = self._attributes(subject) if kind == "person" else (sex, None)
        month = day.replace(day=1)
        first_in_month = min(other for other in days if other.replace(day=1) == month)
        value, platform, *source = proof
        return (kind, subject, code, day, month, person_sex, origin, platform, value,
                day == first, day == first_in_month, *source)  # fmt: skip

    def _figures(self, qualified: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        counted = count_figures(
            [
                Qualification(
                    code, subject, day, sex or "unknown", origin or "unknown", platform, n
                )
                for _, subject, code, day, _, sex, origin, platform, n, *_ in qualified
            ],
            {code: row[2].split(";") for code, row in self.registry.items()},
            months=MONTHS,
            sums={code for code, row in self.registry.items() if row[1] == "sum"},
        )
        for code, (_, basis, dimensions, _) in self.registry.items():
            periods = [name for name in PERIODS if basis != "sum" or name != "month_served"]
            for dimension in dimensions.split(";"):
                for place in product(MONTHS, [code], [dimension], MEMBERS[dimension], periods):
                    yield *place, counted.get(Cell(*place), 0)
