"""Retention: whole releases go, oldest first, and never one that somebody may be reading.

Of a pruned release the manifest stays in `releases/.pruned/`, so the chain can still be verified.
"""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from common.files import remove_tree, sync_path
from publishing.chain import MANIFEST, SIDECAR
from publishing.openers import CannotTell, Openers, openers
from publishing.places import (
    DOOMED,
    PRUNED,
    clear_leftovers,
    hold_releases_lock,
    place_of,
    release_names,
)
from publishing.pointer import current_name

CURRENT_KEPT = "kept: it is the current one"


class Pruning(NamedTuple):
    """What became of a release beyond those to keep: it went, or `kept` says why it did not."""

    release: str
    kept: str | None


class Pruned(NamedTuple):
    """What became of each surplus release; how many processes could not be looked into."""

    prunings: list[Pruning]
    hidden: int


def prune(releases: Path, keep: int, *, month: str | None = None, force: bool = False) -> Pruned:
    """Remove the releases beyond the newest `keep` (at least 1) of each month, or of one.

    Never the current one, nor one that a process of this machine has open. CannotTell if this
    machine does not show that, unless `force`. A release goes in one step, so nobody sees half of
    one; whoever dies on the way leaves none either.
    """
    if keep < 1:
        raise ValueError(f"{keep} releases to keep are too few; a month keeps its newest at least")
    with hold_releases_lock(releases):
        clear_leftovers(releases)
        current = current_name(releases)
        surplus = _surplus(releases, keep, month)
        users = _openers([releases / name for name in surplus], force)
        prunings = []
        for name in surplus:
            kept = CURRENT_KEPT if name == current else _told(users.using[releases / name])
            prunings.append(Pruning(name, kept or _prune(releases, name, force)))
    return Pruned(prunings, users.hidden)


def _openers(folders: list[Path], force: bool) -> Openers:
    try:
        return openers(folders)
    except CannotTell as error:
        if force:
            return Openers({folder: set() for folder in folders}, 0)
        raise CannotTell(
            f"{error}, so none was pruned; if nobody reads the older ones, add --force"
        ) from None


def _surplus(releases: Path, keep: int, month: str | None) -> list[str]:
    by_month = groupby(release_names(releases), key=lambda name: place_of(name)[0])
    return [name for of, names in by_month if month in (None, of) for name in list(names)[:-keep]]


def _prune(releases: Path, name: str, force: bool) -> str | None:
    """Take a release away; gives it back, and says why, if somebody opened it just before."""
    release, doomed = releases / name, releases / f"{DOOMED}{name}"
    _keep_manifest(release, releases / PRUNED)
    release.chmod(0o755)
    release.rename(doomed)
    # Nobody can open it by its name any more, so nobody is overlooked now.
    if told := _told(_openers([doomed], force).using[doomed]):
        doomed.rename(release)
        release.chmod(0o555)
        return told
    sync_path(releases)
    remove_tree(doomed)
    return None


def _keep_manifest(release: Path, pruned: Path) -> None:
    """Copy manifest and sidecar in one step. The release is what counts while it is there."""
    pruned.mkdir(exist_ok=True)
    fresh, kept = pruned / f".{release.name}.new", pruned / release.name
    if kept.exists():
        return
    fresh.mkdir()
    for name in (MANIFEST, SIDECAR):
        if (release / name).exists():
            shutil.copy2(release / name, fresh / name)
            sync_path(fresh / name)
    sync_path(fresh)
    fresh.rename(kept)
    sync_path(pruned)
    sync_path(pruned.parent)


def _told(processes: set[int]) -> str | None:
    if not processes:
        return None
    return f"kept: in use by process {', '.join(map(str, sorted(processes)))}"
