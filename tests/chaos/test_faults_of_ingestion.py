"""Every call that an ingestion makes of the disk fails once, in every way; minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import faults
from tests.ingestion.faulty import furnished, outcome, require_whole, small_batches, struck

pytestmark = pytest.mark.chaos


@pytest.mark.parametrize("is_new", [True, False], ids=["new home", "old home"])
@pytest.mark.parametrize("kind", faults.KINDS)
def test_every_moment_of_an_ingestion(kind: str, is_new: bool, tmp_path: Path) -> None:
    with small_batches():
        sound = furnished(tmp_path / "sound", is_new=is_new)
        sound.ingest()
        expected, at = outcome(sound), 1
        house = furnished(tmp_path / "1", is_new=is_new)
        while calls := struck(house, at, kind, house.ingest):
            if calls.struck:  # a full disk takes no part in what only reads
                require_whole(house, expected)
            at += 1
            house = furnished(tmp_path / str(at), is_new=is_new)
    assert at > 90
