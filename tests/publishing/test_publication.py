"""Publication is one atomic step: if it fails, nothing has changed, and readers notice nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from publishing.figures.month_figures import list_figures
from publishing.releases import publication
from publishing.releases.pointer import BrokenPointer, find_current_release, make_current
from publishing.releases.publication import find_latest_release
from tests.publishing.small import publish_candidate

MONTH = "2022-09"


def read_files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _fail(*_: object, **__: object) -> None:
    raise OSError("disk full")


def test_a_release_number_is_never_used_again(
    publish_with: Callable[..., Path], releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [publish_with().name, publish_with().name] == ["2022-09.1", "2022-09.2"]
    shutil.rmtree(releases / "2022-09.2")
    with pytest.raises(BrokenPointer, match=r"2022-09\.2, which does not exist"):
        find_current_release(releases)
    (releases / "2022-09.keep").mkdir()
    assert publish_with().name == "2022-09.3"
    monkeypatch.setattr(publication, "_seal_files", _fail)
    with pytest.raises(OSError, match="disk full"):
        publish_with()
    monkeypatch.undo()
    assert publish_with().name == "2022-09.5"


@pytest.mark.parametrize(
    "step", ["promote_marts", "_take_next_name", "write_manifest", "_seal_files", "make_current"]
)
def test_a_failure_at_any_step_leaves_the_current_release(
    publish_with: Callable[..., Path], releases: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_with()
    before = read_files(first)
    monkeypatch.setattr(publication, step, _fail)
    with pytest.raises(OSError, match="disk full"):
        publish_with()
    assert find_current_release(releases) == first
    assert read_files(first) == before
    monkeypatch.undo()
    second = publish_with()
    assert find_current_release(releases) == second != first


@pytest.mark.parametrize("call", ["rename", "replace"])
def test_a_failing_file_system_leaves_the_current_release(
    publish_with: Callable[..., Path], releases: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_with()
    monkeypatch.setattr(Path, call, _fail)
    with pytest.raises(OSError, match="disk full"):
        publish_with()
    assert find_current_release(releases) == first


def test_readers_keep_the_release_that_they_opened(
    publish_with: Callable[..., Path], releases: Path
) -> None:
    publish_with()
    opened = releases / "current" / "warehouse.duckdb"
    query = (
        "select value from marts.fct_indicator_values where indicator_code = 'screened' and "
        "member = 'all' and period = 'cumulative' and reporting_month = date '2022-09-01'"
    )
    with duckdb.connect(str(opened), read_only=True) as reader:
        publish_with("update marts.fct_indicator_values set value = value + 1")
        assert reader.execute(query).fetchall() == [(3,)]
        assert (find_current_release(releases) or Path()).name == "2022-09.2"
    assert list_figures(releases / "current", MONTH, "screened").rows[0][-1] == 4


def test_the_candidate_is_only_read(candidate: Path, releases: Path) -> None:
    before = candidate.read_bytes()
    publish_candidate(candidate, releases)
    assert candidate.read_bytes() == before


def test_the_latest_release_of_a_month_can_be_made_current_again(
    publish_with: Callable[..., Path], releases: Path
) -> None:
    assert find_latest_release(releases, MONTH) is None
    made = [publish_with() for _ in range(2)]
    make_current(made[0])
    assert find_current_release(releases) == made[0]
    assert find_latest_release(releases, MONTH) == made[1]
    assert find_latest_release(releases, "2022-08") is None
    make_current(made[1])
    assert find_current_release(releases) == made[1]
    assert not list(releases.glob(".current*"))


def test_the_pointer_can_be_moved_after_a_move_that_failed(
    publish_with: Callable[..., Path], releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_with()
    monkeypatch.setattr(Path, "replace", _fail)
    with pytest.raises(OSError, match="disk full"):
        make_current(first)
    monkeypatch.undo()
    make_current(first)
    assert find_current_release(releases) == first
