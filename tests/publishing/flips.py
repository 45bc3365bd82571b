"""Single bits flipped in the files of a release, one after another; each can be played again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from publishing.figures.warehouse import FILE_NAME
from publishing.releases.verification import DamagedRelease, require_sound, verify_releases

# What the commands that show figures read.
SERVED = {FILE_NAME, "manifest.json", "manifest.sha256"}


class Flip(NamedTuple):
    """A bit of a file, from the file's beginning."""

    file: str
    bit: int

    def apply(self, release: Path) -> None:
        """Flip the bit; a second time, flip it back."""
        path = release / self.file
        path.chmod(0o644)
        content = bytearray(path.read_bytes())
        content[self.bit // 8] ^= 1 << self.bit % 8
        path.write_bytes(content)
        path.chmod(0o444)


def flips(release: Path, seed: int, count: int) -> Iterator[Flip]:
    """As many flips as asked for: every kind of file has its share, whatever its size."""
    draw = random.Random(seed)  # noqa: S311
    files = sorted(path for path in release.rglob("*") if path.is_file())
    kinds = [[path for path in files if path.suffix == kind]
             for kind in sorted({path.suffix for path in files})]  # fmt: skip
    for number in range(count):
        path = draw.choice(kinds[number % len(kinds)])
        file = path.relative_to(release).as_posix()
        yield Flip(file, draw.randrange(path.stat().st_size * 8))


def assert_found(release: Path, flip: Flip) -> None:
    """A flip is found by verification, by its file's name, and never served."""
    flip.apply(release)
    try:
        found = {(finding.release, finding.file) for finding in verify_releases(release.parent)}
        assert (release.name, flip.file) in found, flip
        refused = ""
        try:
            require_sound(release, FILE_NAME)
        except DamagedRelease as error:
            refused = str(error)
        assert (flip.file in refused) == (flip.file in SERVED), flip
    finally:
        flip.apply(release)


def private_copy(published: Path, to: Path) -> Path:
    """The only release of a folder of releases, in a copy of that folder."""
    shutil.copytree(published.parent, to, symlinks=True)
    return to / published.name
