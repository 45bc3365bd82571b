"""What must be true of a home at the end of its history."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest import mock

import duckdb

from pipeline import dbt_runner
from tests.chaos.aftermath import require_sound
from tests.chaos.compared import differences, shortened
from tests.chaos.histories import Operation, live
from tests.chaos.world import World


@contextmanager
def quickly() -> Iterator[None]:
    """dbt builds the models alone; its tests look at rows and change none."""
    dbt_runner.parse_project()
    alone = [*dbt_runner._QUIET, "--no-write-json", "--exclude-resource-type", "test"]
    with mock.patch.object(dbt_runner, "_QUIET", alone):
        yield


@contextmanager
def tidied_afterwards() -> Iterator[None]:
    """The parsed project is large, and looking through it for garbage takes a fifth of a run."""
    dbt_runner.parse_project()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def require_as_rebuilt(
    history: Sequence[Operation],
    root: Path,
    *,
    tested: Collection[str] = (),
    then: Callable[[], object] = lambda: None,
) -> World:
    """Let a history happen in a home, `then` its outcome in a clean one: both hold the same.

    The last run of those `tested`, of `lived` and `clean`, has dbt's tests, too; a run that they
    forbid must be forbidden in both.
    """
    world = World(root / "lived")
    with quickly():
        live(world, history)
    with nullcontext() if "lived" in tested else quickly():
        made = world.outcome()
    then()
    clean = world.again(root / "clean")
    with nullcontext() if "clean" in tested or not isinstance(made, Path) else quickly():
        rebuilt = clean.outcome()
    if isinstance(made, Path) and isinstance(rebuilt, Path):
        found = differences(made, rebuilt)
        assert not found, f"marts differ: {shortened(found)}"
        _require_explained(made)
    else:
        assert made == rebuilt
    _require_whole(world)
    return world


def _require_explained(release: Path) -> None:
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        unexplained = connection.execute(
            "from marts.fct_restatements where cause = 'unexplained'"
        ).fetchall()
    assert unexplained == []


def _require_whole(world: World) -> None:
    """Nothing was lost, nothing is there twice, and all releases are what was published."""
    files = require_sound(world.home)
    lost = {path for path, content in world.taken_in if content not in set(files["sha256"])}
    assert not lost, f"what was sent is not in the ledger: {sorted(lost)}"
    versioned = files[files["is_in_force"] & (files["source"] != "social_media")]
    versioned = versioned[versioned["source"] != "events"]
    assert not versioned.duplicated(["table_name", "delivery"]).any()
