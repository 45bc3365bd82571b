"""When a run is a new one: a delivery is listed otherwise, a decision, another linking model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas
import pytest

from common import settings as settings_module
from identity.decisions import decide
from pipeline.fingerprint import hash_people, hash_run_state

LEDGER = pandas.DataFrame(
    [("f1", "returnees", "loaded", True)],
    columns=["source_file_id", "table_name", "verdict", "is_in_force"],
)


def now(home: Path, ledger: pandas.DataFrame = LEDGER) -> str:
    settings = settings_module.load_settings(home=home)
    return hash_run_state(settings, date(2022, 9, 1), ledger, hash_people(settings))


@pytest.mark.parametrize(("fact", "value"), [("version", 2), ("withdrawn_at", "2022-10-05")])
def test_a_delivery_that_is_listed_otherwise_makes_the_next_run_a_new_one(
    fact: str, value: object, tmp_path: Path
) -> None:
    """Also where no figure moves: sent again as the next version, withdrawn when superseded."""
    ledger = LEDGER.assign(version=1, withdrawn_at=pandas.NaT)
    assert now(tmp_path, ledger) == now(tmp_path, ledger.copy())
    assert now(tmp_path, ledger.assign(**{fact: value})) != now(tmp_path, ledger)


def test_a_decision_makes_the_next_run_a_new_one_until_it_is_revoked(tmp_path: Path) -> None:
    before = now(tmp_path)
    assert now(tmp_path) == before
    assert list(tmp_path.iterdir()) == []
    who = {"by": "R. Eviewer", "reason": "seen"}
    decide(tmp_path / "vault", ("S:1", "S:2"), "same", **who)
    decided = now(tmp_path)
    decide(tmp_path / "vault", ("S:1", "S:2"), "different", **who)
    assert len({before, decided, now(tmp_path)}) == 3
    decide(tmp_path / "vault", ("S:1", "S:2"), "revoke", **who)
    assert now(tmp_path) == before


def test_another_model_makes_the_next_run_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for content in ("{}", "{ }"):
        monkeypatch.setenv("PROTTASHA_MODEL", str(tmp_path / "model.json"))
        (tmp_path / "model.json").write_text(content)
        seen.add(now(tmp_path))
    assert len(seen) == 2
