"""What can happen to a home, as operations that Hypothesis strings together and prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch

from hypothesis import strategies as st

from tests.chaos.crashed import BEGINNING, CLOCK, crash
from tests.chaos.deliveries import RECORDS, File, files, without_its_last_row
from tests.chaos.world import World

VERSION = re.compile(r"(?:_v(\d+))?(\.\w+)$")
# Where a run may be killed; what comes twice is drawn twice as often. The first calls of
# `dbt_records` show the held rows in quarantine.
STATIONS = (
    *[BEGINNING] * 2, "dbt_records", "identity__person_links", "publication__restatements",
    *["publication__release"] * 2, CLOCK,
)  # fmt: skip


@dataclass(frozen=True)
class Land:
    """A file comes: new, a newer or older version of another, or another content of its name."""

    file: File


@dataclass(frozen=True)
class Resend:
    """The bytes of the `which`-th file come again, `up` versions higher or lower."""

    which: int
    up: int


@dataclass(frozen=True)
class Correct:
    """A file is sent again under its name without its last row, or under the next version."""

    which: int
    up: int


@dataclass(frozen=True)
class Vanish:
    """A file goes from the landing folder: that takes nothing back."""

    which: int


@dataclass(frozen=True)
class Withdraw:
    which: int
    all_versions: bool


@dataclass(frozen=True)
class Reinstate:
    which: int


@dataclass(frozen=True)
class Decide:
    pair: tuple[str, str]
    verdict: str


@dataclass(frozen=True)
class Wait:
    """The clock moves; sometimes it is put back."""

    hours: int


@dataclass(frozen=True)
class Ingest:
    """What lies there is taken in, and no run follows."""


@dataclass(frozen=True)
class Run:
    month: str


@dataclass(frozen=True)
class Crash:
    """A run is killed at a call of the disk that follows on the beginning of `station`."""

    station: str
    call: int


Operation = (
    Land | Resend | Correct | Vanish | Withdraw | Reinstate | Decide | Wait | Ingest | Run | Crash
)


def histories() -> st.SearchStrategy[list[Operation]]:
    """Some files come; then, up to two times, other things happen. Each time a run follows on it,
    or an ingestion, or a crash."""
    number = st.integers(0, 30)
    up = st.sampled_from([-1, 0, 1])
    deed = st.one_of(
        *[st.builds(Land, files())] * 5,
        st.builds(Resend, number, up),
        st.builds(Correct, number, st.sampled_from([0, 0, 1])),
        st.builds(Vanish, number),
        *[st.builds(Withdraw, number, st.booleans())] * 2,
        st.builds(Reinstate, number),
        st.builds(
            Decide,
            st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)),
            st.sampled_from(["same", "same", "different", "revoke"]),
        ),
        st.builds(Wait, st.integers(-30, 300)),
        st.just(Ingest()),
    )
    end = st.one_of(
        st.builds(Run, st.sampled_from(["2022-09", "2022-09", "2022-08"])),
        st.builds(Crash, st.sampled_from(STATIONS), st.integers(1, 110)),
        st.just(Ingest()),
    )
    opening = st.tuples(st.lists(st.builds(Land, files()), min_size=4, max_size=8), end)
    chapter = st.tuples(st.lists(deed, min_size=2, max_size=8), end)
    chapters = st.tuples(opening, st.lists(chapter, min_size=1, max_size=2))
    return chapters.map(
        lambda told: [step for deeds, last in (told[0], *told[1]) for step in (*deeds, last)]
    )


def live(world: World, history: Sequence[Operation]) -> None:
    """Let a history happen; every operation takes a while."""
    for operation in history:
        do(operation, world)
        world.later(1)


@singledispatch
def do(operation: object, world: World) -> None:
    raise TypeError(f"nobody knows how to do {operation}")


@do.register
def _(operation: Land, world: World) -> None:
    world.put(*operation.file)


@do.register
def _(operation: Resend, world: World) -> None:
    if sent := _sent(world, operation.which):
        path, content = sent
        world.put(_renamed(path, operation.up), content)


@do.register
def _(operation: Correct, world: World) -> None:
    if sent := _sent(world, operation.which):
        path, content = sent
        world.put(_renamed(path, operation.up), without_its_last_row(content))


@do.register
def _(operation: Vanish, world: World) -> None:
    if sent := _sent(world, operation.which):
        (world.landing / sent[0]).unlink()


@do.register
def _(operation: Withdraw, world: World) -> None:
    if taken := world.paths_taken_in():
        what = taken[operation.which % len(taken)]
        world.change(what, is_withdrawn=True, all_versions=operation.all_versions)


@do.register
def _(operation: Reinstate, world: World) -> None:
    if taken := world.withdrawn() or world.paths_taken_in():
        world.change(taken[operation.which % len(taken)], is_withdrawn=False)


@do.register
def _(operation: Decide, world: World) -> None:
    world.decide(operation.pair, operation.verdict)


@do.register
def _(operation: Wait, world: World) -> None:
    world.later(operation.hours)


@do.register
def _(operation: Ingest, world: World) -> None:
    world.ingest()


@do.register
def _(operation: Run, world: World) -> None:
    world.outcome(operation.month)


@do.register
def _(operation: Crash, world: World) -> None:
    crash(world, operation.station, operation.call)


def _sent(world: World, which: int) -> File | None:
    there = sorted(path for path in world.landing.rglob("*") if path.is_file())
    if not there:
        return None
    path = there[which % len(there)]
    return File(path.relative_to(world.landing).as_posix(), path.read_bytes())


def _renamed(path: str, up: int) -> str:
    """The path of a version that is `up` higher; no version is lower than the first."""

    def higher(match: re.Match[str]) -> str:
        number = max(1, int(match[1] or 1) + up)
        return f"_v{number}{match[2]}" if number > 1 else str(match[2])

    return VERSION.sub(higher, path, count=1) if up else path
