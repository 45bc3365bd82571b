"""Rollback: readers are sent to another release, which stays pinned until the next one.

The next one is the next release of the newest month: a release of an earlier month moves no reader.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from common.files import sync_path, write_durably
from common.instants import format_instant
from publishing.releases.chain import list_links
from publishing.releases.places import hold_releases_lock
from publishing.releases.pointer import (
    BrokenPointer,
    find_newest_release,
    make_current,
    read_current_name,
)
from publishing.releases.verification import DamagedRelease, require_link, verify_releases

NOTE = ".rollback"


@dataclass(frozen=True)
class Rollback:
    """Somebody sent readers from one release (`left`) to another, at an instant, for a reason."""

    left: str | None
    release: str
    at: str
    reason: str


def roll_back(releases: Path, name: str, *, reason: str, at: datetime) -> Rollback:
    """Make the release `name` current and pin it; the newest of the newest month is not pinned.

    Raises UnknownRelease, and DamagedRelease if it was pruned or its verification finds anything.
    """
    with hold_releases_lock(releases):
        if require_link(list_links(releases), name).is_pruned:
            raise DamagedRelease(
                f"release {name} was pruned", "choose one of `prottasha releases list`"
            )
        if findings := verify_releases(releases, name):
            problems = "; ".join(f"{finding.file} {finding.finding}" for finding in findings)
            raise DamagedRelease(
                f"release {name} is damaged and cannot be made current: {problems}"
            )
        rollback = Rollback(read_current_name(releases), name, format_instant(at), reason)
        if find_newest_release(releases) == releases / name:
            remove_pin(releases)
        else:
            # The note first: a pointer that moved without a note would move on with the next run.
            note = json.dumps(asdict(rollback), indent=2, ensure_ascii=False)
            write_durably(releases / NOTE, f"{note}\n".encode())
        make_current(releases / name)
    return rollback


def find_pinned_rollback(releases: Path) -> Rollback | None:
    """The rollback that pins the current release; None if a run may move the pointer.

    While a release is pinned, a run that finds nothing new leaves the pointer where it is. The next
    published release of the newest month removes the pin. Raises BrokenPointer if the note cannot
    be read.
    """
    note = releases / NOTE
    try:
        rollback = Rollback(**json.loads(note.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise BrokenPointer(
            f"the note of the last rollback, {note}, cannot be read",
            "roll back again (`prottasha releases rollback RELEASE`), or delete the note",
        ) from None
    # A rollback that died between note and pointer has not happened.
    return rollback if rollback.release == read_current_name(releases) else None


def remove_pin(releases: Path) -> None:
    """Let the next run move the pointer again."""
    (releases / NOTE).unlink(missing_ok=True)
    sync_path(releases)
