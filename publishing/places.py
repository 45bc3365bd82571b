"""What lies in the folder `releases`, by name, and whose turn it is to change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.errors import ProttashaError
from common.files import remove_tree

CURRENT = "current"
# A file for each release number ever given out: a number outlives its release. Once the release is
# in its place, the file holds its line of `manifest.sha256`.
NUMBERS = ".numbers"
# The manifests of pruned releases, a folder each.
PRUNED = ".pruned"
# Releases on their way out, and pointers on their way in; whoever died left them.
DOOMED = ".doomed-"
FRESH = f".{CURRENT}-"
NAME = re.compile(r"(\d{4}-\d{2})\.(\d+)")


class UnknownRelease(ProttashaError):
    """There is no such release; the message lists those that there are."""


@contextmanager
def hold_releases_lock(releases: Path) -> Iterator[None]:
    """Wait for the turn to change `releases` and hold it; the one who holds it may ask again."""
    from filelock import FileLock

    releases.mkdir(parents=True, exist_ok=True)
    with FileLock(releases / ".lock", is_singleton=True):
        yield


def release_names(folder: Path) -> list[str]:
    """The releases that have a folder, or a file, of their name in `folder`; by month and number.

    None if there is no such folder.
    """
    names = [path.name for path in folder.glob("*") if NAME.fullmatch(path.name)]
    return sorted(names, key=place_of)


def place_of(name: str) -> tuple[str, int]:
    """The month and the number of a release's name."""
    month, number = name.split(".")
    return month, int(number)


def clear_leftovers(releases: Path) -> None:
    """Remove what publications and prunings that died have left."""
    for pointer in releases.glob(f"{FRESH}*"):
        pointer.unlink()
    for folder in releases.glob(f"{DOOMED}*"):
        remove_tree(folder)
    for part in [*releases.glob(".*.new"), *releases.glob(".*/.*.new")]:
        part.unlink() if part.is_file() else remove_tree(part)
