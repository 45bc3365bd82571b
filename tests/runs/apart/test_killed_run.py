"""A run that is killed with all its processes: the next one finishes, nothing is there twice."""

from __future__ import annotations

from pathlib import Path

from publishing.releases.pointer import find_current_release
from tests.chaos import killed
from tests.chaos.aftermath import releases_of, require_whole

IN_ITS_RUN = killed.Strike("modelling the records", 0.5)


def test_the_run_after_one_that_was_killed_finishes_unaided(tmp_path: Path) -> None:
    home = killed.landed(tmp_path)
    assert killed.kill(home, IN_ITS_RUN, killed.at(0)) is not None
    killed.require_readable(home, {None})
    assert [path for path in (home.folder / "work").iterdir() if path.is_dir()]
    finished = home.run(now=killed.at(1))
    assert finished.returncode == 0, finished.stderr
    assert find_current_release(home.folder / "releases") == home.folder / "releases" / "2022-09.1"
    assert releases_of(home) == ["2022-09.1"]
    require_whole(home)
