"""The publication that a run contains, and nothing else, in a process of its own.

python -m benchmarks.publishing_time MONTH   publish the marts of the current release once more
"""

from __future__ import annotations

import shutil
import sys

from common import settings as settings_module
from publishing.figures.warehouse import FILE_NAME
from publishing.releases.pointer import find_current_release
from publishing.releases.publication import BULLETIN, publish_release


def main(month: str) -> None:
    """Promote, hash, make durable, rename, move the pointer; then forget it."""
    settings = settings_module.load_settings()
    release = find_current_release(settings.releases)
    if release is None:
        sys.exit(f"{settings.releases} has no release to publish again")
    aside = settings.home / "benchmark"
    work = aside / "work"
    work.mkdir(parents=True)
    shutil.copyfile(release / FILE_NAME, work / FILE_NAME)
    publish_release(
        work / FILE_NAME,
        aside / "releases",
        month=month,
        manifest={},
        bulletin=release / BULLETIN,
    )
    for folder in aside.rglob("*"):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)
    shutil.rmtree(aside)


if __name__ == "__main__":
    main(sys.argv[1])
