"""The pointer `current`: the release that readers get, and the one step that changes it.

It is the newest release of the newest month, unless a rollback pins another.
"""

from __future__ import annotations

from pathlib import Path

from common.errors import ProttashaError
from common.files import sync_path
from publishing.releases.places import (
    CURRENT,
    FRESH,
    NAME,
    hold_releases_lock,
    list_release_names,
)


class BrokenPointer(ProttashaError):
    """`current` points at a release that does not exist, or a rollback's note cannot be read."""

    next_step = "`prottasha releases verify`, then `prottasha releases rollback RELEASE`"


def find_current_release(releases: Path) -> Path | None:
    """The folder of the current release; None before the first one.

    The path is the release's own, so a reader keeps this release whatever is published meanwhile.
    Raises BrokenPointer if that folder does not exist.
    """
    name = read_current_name(releases)
    if name is None:
        return None
    release = releases / name
    if not NAME.fullmatch(name) or not release.is_dir():
        raise BrokenPointer(f"{releases / CURRENT} points at {release.name}, which does not exist")
    return release


def read_current_name(releases: Path) -> str | None:
    """The name in the pointer, whether such a release exists or not; None without a pointer."""
    pointer = releases / CURRENT
    return str(pointer.readlink()) if pointer.is_symlink() else None


def find_newest_release(releases: Path) -> Path | None:
    """The newest release of the newest month, current or not; None if there is none."""
    names = list_release_names(releases)
    return releases / names[-1] if names else None


def protect_folders(release: Path) -> None:
    """Take the write permission from the release's folders."""
    for folder in [release, *(path for path in release.rglob("*") if path.is_dir())]:
        if folder.stat().st_mode & 0o222:
            folder.chmod(0o555)


def make_current(release: Path) -> None:
    """Move the pointer to `release` in one step: a reader gets the old release or the new one.

    Also takes the write permission from the release's folders.
    """
    with hold_releases_lock(release.parent):
        protect_folders(release)
        fresh = release.with_name(f"{FRESH}{release.name}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(release.name)
        fresh.replace(release.with_name(CURRENT))
        sync_path(release.parent)
