"""Every call that an ingestion makes of the disk fails once, in every way; minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingestion.disk_faults import (
    break_call,
    describe_home,
    make_bronze,
    require_whole,
    use_small_batches,
)
from tests.support import fault_injection

pytestmark = pytest.mark.chaos


@pytest.mark.parametrize("is_new", [True, False], ids=["new home", "old home"])
@pytest.mark.parametrize("kind", fault_injection.KINDS)
def test_every_moment_of_an_ingestion(kind: str, is_new: bool, tmp_path: Path) -> None:
    with use_small_batches():
        sound = make_bronze(tmp_path / "sound", is_new=is_new)
        sound.ingest()
        expected, at = describe_home(sound), 1
        bronze = make_bronze(tmp_path / "1", is_new=is_new)
        while calls := break_call(bronze, at, kind, bronze.ingest):
            if calls.struck:  # a full disk takes no part in what only reads
                require_whole(bronze, expected)
            at += 1
            bronze = make_bronze(tmp_path / str(at), is_new=is_new)
    assert at > 90
