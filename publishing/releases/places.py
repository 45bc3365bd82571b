"""What lies in the folder `releases`, by name, and the lock of whoever changes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.errors import ProttashaError
from common.files import remove_tree
from common.locks import hold_lock

CURRENT = "current"
# A file for each release number ever used, as no number is used twice. Once the release is in its
# place, the file holds the line of its `manifest.sha256`.
NUMBERS = ".numbers"
# The manifests of pruned releases, a folder each.
PRUNED = ".pruned"
# Releases that are being deleted, and pointers that are being made.
DOOMED = ".doomed-"
FRESH = f".{CURRENT}-"
NAME = re.compile(r"(\d{4}-\d{2})\.(\d+)")


class UnknownRelease(ProttashaError):
    """There is no such release; the message lists those that exist."""


@contextmanager
def hold_releases_lock(releases: Path) -> Iterator[None]:
    """Hold the lock of `releases`, waiting for it; a process may take it again in the block."""
    with hold_lock(releases / ".lock"):
        yield


def list_release_names(folder: Path) -> list[str]:
    """The names of releases in `folder`, of files and folders, by month and number.

    Empty if there is no such folder.
    """
    names = [path.name for path in folder.glob("*") if NAME.fullmatch(path.name)]
    return sorted(names, key=parse_release_name)


def parse_release_name(name: str) -> tuple[str, int]:
    """The month and the number of a release's name."""
    month, number = name.split(".")
    return month, int(number)


def clear_leftovers(releases: Path) -> None:
    """Delete what publications and prunes that died have left."""
    for pointer in releases.glob(f"{FRESH}*"):
        pointer.unlink()
    for folder in releases.glob(f"{DOOMED}*"):
        remove_tree(folder)
    for part in [*releases.glob(".*.new"), *releases.glob(".*/.*.new")]:
        part.unlink() if part.is_file() else remove_tree(part)
