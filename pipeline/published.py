"""What is published of a month, and whether a run would make the same again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from common.settings import Settings
from pipeline.run_context import Run

if TYPE_CHECKING:
    import pandas


def find_bases(settings: Settings, run: Run) -> tuple[Path | None, Path | None]:
    """The newest release of the run's month, and the release to compare with.

    The second is the same one, or the current release if the month has none. It is None if it is
    no longer what was published: its files are hashed here, once a run.
    """
    from publishing.release import current_release, latest_release
    from publishing.verification import is_sound

    latest = latest_release(settings.releases, run.month_label)
    base = latest or current_release(settings.releases)
    return latest, base if base and is_sound(base) else None


def is_made_from(run: Run, release: Path, files: pandas.DataFrame) -> bool:
    """Whether a release was made from all that a run now would depend on."""
    from pipeline.fingerprint import hash_people, hash_run_state
    from publishing.release import read_manifest

    now = hash_run_state(run.settings, run.month, files, hash_people(run.settings))
    return bool(read_manifest(release)["fingerprint"] == now)


def make_current_again(releases: Path, release: Path) -> None:
    """Give readers a release that was made before.

    Another month may have been published since: what was asked for last is what readers get,
    unless somebody has sent them back to an earlier release.
    """
    from publishing.release import current_release, held_back, make_current

    if current_release(releases) != release and not held_back(releases):
        make_current(release)
