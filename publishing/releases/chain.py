"""The chain: each manifest holds the hash of the one before, so that no release changes unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.files import hash_bytes, write_durably
from publishing.releases.places import NUMBERS, PRUNED, list_release_names

MANIFEST = "manifest.json"
# `sha256sum --check manifest.sha256` understands it.
SIDECAR = "manifest.sha256"


@dataclass(frozen=True)
class Link:
    """A release as a link of the chain: its manifest, and the hash that its sidecar states.

    `folder` is the release itself, or what pruning left of it. If the manifest cannot be read,
    `manifest` is empty; if the file is missing, `sha256` is None too. `stated` is None if there is
    no sidecar.
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
        """The place in the chain; None if the manifest is damaged and does not say."""
        sequence = self.manifest.get("sequence")
        return sequence if isinstance(sequence, int) else None

    @property
    def is_intact(self) -> bool:
        """Whether the manifest can be read and has the hash that its sidecar states."""
        return bool(self.manifest) and self.stated == self.sha256

    @property
    def is_pruned(self) -> bool:
        """Whether only the manifest of this release is left."""
        return self.folder.parent.name == PRUNED


def list_links(releases: Path) -> list[Link]:
    """Every release, pruned ones included, along the chain; those without a known place first."""
    pruned = releases / PRUNED
    folders = {name: pruned / name for name in list_release_names(pruned)}
    folders |= {name: releases / name for name in list_release_names(releases)}
    found = [read_link(folder) for folder in folders.values()]
    return sorted(found, key=lambda link: link.sequence or 0)


def find_newest(releases: Path) -> Link | None:
    """The last link of the chain; None if there is none.

    The chain has no gaps, so a damaged manifest without a sequence takes the last place if no other
    release has it.
    """
    links = list_links(releases)
    return max(
        links,
        key=lambda link: (link.sequence or len(links), link.sequence is not None),
        default=None,
    )


def choose_next_place(releases: Path) -> dict[str, Any]:
    """The place of the next release, for its manifest: `sequence` and `previous`."""
    last = find_newest(releases)
    if last is None:
        return {"sequence": 1, "previous": None}
    return {
        "sequence": (last.sequence or len(list_links(releases))) + 1,
        "previous": {"release": last.release, "manifest_sha256": last.stated or last.sha256},
    }


def format_sidecar(manifest: bytes) -> bytes:
    """The content of `manifest.sha256` for a manifest."""
    return f"{hash_bytes(manifest)}  {MANIFEST}\n".encode()


def record_release(release: Path) -> None:
    """Record the hash of the release's manifest outside of the release, too."""
    number = release.parent / NUMBERS / release.name
    write_durably(number, (release / SIDECAR).read_bytes())


def read_recorded_hashes(releases: Path) -> dict[str, str]:
    """The hashes that `record_release` recorded, by release: of each release ever published."""
    numbers = releases / NUMBERS
    stated = {name: _read_stated_hash(numbers / name) for name in list_release_names(numbers)}
    return {name: sha256 for name, sha256 in stated.items() if sha256}


def read_link(folder: Path) -> Link:
    """The link of one release, or of what pruning left of it."""
    stated = _read_stated_hash(folder / SIDECAR)
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        return Link(folder, {}, None, stated)
    return Link(folder, _parse_manifest(content), hash_bytes(content), stated)


def _parse_manifest(content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
    except ValueError:
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _read_stated_hash(sidecar: Path) -> str | None:
    """The hash that a sidecar states; None if there is none, `damaged` if it is not one."""
    try:
        content = sidecar.read_bytes()
    except OSError:
        return None
    digest = content.decode("ascii", "replace")[:64]
    is_whole = content == f"{digest}  {MANIFEST}\n".encode()
    return (digest if is_whole else "damaged") if content else None
