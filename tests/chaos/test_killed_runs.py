"""Runs that are killed at two hundred random instants: readers keep a release, the next finishes.

PROTTASHA_CHAOS_KILLS says how many kills (200), PROTTASHA_CHAOS_SEED which ones, and
PROTTASHA_CHAOS_ABREAST how many homes are at it at a time (2). A cycle that went wrong is named in
the log with its seed and instants, and lived again alone with PROTTASHA_CHAOS_CYCLE.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from identity.register.register_file import read_person_ids
from publishing.releases.manifest import read_manifest
from tests.chaos import killed
from tests.chaos.aftermath import (
    Aftermath,
    aftermath,
    releases_of,
    require_none_under_way,
    require_whole,
)
from tests.support.home import Home

pytestmark = pytest.mark.chaos
KILLS = int(os.environ.get("PROTTASHA_CHAOS_KILLS", "200"))
SEED = os.environ.get("PROTTASHA_CHAOS_SEED", "4")
ONE_CYCLE = os.environ.get("PROTTASHA_CHAOS_CYCLE")
ABREAST = int(os.environ.get("PROTTASHA_CHAOS_ABREAST", "2"))
# Every so many cycles it is the first run ever that is killed.
FIRST_RUNS = 5
# As long as a run may take to get hold of its lock: so long it is not called dead.
GRACE = 11


@dataclass(frozen=True)
class Start:
    """A home before a run, what readers have there, and what an undisturbed run makes of it."""

    home: Home
    old: str | None
    new: Aftermath
    persons: dict[str, str]
    pace: list[killed.Said]


@dataclass
class Campaign:
    """Cycles of kills and recovery, side by side."""

    first: Start
    later: Start
    folder: Path
    struck: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def live_on(self, numbers: Iterator[int]) -> None:
        """Cycle after cycle, for as long as kills are wanted."""
        for number in numbers:
            if self.struck.total() >= KILLS:
                return
            self.live(number)

    def live(self, number: int) -> None:
        """One cycle; what goes wrong in it is kept, with its home."""
        start = self.later if number % FIRST_RUNS else self.first
        home = start.home.copy(self.folder / f"cycle-{number}")
        told: list[str] = []
        try:
            self._live(home, start, random.Random(f"{SEED}:{number}"), told)  # noqa: S311
        except Exception as error:
            self.failed.append(f"cycle {number} of seed {SEED}: {error!r:.2000} after {told}")
            logging.exception("FAILED: %s; see %s", self.failed[-1], home.folder)
            return
        killed.thrown_away(home)
        logging.info("%3d kills: cycle %d, %s", self.struck.total(), number, "; ".join(told))

    def _live(self, home: Home, start: Start, draw: random.Random, told: list[str]) -> None:
        clock, died = itertools.count(2), 0.0
        for strike in killed.strikes(draw, start.pace):
            last = killed.kill(home, strike, killed.at(next(clock)))
            told.append(f"{strike}, at {last!r}")
            killed.require_readable(home, {start.old, start.new.figures})
            if last is None:
                break
            self.struck[killed.part_of(last)] += 1
            died = time.monotonic()
        finished = home.run(now=killed.at(next(clock)))
        assert finished.returncode == 0, finished.stderr
        self._require_as_undisturbed(home, start)
        time.sleep(max(0.0, died + GRACE - time.monotonic()))
        unchanged = home.run(now=killed.at(next(clock)))
        assert unchanged.returncode == 0, unchanged.stderr
        assert len(releases_of(home)) == start.new.releases
        require_whole(home)
        require_none_under_way(home)

    def _require_as_undisturbed(self, home: Home, start: Start) -> None:
        after = aftermath(home)
        for name, expected in vars(start.new).items():
            assert getattr(after, name) == expected, name
        if start is self.later:  # the register's secret is the same
            assert read_person_ids(home.folder / "vault") == start.persons


def started(home: Home, folder: Path) -> Start:
    """Let a copy of a home run, without any harm, to know what is to come of it."""
    release = home.release / "manifest.json"
    old = read_manifest(home.release)["figures_sha256"] if release.exists() else None
    lived = home.copy(folder)
    pace = killed.undisturbed(lived, killed.at(2))
    require_whole(lived)
    return Start(home, old, aftermath(lived), read_person_ids(lived.folder / "vault"), pace)


def test_whenever_a_run_is_killed_readers_keep_a_release_and_the_next_run_finishes(
    tmp_path: Path,
) -> None:
    first = killed.landed(tmp_path / "first")
    later = first.copy(tmp_path / "later")
    killed.published_then_sent_more(later)
    with ThreadPoolExecutor(ABREAST) as pool:
        starts = pool.map(started, (first, later), (tmp_path / "alone-1", tmp_path / "alone-2"))
        campaign = Campaign(*starts, tmp_path)
        assert campaign.later.old != campaign.later.new.figures
        logging.info("a run takes %.1f s", campaign.later.pace[0].lasted)
        numbers = iter([int(ONE_CYCLE)]) if ONE_CYCLE else itertools.count(1)
        list(pool.map(campaign.live_on, [numbers] * ABREAST))
    logging.info("%d kills: %s", campaign.struck.total(), dict(campaign.struck.most_common()))
    assert campaign.failed == []
