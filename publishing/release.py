"""Publication: an immutable folder a release, and one atomic step that makes it current.

A release is built whole in the run's work folder, made durable and read-only, renamed into
`releases/<month>.<n>/`, and only then does the symlink `releases/current` move to it. Whatever
fails before that leaves `current` as it was, and the next publication clears up after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common.files import remove_tree, sync_path
from publishing.chain import next_place, witness
from publishing.manifest import read_manifest, write_manifest
from publishing.places import (
    NUMBERS,
    PRUNED,
    clear_leftovers,
    hold_releases_lock,
    place_of,
    release_names,
)
from publishing.pointer import BrokenPointer, current_release, make_current
from publishing.promotion import promote_marts
from publishing.rollback import held_back, let_go
from publishing.warehouse import FILE_NAME

__all__ = [
    "BrokenPointer",
    "current_release",
    "held_back",
    "latest_release",
    "make_current",
    "publish",
    "read_manifest",
]

BULLETIN = "bulletin.html"


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
    candidate, which must be on one file system with `releases`. Who publishes meanwhile waits.
    """
    with hold_releases_lock(releases):
        clear_leftovers(releases)
        release = releases / _next_name(releases, month)
        folder = build(
            candidate,
            release.name,
            month=month,
            place=next_place(releases),
            manifest=manifest,
            bulletin=bulletin,
        )
        folder.rename(release)
        sync_path(releases)
        witness(release)
        let_go(releases)
        make_current(release)
    return release


def build(
    candidate: Path,
    name: str,
    *,
    month: str,
    place: Mapping[str, Any],
    manifest: Mapping[str, Any],
    bulletin: Path | None = None,
) -> Path:
    """Build all that a release holds, in a folder beside the candidate, durable and read-only.

    `name` is what it will be called, `place` its place in the chain; the rest as in `publish`.
    """
    folder = candidate.parent / "release"
    if folder.exists():
        remove_tree(folder)
    folder.mkdir()
    rows = promote_marts(candidate, folder / FILE_NAME, folder / "parquet")
    html = bulletin.read_bytes() if bulletin else _rendered(candidate, month)
    (folder / BULLETIN).write_bytes(html)
    write_manifest(folder, release=name, month=month, rows=rows, place=place, facts=manifest)
    _seal(folder)
    return folder


def latest_release(releases: Path, month: str) -> Path | None:
    """The newest release of `month` (`YYYY-MM`), None if there is none; it need not be current.

    Whatever bears a release's name was audited and is whole: it may be made current.
    """
    numbers = _numbers(releases, month)
    return releases / f"{month}.{max(numbers)}" if numbers else None


def _rendered(candidate: Path, month: str) -> bytes:
    # The template engine is needed here only.
    from publishing.bulletin import render

    return render(candidate, month).encode()


def _next_name(releases: Path, month: str) -> str:
    """Take the number after the highest that `month` ever had, also if that release is gone."""
    numbers = releases / NUMBERS
    numbers.mkdir(exist_ok=True)
    used = [n for folder in (releases, numbers, releases / PRUNED) for n in _numbers(folder, month)]
    name = f"{month}.{max(used, default=0) + 1}"
    (numbers / name).touch(exist_ok=False)
    sync_path(numbers)
    return name


def _numbers(folder: Path, month: str) -> list[int]:
    return [number for of, number in map(place_of, release_names(folder)) if of == month]


def _seal(folder: Path) -> None:
    """Make every file read-only, and files and folders durable, before anyone can see them."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o444)
        sync_path(path)
    sync_path(folder)
