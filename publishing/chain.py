"""The chain: each release's manifest holds the hash of the one before, so none changes unseen.

A release is chained from the moment that it has a sequence and a `manifest.sha256`; those that
earlier versions of the code made have neither, and the chain begins after them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.files import write_durably
from publishing.places import NUMBERS, PRUNED, release_names

MANIFEST = "manifest.json"
# `sha256sum --check manifest.sha256` understands it.
SIDECAR = "manifest.sha256"


@dataclass(frozen=True)
class Link:
    """A release as a link of the chain: its manifest, and the hash that its sidecar states.

    `folder` is the release itself, or what pruning left of it. `manifest` is empty and `sha256`
    None if there is no manifest to read.
    """

    folder: Path
    manifest: Mapping[str, Any]
    sha256: str | None
    stated: str | None

    @property
    def release(self) -> str:
        return self.folder.name

    @property
    def sequence(self) -> int | None:
        """None before the chain, and where a damaged manifest no longer tells."""
        sequence = self.manifest.get("sequence")
        return sequence if isinstance(sequence, int) else None

    @property
    def is_chained(self) -> bool:
        return self.sequence is not None or self.stated is not None

    @property
    def is_intact(self) -> bool:
        """Whether the manifest is there, and is the one that its sidecar was written for."""
        return self.sha256 is not None and self.stated == (self.sha256 if self.is_chained else None)


def links(releases: Path) -> Iterator[Link]:
    """Every release there is or was: those before the chain by name, then along the chain."""
    pruned = releases / PRUNED
    folders = {name: pruned / name for name in release_names(pruned)}
    folders |= {name: releases / name for name in release_names(releases)}
    found = [link_of(folder) for folder in folders.values()]
    yield from sorted(found, key=lambda link: (link.is_chained, link.sequence or 0))


def newest(releases: Path) -> Link | None:
    """The last link of the chain, None before its first.

    The chain has no holes, so a damaged manifest that does not tell its sequence has the last one
    if no other has.
    """
    chained = [link for link in links(releases) if link.is_chained]
    return max(
        chained,
        key=lambda link: (link.sequence or len(chained), link.sequence is not None),
        default=None,
    )


def next_place(releases: Path) -> dict[str, Any]:
    """What the manifest of the next release says of its place: `sequence` and `previous`."""
    last = newest(releases)
    if last is None:
        return {"sequence": 1, "previous": None}
    length = sum(link.is_chained for link in links(releases))
    return {
        "sequence": (last.sequence or length) + 1,
        "previous": {"release": last.release, "manifest_sha256": last.stated or last.sha256},
    }


def sidecar(manifest: bytes) -> bytes:
    """The content of `manifest.sha256` for a manifest."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def witness(release: Path) -> None:
    """Write down outside of the release, too, that it was made and what its manifest's hash is."""
    number = release.parent / NUMBERS / release.name
    write_durably(number, (release / SIDECAR).read_bytes())


def witnessed(releases: Path) -> dict[str, str]:
    """The manifest's hash of each release that was ever made, as written down outside of it."""
    numbers = releases / NUMBERS
    stated = {name: _stated(numbers / name) for name in release_names(numbers)}
    return {name: sha256 for name, sha256 in stated.items() if sha256}


def link_of(folder: Path) -> Link:
    """The link of one release, or of what pruning left of it."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        return Link(folder, {}, None, _stated(folder / SIDECAR))
    sha256 = hashlib.sha256(content).hexdigest()
    return Link(folder, _said(content), sha256, _stated(folder / SIDECAR))


def _said(manifest: bytes) -> dict[str, Any]:
    try:
        said = json.loads(manifest)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _stated(sidecar: Path) -> str | None:
    """The hash that a sidecar states, None if there is none; a damaged one is no manifest's."""
    try:
        content = sidecar.read_bytes()
    except OSError:
        return None
    digest = content.decode("ascii", "replace")[:64]
    whole = content == f"{digest}  {MANIFEST}\n".encode()
    return (digest if whole else "damaged") if content else None
