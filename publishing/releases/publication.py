"""Publication: a release is built whole, and one atomic step makes it current.

It is built in the run's work folder, made durable and read-only, and renamed into
`releases/<month>.<n>/`. Only then does the symlink `releases/current` move to it, if no release is
of a later month. A failure before that leaves `current` as it was, and the next publication cleans
up.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common.files import remove_tree, sync_path
from publishing.figures.warehouse import FILE_NAME
from publishing.releases.chain import choose_next_place, record_release
from publishing.releases.manifest import write_manifest
from publishing.releases.places import (
    NUMBERS,
    PRUNED,
    clear_leftovers,
    hold_releases_lock,
    list_release_names,
    parse_release_name,
)
from publishing.releases.pointer import find_newest_release, make_current, protect_folders
from publishing.releases.promotion import promote_marts
from publishing.releases.rollback import remove_pin

BULLETIN = "bulletin.html"
INPUTS = "inputs"
# The project of Great Expectations that the run left among its inputs.
GATE = "gx"


def publish_release(
    candidate: Path, releases: Path, *, month: str, manifest: Mapping[str, Any], bulletin: Path
) -> Path:
    """Make a release of the warehouse file `candidate`; returns its folder.

    It becomes current, and ends a rollback, unless there is a release of a later month.

    `month` (`YYYY-MM`) is the reporting month and must be the last month of the figures.
    `manifest` holds the facts of the run that the warehouse does not. `bulletin` is the rendered
    bulletin. The release is built beside the candidate, which must be on the file system of
    `releases`. Another process that publishes meanwhile waits.
    """
    with hold_releases_lock(releases):
        clear_leftovers(releases)
        release = releases / _take_next_name(releases, month)
        folder = build_release(
            candidate,
            release.name,
            month=month,
            place=choose_next_place(releases),
            manifest=manifest,
            bulletin=bulletin,
        )
        folder.rename(release)
        sync_path(releases)
        record_release(release)
        protect_folders(release)
        if find_newest_release(releases) == release:
            remove_pin(releases)
            make_current(release)
    return release


def build_release(
    candidate: Path,
    name: str,
    *,
    month: str,
    place: Mapping[str, Any],
    manifest: Mapping[str, Any],
    bulletin: Path,
) -> Path:
    """Build all that a release holds, in a folder beside the candidate, durable and read-only.

    The run's inputs lie beside the candidate, too, and come along: with them and bronze, dbt makes
    the same warehouse again, and Great Expectations runs the gate again (`gx`). `name` will be the
    name of the release, `place` is its place in the chain; the other arguments are those of
    `publish_release`.
    """
    folder = candidate.parent / "release"
    if folder.exists():
        remove_tree(folder)
    folder.mkdir()
    rows = promote_marts(candidate, folder / FILE_NAME, folder / "parquet")
    (folder / BULLETIN).write_bytes(bulletin.read_bytes())
    for table in sorted((candidate.parent / INPUTS).glob("*.parquet")):
        (folder / INPUTS).mkdir(exist_ok=True)
        (folder / INPUTS / table.name).write_bytes(table.read_bytes())
    if (candidate.parent / INPUTS / GATE).is_dir():
        shutil.copytree(candidate.parent / INPUTS / GATE, folder / INPUTS / GATE)
    write_manifest(folder, release=name, month=month, rows=rows, place=place, facts=manifest)
    _seal_files(folder)
    return folder


def find_latest_release(releases: Path, month: str) -> Path | None:
    """The newest release of `month` (`YYYY-MM`), current or not; None if there is none."""
    numbers = _list_numbers(releases, month)
    return releases / f"{month}.{max(numbers)}" if numbers else None


def _take_next_name(releases: Path, month: str) -> str:
    """The number after the highest that `month` ever had, even if that release is gone."""
    numbers = releases / NUMBERS
    numbers.mkdir(exist_ok=True)
    used = [
        number
        for folder in (releases, numbers, releases / PRUNED)
        for number in _list_numbers(folder, month)
    ]
    name = f"{month}.{max(used, default=0) + 1}"
    (numbers / name).touch(exist_ok=False)
    sync_path(numbers)
    return name


def _list_numbers(folder: Path, month: str) -> list[int]:
    names = map(parse_release_name, list_release_names(folder))
    return [number for of, number in names if of == month]


def _seal_files(folder: Path) -> None:
    """Make every file read-only, and files and folders durable, before anyone can see them."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o444)
        sync_path(path)
    sync_path(folder)
