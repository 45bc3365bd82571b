"""Retention: old releases are deleted whole, and never one that a process may be reading.

The manifest of a pruned release stays in `releases/.pruned/`, so that the chain can be verified.
"""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from common.files import remove_tree, sync_path
from publishing.releases.chain import MANIFEST, SIDECAR
from publishing.releases.openers import CannotTell, Openers, find_openers
from publishing.releases.places import (
    DOOMED,
    PRUNED,
    clear_leftovers,
    hold_releases_lock,
    list_release_names,
    parse_release_name,
)
from publishing.releases.pointer import read_current_name

KEPT_AS_CURRENT = "kept: it is the current release"


class Pruning(NamedTuple):
    """A release beyond those to keep. `kept` says why it was not deleted; None if it was."""

    release: str
    kept: str | None


class PruneReport(NamedTuple):
    """What became of each surplus release; how many processes could not be looked into."""

    prunings: list[Pruning]
    hidden: int


def prune_releases(
    releases: Path, keep: int, *, month: str | None = None, force: bool = False
) -> PruneReport:
    """Delete the releases beyond the newest `keep` (at least 1) of each month, or of one month.

    Keeps the current release, and any that a process of this machine has open. Raises CannotTell if
    this machine does not show that, unless `force`. A release disappears in one step; what a prune
    that died has left is deleted by the next one.
    """
    if keep < 1:
        raise ValueError(f"keep is {keep}; at least the newest release of a month is kept")
    with hold_releases_lock(releases):
        clear_leftovers(releases)
        surplus = {name: releases / name for name in _list_surplus(releases, keep, month)}
        found = _find_openers([*surplus.values()], force)
        kept = {name: _describe_users(found.using[folder]) for name, folder in surplus.items()}
        if (current := read_current_name(releases)) in kept:
            kept[current] = KEPT_AS_CURRENT
        kept |= _delete_unused([surplus[name] for name in surplus if not kept[name]], force)
    return PruneReport([Pruning(*item) for item in kept.items()], found.hidden)


def _find_openers(folders: list[Path], force: bool) -> Openers:
    try:
        return find_openers(folders)
    except CannotTell:
        if force:
            return Openers({folder: set() for folder in folders}, 0)
        raise


def _list_surplus(releases: Path, keep: int, month: str | None) -> list[str]:
    by_month = groupby(list_release_names(releases), key=lambda name: parse_release_name(name)[0])
    return [name for of, names in by_month if month in (None, of) for name in list(names)[:-keep]]


def _delete_unused(folders: list[Path], force: bool) -> dict[str, str | None]:
    """Delete releases; put back, and say why, those that were opened in the last moment."""
    doomed = {folder: folder.with_name(f"{DOOMED}{folder.name}") for folder in folders}
    for folder in folders:
        _keep_manifest(folder, folder.parent / PRUNED)
        folder.chmod(0o755)
        folder.rename(doomed[folder])
    # From here on they cannot be opened by name, so this look misses nobody.
    found = _find_openers([*doomed.values()], force)
    kept = {}
    for folder in folders:
        kept[folder.name] = _describe_users(found.using[doomed[folder]])
        if kept[folder.name]:
            doomed[folder].rename(folder)
            folder.chmod(0o555)
        else:
            sync_path(folder.parent)
            remove_tree(doomed[folder])
    return kept


def _keep_manifest(release: Path, pruned: Path) -> None:
    """Copy manifest and sidecar in one step. The copy counts once the release is deleted."""
    pruned.mkdir(exist_ok=True)
    fresh, kept = pruned / f".{release.name}.new", pruned / release.name
    if kept.exists():
        return
    fresh.mkdir()
    for name in (MANIFEST, SIDECAR):
        if (release / name).exists():  # it may be a damaged release
            shutil.copy2(release / name, fresh / name)
            sync_path(fresh / name)
    sync_path(fresh)
    fresh.rename(kept)
    sync_path(pruned)
    sync_path(pruned.parent)


def _describe_users(processes: set[int]) -> str | None:
    if not processes:
        return None
    return f"kept: in use by process {', '.join(map(str, sorted(processes)))}"
