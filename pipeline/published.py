"""What is published of a month, and whether a run would make the same again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.run_context import Run

if TYPE_CHECKING:
    import pandas


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

    Then readers get it again: another month may have been published since, and what was asked for
    last is what they get, unless somebody has sent them back to an earlier release.
    """
    from pipeline.fingerprint import hash_people, hash_run_state
    from publishing.releases.manifest import read_manifest
    from publishing.releases.pointer import find_current_release, make_current
    from publishing.releases.rollback import find_pinned_rollback

    settings = run.settings
    now = hash_run_state(settings, run.month, files, hash_people(settings))
    if read_manifest(release)["fingerprint"] != now:
        return False
    if find_current_release(settings.releases) != release and not find_pinned_rollback(
        settings.releases
    ):
        make_current(release)
    return True
