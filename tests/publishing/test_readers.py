"""A sample of the readers of `make chaos`, who never notice that a release is made."""

from __future__ import annotations

from pathlib import Path

from tests.publishing.readers import read_while_publishing


def test_readers_see_whole_releases_while_others_are_made(tmp_path: Path) -> None:
    reads, seen = read_while_publishing(tmp_path, readers=3, publications=5)
    assert reads >= 3
    assert seen >= 1
