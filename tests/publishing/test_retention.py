"""Pruning deletes whole releases that nobody reads; the chain can still be verified."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from publishing.releases import openers, retention
from publishing.releases.openers import CannotTell, Openers
from publishing.releases.retention import Pruning, prune_releases
from publishing.releases.rollback import roll_back
from publishing.releases.verification import verify_releases
from tests.publishing.faulty import leftovers
from tests.publishing.small import MONTHS, Shop

READER = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print(flush=True)"
VIEWER = "import sys; f = open(sys.argv[1]); print(flush=True)"
VISITOR = "import os, sys; os.chdir(os.path.dirname(sys.argv[1])); print(flush=True)"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("full"))
    for month in (MONTHS[0], *MONTHS, MONTHS[1], MONTHS[0]):
        shop.publish(month)
    return shop


@pytest.fixture
def shop(full: Shop, tmp_path: Path) -> Shop:
    return full.copy_to(tmp_path / "home")


def list_names(shop: Shop) -> set[str]:
    return {path.name for path in shop.releases.glob("20*")}


def test_the_newest_of_each_month_stay_and_the_chain_stays_sound(shop: Shop) -> None:
    done = prune_releases(shop.releases, 1)
    gone = ["2022-08.1", "2022-08.2", "2022-09.1"]
    assert done.prunings == [Pruning(name, None) for name in gone]
    assert list_names(shop) == {"2022-08.3", "2022-09.2"}
    assert verify_releases(shop.releases) == []
    assert leftovers(shop) == []
    assert shop.publish(MONTHS[0]).name == "2022-08.4"
    kept = shop.releases / ".pruned" / "2022-09.1" / "manifest.json"
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes().replace(b'"r1"', b'"r2"'))
    assert [finding.release for finding in verify_releases(shop.releases)] == ["2022-09.1"]


def test_pruning_one_month_keeps_the_current_release(shop: Shop) -> None:
    roll_back(shop.releases, "2022-08.1", reason="as before", at=datetime.now(UTC))
    assert prune_releases(shop.releases, 1, month=MONTHS[0]).prunings == [
        Pruning("2022-08.1", "kept: it is the current release"), Pruning("2022-08.2", None),
    ]  # fmt: skip
    assert list_names(shop) == {"2022-08.1", "2022-08.3", "2022-09.1", "2022-09.2"}
    assert prune_releases(shop.releases, 5).prunings == []
    with pytest.raises(ValueError, match="at least the newest"):
        prune_releases(shop.releases, 0)


@pytest.mark.parametrize(
    ("program", "file"),
    [(READER, "warehouse.duckdb"), (VIEWER, "bulletin.html"), (VISITOR, "bulletin.html")],
)
def test_a_release_that_is_being_read_is_kept(shop: Shop, program: str, file: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", f"{program}; input()", str(shop.releases / "2022-08.1" / file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as reader:  # fmt: skip
        assert reader.stdout is not None
        reader.stdout.readline()
        kept = {
            pruning.release: pruning.kept for pruning in prune_releases(shop.releases, 1).prunings
        }
        reader.communicate(b"\n")
    assert kept.pop("2022-08.1") == f"kept: in use by process {reader.pid}"
    assert set(kept.values()) == {None}
    assert (shop.releases / "2022-08.1" / file).exists()
    assert prune_releases(shop.releases, 1).prunings == [Pruning("2022-08.1", None)]


def test_a_release_opened_in_the_last_moment_is_put_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(folders: list[Path]) -> Openers:
        return Openers({f: {77} if f.name.startswith(".doomed") else set() for f in folders}, 0)

    monkeypatch.setattr(retention, "find_openers", late)
    assert {pruning.kept for pruning in prune_releases(shop.releases, 1).prunings} == {
        "kept: in use by process 77"
    }
    assert len(list_names(shop)) == 5
    assert verify_releases(shop.releases) == []


def test_a_reader_of_another_user_is_seen_by_its_lock(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hidden(process: psutil.Process) -> None:
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(openers, "_list_used_paths", hidden)
    release = shop.releases / "2022-08.1"
    with subprocess.Popen(
        [sys.executable, "-c", f"{READER}; input()", str(release / "warehouse.duckdb")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as reader:  # fmt: skip
        assert reader.stdout is not None
        reader.stdout.readline()
        seen = openers.find_openers([release, shop.releases / "2022-08.2"])
        reader.communicate(b"\n")
    assert [*seen.using.values()] == [{reader.pid}, set()]
    assert seen.hidden > 1


def test_nothing_is_pruned_without_force_if_the_system_shows_no_processes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(psutil, "PROCFS_PATH", str(tmp_path / "none"))
    with pytest.raises(CannotTell) as raised:
        prune_releases(shop.releases, 1)
    assert "--force" in raised.value.next_step
    assert len(list_names(shop)) == 5
    assert len(prune_releases(shop.releases, 1, force=True).prunings) == 3


def test_the_next_publication_finishes_a_prune_that_died(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(retention, "remove_tree", dies)
    with pytest.raises(KeyboardInterrupt):
        prune_releases(shop.releases, 1)
    monkeypatch.undo()
    assert leftovers(shop) == [".doomed-2022-08.1", ".doomed-2022-08.2", ".doomed-2022-09.1"]
    assert verify_releases(shop.releases) == []
    shop.publish()
    assert leftovers(shop) == []
