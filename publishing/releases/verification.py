"""Whether releases are as they were published: every file, every manifest, the whole chain.

`verify_releases` hashes everything; `require_sound` hashes only what a command is about to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from common.errors import ProttashaError
from publishing.releases.chain import (
    MANIFEST,
    SIDECAR,
    Link,
    list_links,
    read_link,
    read_recorded_hashes,
)
from publishing.releases.contents import (
    describe_damage_to_reader,
    find_contradictions,
    find_damaged_files,
)
from publishing.releases.places import CURRENT, NUMBERS, UnknownRelease
from publishing.releases.pointer import BrokenPointer, find_current_release

REMEDY = "do not use this release; restore it from a backup, or make a new one: prottasha run"
REMEDY_OF_LINK = "restore it from a backup; the other releases can be used"


class DamagedRelease(ProttashaError):
    """A release differs from what was published, and nothing of it may be used."""

    next_step = (
        "`prottasha releases verify` lists the damage; make a new release with `prottasha run`, or "
        "go back to an earlier one with `prottasha releases rollback RELEASE`"
    )


class Finding(NamedTuple):
    """What is wrong with a file of a release, or with its place in the chain, and what to do."""

    release: str
    file: str
    finding: str
    next_step: str


def verify_releases(
    releases: Path, name: str | None = None, *, deep: bool = False
) -> list[Finding]:
    """All that is wrong with the releases, or with the release `name`; empty if they are sound.

    Of a pruned release only the manifest is left to verify. `deep` also compares the rows of
    Parquet and warehouse. Raises UnknownRelease.
    """
    links = list_links(releases)
    if name is not None:
        require_link(links, name)
    findings = [
        *_check_pointer(releases),
        *_check_manifests(releases, links),
        *_check_places(links),
    ]
    for link in links:
        if not link.is_pruned and name in (None, link.release):
            findings += _check_contents(link, deep)
    return [finding for finding in findings if name in (None, finding.release)]


def require_link(links: Sequence[Link], name: str) -> Link:
    """The link of the release `name`; UnknownRelease if there is none."""
    for link in links:
        if link.release == name:
            return link
    others = ", ".join(link.release for link in links) or "none yet"
    raise UnknownRelease(f"there is no release {name!r}; there are: {others}")


def require_folder(links: Sequence[Link], name: str) -> Path:
    """The folder of the release `name`; UnknownRelease if there is none, or if it was pruned."""
    link = require_link(links, name)
    if link.is_pruned:
        raise UnknownRelease(
            f"the release {name} was pruned: its manifest was kept, its figures were not",
            "to make again what was known then: "
            f"`prottasha run --as-of {link.manifest.get('known_at', 'INSTANT')}`",
        )
    return link.folder


def require_sound(release: Path, *files: str) -> None:
    """Raise DamagedRelease if one of these files, by its path in `release`, is damaged."""
    link = read_link(release)
    problems = [] if link.is_intact else [f"{MANIFEST} does not fit {SIDECAR}"]
    for file in files if link.is_intact else ():
        problem = describe_damage_to_reader(release, link.manifest, file)
        problems += [f"{file} {problem}"] if problem else []
    if problems:
        raise DamagedRelease(
            f"release {release.name} is damaged, so nothing of it is shown: {'; '.join(problems)}"
        )


def is_sound(release: Path) -> bool:
    """Whether every file of a release has the hash that it was published with."""
    link = read_link(release)
    return link.is_intact and not any(find_damaged_files(release, link.manifest))


def _check_pointer(releases: Path) -> Iterator[Finding]:
    pointer = releases / CURRENT
    try:
        find_current_release(releases)
    except BrokenPointer as error:
        yield Finding(CURRENT, CURRENT, "points at a release that does not exist", error.next_step)
    if pointer.exists() and not pointer.is_symlink():
        yield Finding(CURRENT, CURRENT, "is not a link", f"move {pointer} away: prottasha run")


def _check_contents(link: Link, deep: bool) -> Iterator[Finding]:
    if not link.manifest:  # that is a finding of the manifest already
        return
    problems = list(find_damaged_files(link.folder, link.manifest))
    for file, problem in problems or find_contradictions(link.folder, link.manifest, deep=deep):
        yield Finding(link.release, file, problem, REMEDY)


def _check_manifests(releases: Path, links: Sequence[Link]) -> Iterator[Finding]:
    """Each manifest against its hash, as stated beside it, in the next manifest and in NUMBERS."""
    recorded = read_recorded_hashes(releases)
    named = {
        previous["release"]: (link.release, previous["manifest_sha256"])
        for link in links
        if link.is_intact and (previous := link.manifest.get("previous"))
    }
    for link in links:
        stated = {
            SIDECAR: link.stated,
            f"{NUMBERS}/{link.release}": recorded.pop(link.release, None),
        }
        if link.release in named:
            after, sha256 = named[link.release]
            stated[f"{after}/{MANIFEST}"] = sha256
        yield from _check_manifest(link, {who: what for who, what in stated.items() if what})
    for name in recorded:
        yield Finding(name, MANIFEST, "is missing, and was not pruned", REMEDY_OF_LINK)


def _check_manifest(link: Link, stated: Mapping[str, str]) -> Iterator[Finding]:
    """A manifest against the hashes stated of it; the finding names the file in the minority."""
    denied = [who for who, sha256 in stated.items() if sha256 != link.sha256]
    if not link.manifest:
        yield Finding(link.release, MANIFEST, "is missing or cannot be read", REMEDY)
    elif denied:
        wrong = MANIFEST if len(denied) > len(stated) / 2 else denied[0]
        problem = f"{MANIFEST} and {', '.join(denied)} contradict each other"
        yield Finding(link.release, wrong, problem, REMEDY)
    if link.stated is None:
        yield Finding(link.release, SIDECAR, "is missing or empty", REMEDY)


def _check_places(links: Sequence[Link]) -> Iterator[Finding]:
    """Places of the chain that no release has, or that two have."""
    # A release that does not state its place is a finding already, and may fill a gap.
    spare = sum(link.sequence is None for link in links)
    placed = [link for link in links if link.sequence is not None]
    places = [0, *(link.sequence or 0 for link in placed)]
    for link, (before, place) in zip(placed, pairwise(places), strict=True):
        spare -= max(0, place - before - 1)
        if place == before:
            yield Finding(
                link.release, MANIFEST, "has the place of another release", REMEDY_OF_LINK
            )
        elif place > before + 1 and spare < 0:
            previous = (link.manifest.get("previous") or {}).get("release", "an earlier release")
            yield Finding(
                link.release, MANIFEST, f"follows {previous}, which is missing", REMEDY_OF_LINK
            )
