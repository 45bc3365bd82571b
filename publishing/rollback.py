"""Rollback: readers are sent to an earlier release, and stay there until something new comes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from common.files import sync_path, write_durably
from publishing.chain import links, newest
from publishing.places import hold_releases_lock
from publishing.pointer import BrokenPointer, current_name, make_current
from publishing.verification import DamagedRelease, require_known, verify

NOTE = ".rollback"


@dataclass(frozen=True)
class Rollback:
    """Readers were sent from one release (`left`) to another by hand, when (ISO, UTC) and why."""

    left: str | None
    release: str
    at: str
    reason: str


def roll_back(releases: Path, name: str, *, reason: str, at: datetime) -> Rollback:
    """Point `current` at the release `name` and hold it there; at the newest one, let it go.

    Raises UnknownRelease, and DamagedRelease if it was pruned or its verification finds anything.
    """
    with hold_releases_lock(releases):
        link = require_known(list(links(releases)), name)
        if link.folder.parent != releases:
            raise DamagedRelease(f"release {name} was pruned; choose one that is there")
        if findings := verify(releases, name):
            problems = "; ".join(f"{finding.file} {finding.finding}" for finding in findings)
            raise DamagedRelease(f"readers may not be given release {name}: {problems}")
        instant = at.isoformat(timespec="microseconds")
        rollback = Rollback(current_name(releases), name, instant, reason)
        last = newest(releases)
        if last and last.release == name:
            let_go(releases)
        else:
            # Before the pointer moves, so that no rollback is undone for want of its note.
            note = json.dumps(asdict(rollback), indent=2, ensure_ascii=False)
            write_durably(releases / NOTE, f"{note}\n".encode())
        make_current(releases / name)
    return rollback


def held_back(releases: Path) -> Rollback | None:
    """The rollback that readers are held at, None if the pointer may move by itself.

    While one is in force, a run that finds nothing new leaves the pointer where it is; the next
    release that is published ends it. Raises BrokenPointer if its note cannot be read.
    """
    note = releases / NOTE
    try:
        rollback = Rollback(**json.loads(note.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise BrokenPointer(
            f"{note} cannot be read; say again what readers are to get "
            "(prottasha releases rollback), or remove it"
        ) from None
    # Whoever died between note and pointer has rolled nothing back.
    return rollback if rollback.release == current_name(releases) else None


def let_go(releases: Path) -> None:
    """End a rollback: the pointer may move by itself again."""
    (releases / NOTE).unlink(missing_ok=True)
    sync_path(releases)
