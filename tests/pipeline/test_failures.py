"""Failures: what each means, what to do next, and that no cell of a row is ever shown."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

import duckdb
import pyarrow
import pytest

from common.errors import INPUT_ERROR, INTERRUPTED, REFUSED
from common.settings import Settings, load_settings
from identity.errors import IdentityError
from ingestion.soundness import BronzeDamaged
from pipeline.failures import Refused, RunFailed, explain_error
from pipeline.second_process import SecondProcessDied
from pipeline.steps import BuildFailed

NAME = "Zulekha Qorbani"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path)


def wrapped(inner: BaseException, outer: BaseException) -> BaseException:
    """An error that came of another, as libraries raise them."""
    try:
        raise outer from inner
    except BaseException as error:
        return error


FULL = "is full"
CASES = [
    (OSError(errno.ENOSPC, "No space left on device"), FULL),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), FULL),
    (pyarrow.lib.ArrowInvalid(f"{NAME}: No space left on device"), FULL),
    (sqlite3.OperationalError("database or disk is full"), FULL),
    (duckdb.IOException(f"IO Error: Could not write {NAME}: No space left on device"), FULL),
    (wrapped(OSError(errno.ENOSPC, "No space"), BuildFailed("dbt nodes stop it", [])), FULL),
    (wrapped(OSError(errno.ENOSPC, "No space"), IdentityError("the linking broke")), FULL),
    (OSError(errno.EIO, "Input/output error"), "gives errors"),
    (sqlite3.OperationalError("disk I/O error"), "gives errors"),
    (PermissionError(errno.EACCES, "Permission denied"), "may not be read"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "may not be read"),
    (FileExistsError(errno.EEXIST, "File exists", "/dev/null"), "/dev/null is in the way"),
    (MemoryError(), "not enough memory"),
    (duckdb.OutOfMemoryException(f"Out of Memory Error: {NAME}"), "not enough memory"),
    (sqlite3.OperationalError("database is locked"), "open"),
    (SecondProcessDied("the second process ended"), "the second process ended"),
    (BronzeDamaged(["bronze/returnees/x.parquet"]), "bronze/returnees/x.parquet"),
    (IdentityError("the register is of another home"), "the register is of another home"),
    (BuildFailed("these dbt nodes stop the publication: test.a", []), "test.a"),
    (FileNotFoundError(errno.ENOENT, "No such file or directory", "/x/y"), "No such file"),
    (duckdb.ConversionException(f"Could not convert '{NAME}'"), "ConversionException"),
    (ValueError(NAME), "ValueError"),
]


@pytest.mark.parametrize(("error", "said"), CASES, ids=lambda case: type(case).__name__)
def test_each_failure_says_what_it_is_and_what_to_do(
    settings: Settings, error: BaseException, said: str
) -> None:
    failure = explain_error(error, settings, "counting the figures")
    assert (failure.event, failure.exit_code) == ("failed", INPUT_ERROR)
    assert str(failure).startswith("counting the figures: ")
    assert said in str(failure)
    assert NAME not in f"{failure} {failure.next_step}"
    assert failure.next_step
    assert (said == FULL) == ("free space" in failure.next_step)


def test_a_full_disk_names_the_folder_and_what_readers_get(settings: Settings) -> None:
    inside = settings.home / "releases" / "2022-09.2" / "x.parquet"
    inside.parent.mkdir(parents=True)
    (settings.releases / "current").symlink_to("2022-09.1")
    said = explain_error(OSError(errno.ENOSPC, "No space left", str(inside)), settings)
    assert f"the disk of {inside.parent} is full (" in str(said)
    assert "MB free); nothing is damaged, readers still get 2022-09.1" in str(said)


def test_an_error_of_a_disk_without_space_is_a_full_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    assert "gives errors" in str(explain_error(error, settings))
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(9, 9, 0))  # type: ignore[attr-defined]
    assert FULL in str(explain_error(error, settings))


def test_a_run_that_is_stopped_by_hand_has_not_failed(settings: Settings) -> None:
    inside = wrapped(KeyboardInterrupt(), RuntimeError("dbt build of 'figures' broke"))
    failure = explain_error(inside, settings)
    assert (failure.event, failure.exit_code) == ("stopped", INTERRUPTED)


def test_a_refusal_is_told_apart_from_a_failure(settings: Settings) -> None:
    failure: RunFailed = explain_error(Refused("audited and refused, 1 blocking check"), settings)
    assert (failure.event, failure.exit_code) == ("refused", REFUSED)
    assert str(failure) == "audited and refused, 1 blocking check"
    assert "a-failed-check" in failure.next_step


def test_an_unknown_error_says_through_which_line_of_ours_it_came(settings: Settings) -> None:
    try:
        settings.load_programme().model_validate(NAME)
        load_settings(now=NAME)
    except Exception as error:
        failure = explain_error(error, settings)
    assert NAME not in f"{failure} {failure.next_step}"
    assert "tests/pipeline/test_failures.py, line" in failure.next_step
