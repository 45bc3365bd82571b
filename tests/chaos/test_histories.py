"""Whatever has happened to a home: its marts are those of a clean home with the same past.

PROTTASHA_CHAOS_HISTORIES says how many histories (300), pytest's --hypothesis-seed which ones: two
processes with two seeds use both cores.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from tests.chaos.deliveries import a_case_file
from tests.chaos.histories import Correct, Ingest, Land, Operation, Run, Withdraw, histories
from tests.chaos.judged import require_as_rebuilt, tidied_afterwards

pytestmark = pytest.mark.chaos
HISTORIES = int(os.environ.get("PROTTASHA_CHAOS_HISTORIES", "300"))


@pytest.fixture(autouse=True)
def _quickly() -> Iterator[None]:
    with tidied_afterwards():
        yield


@settings(
    max_examples=HISTORIES,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # to shrink a history takes hours
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(histories(), st.integers(1, 10))
def test_marts_are_those_of_a_clean_home_with_the_same_past(
    history: list[Operation], number: int
) -> None:
    tested = ["lived", "clean"] if number == 10 else ["lived"]
    with TemporaryDirectory(prefix="history-") as folder:
        world = require_as_rebuilt(history, Path(folder), tested=tested)
    event(f"{world.releases} releases, {world.died} runs killed")


def _withdrawals_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("ingestion.ledger.history._find_withdrawal_instant", lambda landing, last: None)


def _releases_are_taken_for_new(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("pipeline.fingerprint.hash_run_state", lambda *facts: "the same")


def _corrections_are_not_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("ingestion.ingest._Scan._is_unchanged", lambda scan, path, _: path in scan.seen)


FAULTS = {
    _withdrawals_are_forgotten: "marts differ",
    _releases_are_taken_for_new: "marts differ",
    _corrections_are_not_read: "not in the ledger",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_home_that_has_lived_is_found(
    fault: Callable[[pytest.MonkeyPatch], None], tmp_path: Path
) -> None:
    one, other = (a_case_file(f"{name}_2022-08", rows=2) for name in ("SYL", "DHK"))
    history = [Land(one), Land(other), Run("2022-09"), Correct(1, 0), Ingest(), Withdraw(0, False)]
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        with pytest.raises(AssertionError, match=FAULTS[fault]):
            require_as_rebuilt(history, tmp_path, then=patch.undo)
