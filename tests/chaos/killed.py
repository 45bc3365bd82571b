"""Real runs that are killed: the home they work on, how they die, what must be true of it then."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from publishing.releases.manifest import read_manifest
from publishing.releases.pointer import find_current_release
from publishing.releases.verification import verify_releases
from tests.support.home import CLOCK, MONTH, Home

# After one of these lines a run is at what must not be done by halves.
DELICATE = ("are new or changed", "finding which records", "publishing the release")
BEGINNING = ""
LOADING = "loading"
CASES = "cases/SHR/2022"
# The files that a home is to have of the sample: a year of two centres, and what is sent for all.
KEPT = re.compile(r"_(SHR|SYL)_(baseline|2022)|^communications/2022|^events/2022|^social|^publ")


@dataclass(frozen=True)
class Strike:
    """The instant of a kill: seconds after the beginning of a run, or after a line that it says."""

    after: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds:.3f} s after {self.after or 'its beginning'!r}"


@dataclass(frozen=True)
class Said:
    """A line of a run that was let be, and how long it took from there to the next one."""

    line: str
    began: float
    lasted: float


def at(hours: int) -> str:
    """The clock of a home, some hours on: no two runs are at one instant."""
    return (datetime.fromisoformat(CLOCK) + timedelta(hours=hours)).isoformat()


def landed(folder: Path) -> Home:
    """A home in which nothing has run: a year of two centres lies in its landing folder."""
    home = Home(folder).fill_landing("--returnees", "1000")
    for path in home.landing.rglob("*.*"):
        if path.is_file() and not KEPT.search(path.relative_to(home.landing).as_posix()):
            path.unlink()
    return home


def published_then_sent_more(home: Home) -> None:
    """One release; then a withdrawal, a decision, a late file and two corrections wait."""
    late = home.landing / CASES / "returnees_SHR_2022-08.csv"
    content = late.read_bytes()
    late.unlink()
    first = home.run()
    assert first.returncode == 0, first.stderr
    withdrawn = f"{CASES}/returnees_SHR_2022-07.csv"
    pair = [str(record) for (record,) in home.sql(
        "select min(centre_code || ':' || case_id) from marts.bridge_beneficiary_cases "
        "group by person_id having count(*) = 1 order by 1 limit 2")]  # fmt: skip
    for command in (
        ("deliveries", "withdraw", withdrawn, "--reason", "sent by mistake", "--by", "tester"),
        ("identity", "decide", *pair, "same", "--reason", "seen at the desk", "--by", "tester"),
    ):
        said = home.call(*command, now=at(1))
        assert said.returncode == 0, said.stderr
    late.write_bytes(content)
    corrected = home.landing / CASES / f"assistance_SHR_{MONTH}.csv"
    corrected.write_bytes(_shortened(corrected))
    newer = home.landing / CASES / f"returnees_SHR_{MONTH}_v2.csv"
    newer.write_bytes(_shortened(newer.with_name(f"returnees_SHR_{MONTH}.csv")))


def _shortened(path: Path) -> bytes:
    return b"".join(path.read_bytes().splitlines(keepends=True)[:-1])


def undisturbed(home: Home, now: str) -> list[Said]:
    """Let a run be; its lines and how long each of its parts took, the whole of it first."""
    began = time.monotonic()
    process = home.start("run", "--month", MONTH, now=now)
    assert process.stderr is not None
    lines = [(time.monotonic() - began, line.strip()) for line in process.stderr]
    process.communicate()
    assert process.returncode == 0, lines
    ended = time.monotonic() - began
    ends = [moment for moment, _ in lines[1:]] + [ended]
    return [Said(BEGINNING, 0, ended)] + [
        Said(line, moment, end - moment) for (moment, line), end in zip(lines, ends, strict=True)
    ]


def strikes(draw: random.Random, pace: list[Said]) -> Iterator[Strike]:
    """One to three instants, for a run and for those that come to finish what it left.

    Half of them may be at any time of a run, the others fall into its delicate parts.
    """
    for _ in range(draw.choice((1, 2, 3))):
        after = draw.choice((*[BEGINNING] * len(DELICATE), *DELICATE))
        lasted = pace[0].lasted if after == BEGINNING else next(
            said.lasted for said in pace if after in said.line)  # fmt: skip
        yield Strike(after, draw.uniform(0, lasted))


def kill(home: Home, strike: Strike, now: str) -> str | None:
    """Kill a run with all its processes; the last line that it said, None if it was over."""
    process = home.start("run", "--month", MONTH, now=now)
    assert process.stderr is not None
    last = LOADING
    while strike.after and (line := process.stderr.readline()):
        last = line.strip()
        if strike.after in line:
            break
    try:
        process.wait(strike.seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    said = process.communicate()[1].splitlines()
    assert process.returncode in (0, -signal.SIGKILL), said
    return (said[-1].strip() if said else last) if process.returncode else None


def part_of(line: str) -> str:
    """The part of a run that it was in when it had said this line."""
    step = line.partition(" of 10  ")[2]
    return step or (LOADING if line == LOADING else "ingesting, then loading")


def require_readable(home: Home, figures: set[str | None]) -> None:
    """Readers have a whole release with one of these figures; None stands for no release yet."""
    releases = home.folder / "releases"
    assert verify_releases(releases) == []
    current = find_current_release(releases)
    assert (read_manifest(current)["figures_sha256"] if current else None) in figures


def thrown_away(home: Home) -> None:
    """Remove a home, sealed releases and all."""
    for folder in home.folder.rglob("*"):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o700)
    shutil.rmtree(home.folder)
