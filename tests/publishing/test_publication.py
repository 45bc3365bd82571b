"""Publication is one atomic step: it fails as if it had never begun, and readers notice nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from publishing.figures.month_figures import list_figures
from publishing.releases import publication
from publishing.releases.pointer import BrokenPointer, find_current_release, make_current
from publishing.releases.publication import find_latest_release, publish_release

MONTH = "2022-09"
Facts = dict[str, object]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _fail(*_: object, **__: object) -> None:
    raise OSError("disk full")


def test_a_path_is_never_used_again(
    publish_with: Callable[..., Path], releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [publish_with().name, publish_with().name] == ["2022-09.1", "2022-09.2"]
    shutil.rmtree(releases / "2022-09.2")
    with pytest.raises(BrokenPointer, match=r"2022-09\.2, which is not there"):
        find_current_release(releases)
    (releases / "2022-09.keep").mkdir()
    assert publish_with().name == "2022-09.3"
    monkeypatch.setattr(publication, "_seal_files", _fail)
    with pytest.raises(OSError, match="disk full"):
        publish_with()
    monkeypatch.undo()
    assert publish_with().name == "2022-09.5"


@pytest.mark.parametrize(
    "step", ["promote_marts", "_rendered", "_next_name", "write_manifest", "_seal", "make_current"]
)
def test_a_failure_at_any_step_leaves_the_current_release(
    publish_with: Callable[..., Path], releases: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_with()
    before = content(first)
    monkeypatch.setattr(publication, step, _fail)
    with pytest.raises(OSError, match="disk full"):
        publish_with()
    assert find_current_release(releases) == first
    assert content(first) == before
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


def test_the_candidate_is_only_read(candidate: Path, releases: Path, facts: Facts) -> None:
    before = candidate.read_bytes()
    publish_release(candidate, releases, month=MONTH, manifest=facts)
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


def test_a_swap_that_broke_half_way_is_no_obstacle(
    publish_with: Callable[..., Path], releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_with()
    monkeypatch.setattr(Path, "replace", _fail)
    with pytest.raises(OSError, match="disk full"):
        make_current(first)
    monkeypatch.undo()
    make_current(first)
    assert find_current_release(releases) == first
