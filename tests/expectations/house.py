"""A small, clean programme as the gate sees it: two centres, nine months, every source.

Everything in it is what the field should send; faults are planted on copies of it.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

MONTH = date(2022, 9, 1)
CENTRES = ("SYL", "SRJ")
MONTHS = [f"2022-{month:02d}" for month in range(1, 10)]
ROWS = 6
OPENING = "2021-12-15T06:00:00"


@dataclass
class House:
    """Bronze tables that are new, and the ledger."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: pd.DataFrame = field(default_factory=pd.DataFrame)

    def copy(self) -> House:
        return deepcopy(self)

    def put(self, table: str, rows: int, **cells: object) -> None:
        """Write cells into the first rows of a table."""
        frame = self.tables[table]
        for column, value in cells.items():
            frame.loc[frame.index[:rows], column] = value


def clean() -> House:
    house = House()
    house.files = pd.DataFrame([*_case_files(), *_other_files()])
    house.files["landed_at"] = pd.to_datetime(house.files["landed_at"], utc=True)
    house.tables = {
        "returnees": _case_rows("returnees", _returnee),
        "assistance": _case_rows("assistance", _service),
        "events": _rows("events", [_event(n) for n in range(40)]),
        "facebook_reach": _rows("facebook_reach", [_day(n, "reach") for n in range(92)]),
        "youtube_reach": _rows("youtube_reach", [_day(n, "views") for n in range(92)]),
        "other_reach": _rows("other_reach", [{**_day(0, "reach"), "platform": "TikTok"}]),
        "products": _rows("products", [_item(n, "product_id", "type", "title") for n in range(9)]),
        "news": _rows("news", [_item(n, "report_id", "outlet", "headline") for n in range(9)]),
        "quarantine": pd.DataFrame(
            {"source_file_id": ["returnees-SYL-2022-01-x"], "row_number": [99], "rule": ["date"]}
        ),
    }
    return house


def file_row(table: str, **facts: object) -> dict[str, object]:
    """One row of the ledger."""
    return {
        "source_file_id": f"{table}-{facts.get('delivery', 'x')}-{table[:4]}",
        "table_name": table,
        "path": f"{table}.csv",
        "sheet": "",
        "source": "cases",
        "centre_code": None,
        "delivery_month": None,
        "is_baseline": False,
        "version": 1,
        "sha256": f"{table}{facts.get('delivery', '')}",
        "landed_at": OPENING,
        "withdrawn_at": None,
        "verdict": "loaded",
        "reason": None,
        "rows_read": 20,
        "rows_loaded": 20,
        "rows_quarantined": 0,
        "rows_ignored": 0,
        "is_in_force": True,
        **facts,
    }


def _case_files() -> list[dict[str, object]]:
    monthly = [
        file_row(
            table,
            source_file_id=f"{table}-{centre}-{month}-x",
            delivery=f"{centre}-{month}",
            centre_code=centre,
            delivery_month=month,
            landed_at=f"{pd.Period(month) + 1}-02T06:00:00",
        )
        for table in ("returnees", "assistance")
        for centre in CENTRES
        for month in MONTHS
    ]
    baseline = file_row("returnees", delivery="SYL-baseline", centre_code="SYL", is_baseline=True)
    return [baseline, *monthly]


def _other_files() -> list[dict[str, object]]:
    tables = ("events", "facebook_reach", "youtube_reach", "other_reach", "products", "news")
    return [file_row(table, source_file_id=f"{table}-x") for table in tables]


def _case_rows(table: str, row: object) -> pd.DataFrame:
    places = [(c, m, n) for c in CENTRES for m in MONTHS for n in range(1, ROWS + 1)]
    return pd.DataFrame(
        {
            **row(serial, month),  # type: ignore[operator]
            "source_file_id": f"{table}-{centre}-{month}-x",
            "row_number": number,
            "extra": None,
        }
        for serial, (centre, month, number) in enumerate(places)
    )


def _rows(table: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(
        {**row, "source_file_id": f"{table}-x", "row_number": number, "extra": None}
        for number, row in enumerate(rows, start=1)
    )


def _returnee(serial: int, month: str) -> dict[str, object]:
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


def _service(serial: int, month: str) -> dict[str, object]:
    return {
        "service_id": f"S-{serial:05d}",
        "case_id": f"C-{serial:05d}",
        "service": "Counselling",
        "status": "Completed",
        "start_date": f"{month}-03",
        "completion_date": f"{month}-20",
        "amount_bdt": "92,000",
    }


def _event(n: int) -> dict[str, object]:
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


def _day(n: int, column: str) -> dict[str, object]:
    return {
        "date": f"{pd.Timestamp('2022-07-01') + pd.Timedelta(days=n):%Y-%m-%d}T00:00:00",
        column: str(500 + n),
    }


def _item(n: int, key: str, kind: str, text: str) -> dict[str, object]:
    return {key: f"{key}-{n}", "date": f"2022-09-{n + 1:02d}", kind: "Leaflet", text: f"Text {n}"}
