"""Eight processes read the current release over and over while fifty releases are made."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from publishing.releases.verification import verify_releases
from tests.publishing.readers import read_while_publishing


@pytest.mark.chaos
def test_nobody_sees_half_of_a_release(tmp_path: Path) -> None:
    reads, seen = read_while_publishing(tmp_path, readers=8, publications=50)
    logging.info("%d reads; each reader saw %d releases or more", reads, seen)
    assert reads > 50
    assert seen > 5
    assert len(list((tmp_path / "releases").glob("2022-09.*"))) == 51
    assert verify_releases(tmp_path / "releases") == []
