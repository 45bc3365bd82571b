"""The pointer `current`: which release readers get, and the one step that changes it."""

from __future__ import annotations

from pathlib import Path

from common.errors import ProttashaError
from common.files import sync_path
from publishing.places import CURRENT, FRESH, NAME, hold_releases_lock


class BrokenPointer(ProttashaError):
    """`current` points at a release that is not there, or a rollback's note cannot be read."""


def current_release(releases: Path) -> Path | None:
    """The folder of the current release, None before the first one.

    The path names the release itself, so a reader stays with it whatever is published meanwhile.
    Raises BrokenPointer if that folder is gone.
    """
    name = current_name(releases)
    if name is None:
        return None
    release = releases / name
    if not NAME.fullmatch(name) or not release.is_dir():
        raise BrokenPointer(
            f"{releases / CURRENT} points at {release.name}, which is not there; point it at a "
            f"release that is (prottasha releases rollback), or publish again (prottasha run)"
        )
    return release


def current_name(releases: Path) -> str | None:
    """What the pointer names, whether it is there or not; None if there is no pointer."""
    pointer = releases / CURRENT
    return str(pointer.readlink()) if pointer.is_symlink() else None


def make_current(release: Path) -> None:
    """Swap `current` in one step: a reader sees the old release or the new one, never neither.

    From then on the folders of `release` take no new file.
    """
    with hold_releases_lock(release.parent):
        for folder in [release, *(path for path in release.rglob("*") if path.is_dir())]:
            if folder.stat().st_mode & 0o222:
                folder.chmod(0o555)
        fresh = release.with_name(f"{FRESH}{release.name}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(release.name)
        fresh.replace(release.with_name(CURRENT))
        sync_path(release.parent)
