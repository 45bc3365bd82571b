"""The plan: each reason of a run is told, with the names of the files, and nothing else is."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas
import pytest

from common.settings import Settings, load_settings
from pipeline.configuration import hash_configuration
from pipeline.fingerprint import hash_code, hash_people
from pipeline.plan import NAMES_SHOWN, describe_plan

MONTH = date(2022, 9, 1)


def ledger(*rows: tuple[str, str, str | None, bool, bool]) -> pandas.DataFrame:
    """Rows of a ledger: id, delivery, month of the delivery, in force, withdrawn."""
    frame = pandas.DataFrame(
        [
            {"source_file_id": key, "delivery": delivery, "delivery_month": month,
             "source": "cases", "table_name": "returnees",
             "path": f"{key}.csv", "is_in_force": in_force,
             "withdrawn_at": pandas.Timestamp("2022-10-05", tz="UTC") if withdrawn else pandas.NaT}
            for key, delivery, month, in_force, withdrawn in rows
        ]
    )  # fmt: skip
    return frame.astype({"delivery_month": "str"})


PUBLISHED = [("a1", "a", "2022-09", True, False), ("b1", "b", "2022-08", True, False),
             ("e1", "e", None, True, False)]  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path)


def write_release(settings: Settings, month: str = "2022-09", **otherwise: Any) -> None:
    """A release of rows `PUBLISHED`, made from the state of now."""
    folder = settings.releases / f"{month}.1"
    folder.mkdir(parents=True)
    people = hash_people(settings)
    manifest = {
        "month": month,
        "source_files": ["a1", "b1", "e1"],
        "code_version": hash_code(),
        "decisions_sha256": people["decisions"],
        "configuration": hash_configuration(settings) | otherwise.pop("configuration", {}),
        **otherwise,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (settings.releases / "current").symlink_to(folder.name)


def describe(settings: Settings, *rows: tuple[str, str, str | None, bool, bool]) -> list[str]:
    base = next(settings.releases.glob("20*"), None)
    is_published = base is not None and base.name.startswith(f"{MONTH:%Y-%m}")
    lines = describe_plan(settings, MONTH, ledger(*rows), base, is_published=is_published)
    return [line.strip() for line in lines]


def test_what_has_come_changed_gone_and_come_late_is_told_by_name(settings: Settings) -> None:
    write_release(settings)
    assert describe(
        settings,
        ("a1", "a", "2022-09", False, False),  # superseded
        ("a2", "a", "2022-09", True, False),
        ("b1", "b", "2022-08", False, True),
        ("c1", "c", "2022-07", True, False),
        ("d1", "d", "2022-10", True, False),
        ("e2", "e", None, True, False),  # an export of a channel that has others
        ("e1", "e", None, True, False),
        ("f1", "f", "2022-09", False, False),  # rejected
    ) == [
        "the bulletin of 2022-09 will be made; since 2022-09.1:",
        "2 new: d1.csv, e2.csv",
        "1 changed: a2.csv",
        "1 late, for 2022-09 or before: c1.csv",
        "1 withdrawn: b1.csv",
    ]


def test_many_names_are_counted(settings: Settings) -> None:
    write_release(settings)
    many = [(f"n{n:02}", f"n{n:02}", "2022-10", True, False) for n in range(NAMES_SHOWN + 5)]
    line = describe(settings, *PUBLISHED, *many)[1]
    assert line.startswith("15 new: n00.csv, ")
    assert line.endswith("n09.csv and 5 more")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({"code_version": "other"}, "the code has changed"),
        ({"decisions_sha256": "other"}, "reviewers have decided on identities"),
        ({"configuration": {"model": "other"}}, "the linking model has changed"),
        ({"configuration": {"programme": "other"}}, "the programme file has changed"),
        ({}, "nothing else has changed"),
    ],
)
def test_every_other_change_is_named(settings: Settings, before: dict[str, Any], said: str) -> None:
    write_release(settings, **before)
    assert describe(settings, *PUBLISHED)[1:] == [said]


def test_a_month_without_a_release_is_compared_with_what_readers_get(settings: Settings) -> None:
    assert describe(settings, *PUBLISHED) == [
        "the bulletin of 2022-09 will be made: the month has not been published yet",
        "3 files are in force",
    ]
    write_release(settings, "2022-08")
    assert describe(settings, *PUBLISHED, ("c1", "c", "2022-09", True, False)) == [
        "the bulletin of 2022-09 will be made: the month has not been published yet; "
        "since 2022-08.1:",
        "1 new: c1.csv",
    ]
