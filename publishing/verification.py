"""Whether releases are what was published: every file, every manifest, every link of the chain.

`verify` hashes everything; `require_sound` only what a command is about to read, each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from common.errors import ProttashaError
from publishing.chain import MANIFEST, SIDECAR, Link, link_of, links, witnessed
from publishing.contents import contradictions, damage_to_read, damaged_files
from publishing.places import CURRENT, NUMBERS, PRUNED, UnknownRelease
from publishing.pointer import BrokenPointer, current_release

REMEDY = "do not use this release; restore it from a backup, or make a new one: prottasha run"
REMEDY_OF_LINK = "restore it from a backup; the other releases can be used"


class DamagedRelease(ProttashaError):
    """A release is not what was published, and nothing of it may be used."""


class Finding(NamedTuple):
    """What is wrong with a file of a release, or with its place in the chain, and what to do."""

    release: str
    file: str
    finding: str
    next_step: str


def verify(releases: Path, name: str | None = None, *, deep: bool = False) -> list[Finding]:
    """All that is wrong with the releases, or with the release `name`; empty if they are sound.

    Of a pruned release there is the manifest alone to verify; one from before the chain has files
    and no place. `deep` also compares the rows of Parquet and warehouse. Raises UnknownRelease.
    """
    found = list(links(releases))
    if name is not None:
        require_known(found, name)
    findings = [*_pointer(releases), *_manifests(releases, found), *_holes(found)]
    for link in found:
        if link.folder.parent == releases and name in (None, link.release):
            findings += _contents(link, deep)
    return [finding for finding in findings if name in (None, finding.release)]


def require_known(found: Sequence[Link], name: str) -> Link:
    """The link of the release `name`; UnknownRelease if there is none."""
    for link in found:
        if link.release == name:
            return link
    there = ", ".join(link.release for link in found) or "none yet"
    raise UnknownRelease(f"there is no release {name!r}; there are: {there}")


def require_there(found: Sequence[Link], name: str) -> Path:
    """The folder of the release of this name; UnknownRelease if there is none any more."""
    link = require_known(found, name)
    if link.folder.parent.name == PRUNED:
        raise UnknownRelease(
            f"the release {name} was pruned: its manifest is kept, its figures are not; what was "
            f"known then is rebuilt by: prottasha run --as-of {link.manifest.get('known_at')}"
        )
    return link.folder


def require_sound(release: Path, *files: str) -> None:
    """Raise DamagedRelease unless these files, by their path in `release`, are as published."""
    link = link_of(release)
    problems = [] if link.is_intact else [f"{MANIFEST} does not fit {SIDECAR}"]
    for file in files if link.is_intact else ():
        problem = damage_to_read(release, link.manifest, file)
        problems += [f"{file} {problem}"] if problem else []
    if problems:
        raise DamagedRelease(
            f"release {release.name} is not what was published: {'; '.join(problems)}. Nothing of "
            f"it is shown; see: prottasha releases verify {release.name}. A new one is made by "
            "prottasha run; an earlier one becomes current by prottasha releases rollback"
        )


def is_sound(release: Path) -> bool:
    """Whether every file of a release is as published; nothing is opened but to be hashed."""
    link = link_of(release)
    return link.is_intact and not any(damaged_files(release, link.manifest))


def _pointer(releases: Path) -> Iterator[Finding]:
    pointer = releases / CURRENT
    try:
        current_release(releases)
    except BrokenPointer as error:
        yield Finding(CURRENT, CURRENT, "leads nowhere", str(error))
    if pointer.exists() and not pointer.is_symlink():
        yield Finding(CURRENT, CURRENT, "is not a link", f"move {pointer} away: prottasha run")


def _contents(link: Link, deep: bool) -> Iterator[Finding]:
    problems = list(damaged_files(link.folder, link.manifest))
    if not link.manifest:
        # Of a chained release this is a finding of its manifest already.
        problems = [(MANIFEST, "does not tell what the files were")] if link.is_intact else []
    elif not problems:
        problems = list(contradictions(link.folder, link.manifest, deep))
    for file, problem in problems:
        yield Finding(link.release, file, problem, REMEDY)


def _manifests(releases: Path, found: Sequence[Link]) -> Iterator[Finding]:
    """Each manifest against all that is written down of it: beside it, in the chain, apart."""
    made = witnessed(releases)
    named = {
        previous["release"]: (after.release, previous["manifest_sha256"])
        for after in found
        if after.is_intact and (previous := after.manifest.get("previous"))
    }
    for link in found:
        stated = {SIDECAR: link.stated, f"{NUMBERS}/{link.release}": made.pop(link.release, None)}
        if link.release in named:
            after, sha256 = named[link.release]
            stated[f"{after}/{MANIFEST}"] = sha256
        yield from _manifest(link, {who: what for who, what in stated.items() if what})
    for name in made:
        yield Finding(name, MANIFEST, "is gone, and was not pruned", REMEDY_OF_LINK)


def _manifest(link: Link, stated: Mapping[str, str]) -> Iterator[Finding]:
    """A manifest against the hashes stated of it; whoever most others deny is named as wrong."""
    denied = [who for who, sha256 in stated.items() if sha256 != link.sha256]
    if link.sha256 is None:
        yield Finding(link.release, MANIFEST, "is missing or cannot be read", REMEDY)
    elif denied:
        wrong = MANIFEST if len(denied) > len(stated) / 2 else denied[0]
        problem = f"{MANIFEST} and {', '.join(denied)} contradict each other"
        yield Finding(link.release, wrong, problem, REMEDY)
    if link.stated is None and link.sequence is not None:
        yield Finding(link.release, SIDECAR, "is missing or empty", REMEDY)


def _holes(found: Sequence[Link]) -> Iterator[Finding]:
    """Places of the chain that no release has, or two have."""
    # What does not tell its place is a finding already, and may have one that seems free.
    spare = sum(link.is_chained and link.sequence is None for link in found)
    chained = [link for link in found if link.sequence is not None]
    places = [0, *(link.sequence or 0 for link in chained)]
    for link, (before, place) in zip(chained, pairwise(places), strict=True):
        spare -= max(0, place - before - 1)
        if place == before:
            yield Finding(link.release, MANIFEST, "shares its place with another", REMEDY_OF_LINK)
        elif place > before + 1 and spare < 0:
            previous = (link.manifest.get("previous") or {}).get("release", "an earlier one")
            yield Finding(
                link.release, MANIFEST, f"follows {previous}, which is gone", REMEDY_OF_LINK
            )
