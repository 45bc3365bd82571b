"""What a run was configured with is kept, and comes back for the instant at which it held."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.errors import ConfigurationError
from common.settings import Settings
from pipeline.as_of import find_known_instant, parse_local_instant, require_past
from pipeline.configuration import hash_configuration, keep_configuration, recall_configuration

NOON = datetime(2022, 9, 5, 12, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("programme.yml", "model.json"):
        (tmp_path / name).write_text(f"the first {name}", "utf-8")
    return Settings(
        home=tmp_path / "home", programme=tmp_path / "programme.yml",
        model=tmp_path / "model.json", now=NOON,
    )  # fmt: skip


def change(settings: Settings, at: datetime, text: str) -> None:
    settings.programme.write_text(text, "utf-8")
    keep_configuration(settings, at)


def test_each_instant_has_the_files_that_held_then(settings: Settings) -> None:
    assert keep_configuration(settings, NOON) == hash_configuration(settings)
    change(settings, NOON + AN_HOUR, "the second")
    change(settings, NOON + 2 * AN_HOUR, "the third")
    programmes = [
        recall_configuration(settings, NOON + hours * AN_HOUR).programme.read_text("utf-8")
        for hours in (0, 0.9, 1, 1.9, 2, 100)
    ]
    assert programmes == ["the first programme.yml"] * 2 + ["the second"] * 2 + ["the third"] * 2
    assert recall_configuration(settings, NOON).model.read_text("utf-8") == "the first model.json"


def test_only_what_differs_is_kept_again(settings: Settings) -> None:
    folder = settings.home / "configuration"
    keep_configuration(settings, NOON)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    keep_configuration(settings, NOON + AN_HOUR)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    change(settings, NOON + 2 * AN_HOUR, "the second")
    change(settings, NOON + 3 * AN_HOUR, "the first programme.yml")
    history = json.loads((folder / "history.json").read_text("utf-8"))
    assert [entry["at"][11:13] for entry in history] == ["12", "14", "15"]
    assert len(list(folder.iterdir())) == 4  # three files and the history, nothing half-written


def test_before_anything_was_kept_the_oldest_is_taken_and_told(settings: Settings) -> None:
    said: list[str] = []
    assert recall_configuration(settings, NOON, said.append) == settings
    keep_configuration(settings, NOON)
    change(settings, NOON + AN_HOUR, "the second")
    oldest = recall_configuration(settings, NOON - AN_HOUR, said.append)
    assert oldest.programme.read_text("utf-8") == "the first programme.yml"
    assert [("today's" in line, "the oldest" in line) for line in said] == [
        (True, False), (False, True)
    ]  # fmt: skip
    recall_configuration(settings, NOON, said.append)
    assert len(said) == 2


def test_a_copy_that_is_not_what_was_kept_is_refused(settings: Settings) -> None:
    keep_configuration(settings, NOON)
    kept = recall_configuration(settings, NOON).model
    kept.write_text("something else", "utf-8")
    with pytest.raises(ConfigurationError, match="the model in use") as raised:
        recall_configuration(settings, NOON)
    assert raised.value.next_step == "restore it from a backup"
    kept.unlink()
    with pytest.raises(ConfigurationError, match="the model in use"):
        recall_configuration(settings, NOON)
    (settings.home / "configuration" / "history.json").write_text("[{", "utf-8")
    with pytest.raises(ConfigurationError, match=r"history\.json is damaged"):
        recall_configuration(settings, NOON)


def test_a_run_knows_all_that_is_written_down_whatever_its_clock(settings: Settings) -> None:
    from identity.decisions import decide

    assert find_known_instant(settings) == NOON
    who = {"by": "R. Eviewer", "reason": "seen"}
    decide(settings.vault, ("S:1", "S:2"), "same", now=lambda: NOON + AN_HOUR, **who)
    assert find_known_instant(settings) == NOON + AN_HOUR


def test_a_decision_that_is_being_written_is_waited_for(settings: Settings) -> None:
    from identity.decisions import decide, decisions_in_force

    who = {"by": "R. Eviewer", "reason": "seen"}
    decide(settings.vault, ("S:1", "S:2"), "same", now=lambda: NOON, **who)
    stamped = threading.Event()

    def slow_clock() -> datetime:
        stamped.set()
        time.sleep(0.3)
        return NOON + AN_HOUR

    decision = threading.Thread(
        target=decide,
        args=(settings.vault, ("S:3", "S:4"), "same"),
        kwargs={"now": slow_clock, **who},
    )
    decision.start()
    assert stamped.wait(5)
    seen = find_known_instant(settings)
    decision.join()
    assert seen == NOON + AN_HOUR
    assert len(decisions_in_force(settings.vault, seen)) == 2


def test_an_instant_that_has_not_come_is_refused(settings: Settings) -> None:
    require_past(settings, NOON)
    with pytest.raises(ConfigurationError, match="has not come yet"):
        require_past(settings, NOON + AN_HOUR)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2022-09-05T18:00+06:00", False),
        ("2022-09-05 12:00:00.000000Z", False),
        ("2022-09-05T18:00", True),
    ],
)
def test_an_instant_without_an_offset_is_local_time(text: str, told: bool) -> None:
    said: list[str] = []
    assert parse_local_instant(text, "Asia/Dhaka", said.append) == NOON
    assert [("Asia/Dhaka" in line) for line in said] == [True] * told


@pytest.mark.parametrize("text", ["0001-01-01T00:00+06:00", "9999-12-31T23:00-06:00"])
def test_an_instant_outside_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="outside of the calendar"):
        parse_local_instant(text, "Asia/Dhaka")


@pytest.mark.parametrize("text", ["yesterday", "2022-09-05", "2022-13-05T18:00", "18:00", ""])
def test_what_is_no_instant_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"like 2022-09-05T18:00\+06:00"):
        parse_local_instant(text, "Asia/Dhaka")
