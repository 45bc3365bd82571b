"""The past can be shown: any state of the ledger, later, as it was at its instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import file
from ingestion.exceptions import FileRejected
from ingestion.ledger.listing import list_versions
from ingestion.ledger.queries import find_latest_instant, summarise_ledger
from ingestion.ledger.withdrawal import WithdrawalRefused
from tests.support.bronze import Bronze
from tests.support.rows import case, returnees_csv

# A step: what is done, with which content, under which N.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["land", "land", "spoil", "fault", "withdraw", "all", "reinstate", "idle"]),
        st.sampled_from("AB"),
        st.integers(1, 3),
    ),
    min_size=2,
    max_size=9,
)


def path(version: int) -> str:
    return f"cases/returnees_SYL_2022-08_v{version}.csv"


def do(bronze: Bronze, step: tuple[str, str, int], patch: pytest.MonkeyPatch) -> None:
    what, content, version = step
    try:
        if what == "withdraw":
            bronze.withdraw(path(version))
        elif what == "all":
            bronze.withdraw("SYL-2022-08", all_versions=True)
        elif what == "reinstate":
            bronze.reinstate(path(version))
    except WithdrawalRefused:
        return
    if what in ("land", "fault"):
        bronze.put(path(version), returnees_csv(case(ord(content))))
    if what == "spoil":
        bronze.put(path(version), f"nonsense {content}")
    with patch.context() as faulty:
        if what == "fault":
            faulty.setattr(file, "load_part", _fails)
        bronze.ingest()


def _fails(*_: object) -> None:
    raise FileRejected("a fault of the moment", is_passing=True)


@given(STEPS, st.booleans())
@settings(max_examples=15, deadline=None)
def test_every_state_can_be_seen_again(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]], stands: bool
) -> None:
    bronze = Bronze(tmp_path_factory.mktemp("history"))
    patch = pytest.MonkeyPatch()
    snapshots: list[tuple[datetime, Any]] = []
    for number, step in enumerate(steps):
        if stands:  # the clock stands still; half way it even goes back
            bronze.now = datetime.fromisoformat("2022-12-01T03:00Z") - timedelta(days=number // 4)
        do(bronze, step, patch)
        if instant := find_latest_instant(bronze.ledger):
            snapshots.append((instant, seen(bronze)))
    for instant, snapshot in snapshots:
        assert seen(bronze, instant) == snapshot


def seen(bronze: Bronze, as_of: datetime | None = None) -> Any:
    return (
        bronze.list_sources(as_of),
        list_versions(bronze.home, as_of),
        summarise_ledger(bronze.ledger, as_of),
    )


def test_a_verdict_of_later_does_not_reach_back(bronze: Bronze) -> None:
    bronze.put("cases/returnees_KHL_2022-08.csv", returnees_csv())
    bronze.ingest()
    before = bronze.now - timedelta(hours=1)
    bronze.centres = ("SYL", "DHK", "KHL")
    bronze.ingest()
    # It is another content, for another slot: the first one stays, rejected.
    (was,) = bronze.list_sources(before)
    assert (was["verdict"], was["rows_loaded"]) == ("rejected", 0)
    assert bronze.list_in_force(before) == set()
    assert len(bronze.list_in_force()) == 1


def test_a_fault_that_stays_is_one_verdict(bronze: Bronze, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "load_part", _fails)
    bronze.put(path(1), returnees_csv())
    bronze.ingest()
    state = summarise_ledger(bronze.ledger)
    bronze.ingest()
    assert summarise_ledger(bronze.ledger) == state
    before = find_latest_instant(bronze.ledger)
    monkeypatch.undo()
    bronze.ingest()
    assert [row["verdict"] for row in bronze.list_sources(before)] == ["rejected"]
    assert [row["verdict"] for row in bronze.list_sources()] == ["loaded"]


def test_the_past_does_not_change_when_the_clock_goes_back(bronze: Bronze) -> None:
    bronze.put(path(1), returnees_csv(case(1)))
    bronze.ingest(later=-timedelta(days=9))
    instant = find_latest_instant(bronze.ledger)
    bronze.put(path(2), returnees_csv(case(2)))
    bronze.ingest()
    assert bronze.list_in_force(instant) == {path(1)}
    assert bronze.list_in_force() == {path(2)}
    assert find_latest_instant(bronze.ledger) == instant + timedelta(microseconds=1)


def test_an_empty_home_has_a_state(bronze: Bronze) -> None:
    assert summarise_ledger(bronze.ledger)["entries"] == 0
    assert find_latest_instant(bronze.ledger) is None
    assert list_versions(bronze.home) == bronze.list_sources() == []
    bronze.ingest()
    assert summarise_ledger(bronze.ledger)["entries"] == 0
