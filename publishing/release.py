"""Publication: an immutable folder a release, and one atomic step that makes it current.

A release is built whole in the run's work folder, made durable and read-only, renamed into
`releases/<month>.<n>/`, and only then does the symlink `releases/current` move to it. Whatever
fails before that leaves `current` as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publishing.manifest import read_manifest, write_manifest
from publishing.promotion import promote_marts
from publishing.warehouse import FILE_NAME

__all__ = ["BrokenPointer", "current_release", "latest_release", "publish", "read_manifest"]

CURRENT = "current"
BULLETIN = "bulletin.html"
# One empty file for each release number ever given out: a number outlives its release.
NUMBERS = ".numbers"


class BrokenPointer(Exception):
    """`current` points at a release that is not there."""


def publish(
    candidate: Path,
    releases: Path,
    *,
    month: str,
    manifest: Mapping[str, Any],
    bulletin: Path | None = None,
) -> Path:
    """Make the warehouse file `candidate` the current release; returns the release's folder.

    `month` (`YYYY-MM`) is the reporting month and must be the last month of the figures.
    `manifest` holds the facts of the run that the warehouse does not. `bulletin` is the rendered
    bulletin; without one it is rendered from the candidate. The release is built beside the
    candidate, which must be on one file system with `releases`.
    """
    folder = candidate.parent / "release"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rows = promote_marts(candidate, folder / FILE_NAME, folder / "parquet")
    html = bulletin.read_bytes() if bulletin else _rendered(candidate, month)
    (folder / BULLETIN).write_bytes(html)
    releases.mkdir(parents=True, exist_ok=True)
    name = _next_name(releases, month)
    write_manifest(folder, release=name, month=month, rows=rows, facts=manifest)
    _seal(folder)
    release = releases / name
    folder.rename(release)
    _sync(releases)
    make_current(release)
    return release


def current_release(releases: Path) -> Path | None:
    """The folder of the current release, None before the first one.

    The path names the release itself, so a reader stays with it whatever is published meanwhile.
    Raises BrokenPointer if that folder is gone.
    """
    pointer = releases / CURRENT
    if not pointer.is_symlink():
        return None
    release = releases / pointer.readlink()
    if not release.is_dir():
        raise BrokenPointer(
            f"{pointer} points at {release.name}, which is not there; "
            f"point it at a release that is, or remove {pointer} and publish again"
        )
    return release


def latest_release(releases: Path, month: str) -> Path | None:
    """The newest release of `month` (`YYYY-MM`), None if there is none; it need not be current.

    Whatever bears a release's name was audited and is whole: it may be made current.
    """
    numbers = _numbers(releases, month)
    return releases / f"{month}.{max(numbers)}" if numbers else None


def make_current(release: Path) -> None:
    """Swap `current` in one step: a reader sees the old release or the new one, never neither."""
    fresh = release.with_name(f".{CURRENT}-{release.name}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(release.name)
    fresh.replace(release.with_name(CURRENT))
    _sync(release.parent)


def _rendered(candidate: Path, month: str) -> bytes:
    # The template engine is needed here only.
    from publishing.bulletin import render

    return render(candidate, month).encode()


def _next_name(releases: Path, month: str) -> str:
    """Take the number after the highest that `month` ever had, also if that release is gone."""
    numbers = releases / NUMBERS
    numbers.mkdir(exist_ok=True)
    used = _numbers(releases, month) + _numbers(numbers, month)
    name = f"{month}.{max(used, default=0) + 1}"
    (numbers / name).touch(exist_ok=False)
    _sync(numbers)
    return name


def _numbers(folder: Path, month: str) -> list[int]:
    suffixes = [path.suffix[1:] for path in folder.glob(f"{month}.*")]
    return [int(suffix) for suffix in suffixes if suffix.isdecimal()]


def _seal(folder: Path) -> None:
    """Make every file read-only, and files and folders durable, before anyone can see them."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o444)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
