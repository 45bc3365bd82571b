"""What is published of a month, whether a run would make the same again, and who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.run_context import Run

if TYPE_CHECKING:
    import pandas

MAKE_CURRENT = "prottasha run --month {month} --make-current"


@dataclass(frozen=True)
class Published:
    """What publication came to: a release or a rebuild.

    `is_new` tells whether it was made now, `current` is the release that readers get (None: none).
    """

    folder: Path
    is_new: bool
    current: str | None


def describe_publication(run: Run, folder: Path, *, is_new: bool) -> Published:
    """The release or the rebuild that a run came to, beside what readers get now."""
    from publishing.releases.pointer import read_current_name

    return Published(folder, is_new, read_current_name(run.settings.releases))


def explain_current(name: str, current: str | None) -> str | None:
    """That readers get another release than `name`, and how to give them this one; or None."""
    if current in (None, name):
        return None
    command = MAKE_CURRENT.format(month=name.split(".")[0])
    return f"readers still get {current}; to give them {name}: {command}"


def find_bases(run: Run) -> tuple[Path | None, Path | None]:
    """The newest release of the run's month, and the release to compare with.

    The second is the same one, or the current release if the month has none. It is None if it is
    no longer what was published: its files are hashed here, once a run.
    """
    from publishing.releases.pointer import find_current_release
    from publishing.releases.publication import find_latest_release
    from publishing.releases.verification import is_sound

    releases = run.settings.releases
    latest = find_latest_release(releases, run.month_label)
    base = latest or find_current_release(releases)
    return latest, base if base and is_sound(base) else None


def is_up_to_date(run: Run, release: Path, files: pandas.DataFrame) -> bool:
    """Whether a sound release was made from all that the run would depend on.

    If so, what a publication that died has left is finished.
    """
    from pipeline.fingerprint import hash_people, hash_run_state
    from publishing.releases.manifest import read_manifest

    settings = run.settings
    now = hash_run_state(settings, run.month, files, hash_people(settings))
    if read_manifest(release)["fingerprint"] != now:
        return False
    settle_release(release)
    return True


def find_same_release(run: Run, fingerprint: str) -> Path | None:
    """The newest release of the run's month, if it is sound and has this fingerprint."""
    from publishing.releases.chain import read_link
    from publishing.releases.publication import find_latest_release
    from publishing.releases.verification import is_sound

    latest = find_latest_release(run.settings.releases, run.month_label)
    if latest is None or read_link(latest).manifest.get("fingerprint") != fingerprint:
        return None
    return latest if is_sound(latest) else None


def settle_release(release: Path) -> None:
    """Finish what a publication that died has left: write permissions, and the pointer.

    The pointer moves only to the newest release of the newest month, and not while a rollback pins
    another.
    """
    from publishing.releases.pointer import (
        find_newest_release,
        make_current,
        protect_folders,
        read_current_name,
    )
    from publishing.releases.rollback import find_pinned_rollback

    releases = release.parent
    protect_folders(release)
    is_due = find_newest_release(releases) == release and not find_pinned_rollback(releases)
    if is_due and read_current_name(releases) != release.name:
        make_current(release)


def give_to_readers(run: Run, release: Path) -> None:
    """Make a release current, whatever its month; unless it is the newest, it is pinned."""
    from publishing.releases.pointer import read_current_name
    from publishing.releases.rollback import find_pinned_rollback, roll_back

    releases = release.parent
    if read_current_name(releases) != release.name or find_pinned_rollback(releases):
        reason = MAKE_CURRENT.format(month=run.month_label)
        roll_back(releases, release.name, reason=reason, at=run.settings.clock())
