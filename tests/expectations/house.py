"""A small, clean programme as the gate sees it: two centres, nine months, every source.

Everything in it is what the field should send. Faults are planted on copies of it.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tests.support.rows import source_file

MONTH = date(2022, 9, 1)
CENTRES = ("SYL", "SRJ")
MONTHS = [f"2022-{month:02d}" for month in range(1, 10)]
ROWS = 6
Cells = dict[str, object]
OTHER_TABLES = ("events", "facebook_reach", "youtube_reach", "other_reach", "products", "news")


@dataclass
class House:
    """Bronze tables that are new, and the ledger."""

    tables: dict[str, pd.DataFrame]
    files: pd.DataFrame

    def copy(self) -> House:
        return deepcopy(self)

    def put(self, table: str, rows: int, **cells: object) -> None:
        """Write cells into the first rows of a table."""
        frame = self.tables[table]
        for column, value in cells.items():
            frame.loc[frame.index[:rows], column] = value


def build_house() -> House:
    baseline = build_file("returnees-x", "returnees", centre_code="SYL", is_baseline=True)
    monthly = [
        build_file(
            f"{table}-{centre}-{month}-x",
            table,
            centre_code=centre,
            delivery_month=month,
            landed_at=f"{pd.Period(month) + 1}-02T06:00:00",
        )
        for table in ("returnees", "assistance")
        for centre in CENTRES
        for month in MONTHS
    ]
    others = [build_file(f"{table}-x", table) for table in OTHER_TABLES]
    files = pd.DataFrame([baseline, *monthly, *others])
    files["landed_at"] = pd.to_datetime(files["landed_at"], utc=True)
    return House(build_tables(), files)


def build_file(source_file_id: str, table: str, **facts: object) -> Cells:
    """One row of the ledger, landed before the first month unless said otherwise."""
    return source_file(source_file_id, table, **{"landed_at": "2021-12-15T06:00:00", **facts})


def build_tables() -> dict[str, pd.DataFrame]:
    others = {
        "events": [_build_event(n) for n in range(40)],
        "facebook_reach": [_build_day(n, "reach") for n in range(92)],
        "youtube_reach": [_build_day(n, "views") for n in range(92)],
        "other_reach": [{**_build_day(0, "reach"), "platform": "TikTok"}],
        "products": [_build_item(n, "product_id", "type", "title") for n in range(9)],
        "news": [_build_item(n, "report_id", "outlet", "headline") for n in range(9)],
    }
    return {
        "returnees": _build_case_rows("returnees", _build_returnee),
        "assistance": _build_case_rows("assistance", _build_service),
        **{
            table: pd.DataFrame(rows).assign(
                source_file_id=f"{table}-x", row_number=range(1, len(rows) + 1), extra=None
            )
            for table, rows in others.items()
        },
        "quarantine": pd.DataFrame(
            {"source_file_id": ["returnees-SYL-2022-01-x"], "row_number": [99], "rule": ["date"]}
        ),
    }


def _build_case_rows(
    table: str, build_row: Callable[[int, str], dict[str, object]]
) -> pd.DataFrame:
    places = [(c, m, n) for c in CENTRES for m in MONTHS for n in range(1, ROWS + 1)]
    rows = [
        {**build_row(serial, month), "source_file_id": f"{table}-{centre}-{month}-x",
         "row_number": number, "extra": None}
        for serial, (centre, month, number) in enumerate(places)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _build_returnee(serial: int, month: str) -> Cells:
    return {
        "case_id": f"C-{serial:05d}",
        "registration_date": f"{month}-{1 + serial % 27:02d}",
        "full_name": f"Rahima Khatun {serial}",
        "father_name": f"Abdul Karim {serial}",
        "sex": ["Female", "পুরুষ", " m "][serial % 3],
        "date_of_birth": f"{2 + serial % 27:02d}/03/1988",
        "nid": f"19885{serial:08d}",
        "passport_no": f"BX{serial:07d}",
        "phone": f"+88017{serial:08d}",
        "district": "Sylhet",
        "upazila": "Beanibazar",
        "country_of_return": "Italy",
        "return_date": f"{month}-01",
        "screened_on": f"{month}-28",
        "plan_developed_on": None,
    }


def _build_service(serial: int, month: str) -> Cells:
    return {
        "service_id": f"S-{serial:05d}",
        "case_id": f"C-{serial:05d}",
        "service": "Counselling",
        "status": "Completed",
        "start_date": f"{month}-03",
        "completion_date": f"{month}-20",
        "amount_bdt": "92,000",
    }


def _build_event(n: int) -> Cells:
    return {
        "submission_id": str(1000 + n),
        "submission_time": f"2022-08-{1 + n % 20:02d}T17:30:00",
        "validation_status": "Approved",
        "event_type": ["awareness_session", "magistrate_training", "district_workshop"][n % 3],
        "event_date": f"2022-08-{1 + n % 20:02d}",
        "district": "Sylhet",
        "upazila": None,
        "venue": f"Hall {n}",
        "participants_men": str(20 + n),
        "participants_women": "15",
        "participants_unknown": None,
    }


def _build_day(n: int, column: str) -> Cells:
    day = pd.Timestamp("2022-07-01") + pd.Timedelta(days=n)
    return {"date": f"{day:%Y-%m-%d}T00:00:00", column: str(500 + n)}


def _build_item(n: int, key: str, kind: str, text: str) -> Cells:
    return {key: f"{key}-{n}", "date": f"2022-09-{n + 1:02d}", kind: "Leaflet", text: f"Text {n}"}
