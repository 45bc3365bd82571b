"""A rollback sends readers to a sound release, which stays pinned until the next one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from publishing.releases.places import UnknownRelease
from publishing.releases.pointer import BrokenPointer, find_current_release
from publishing.releases.rollback import find_pinned_rollback, roll_back
from publishing.releases.verification import DamagedRelease, verify_releases
from tests.publishing.small import MONTHS, Shop

NOON = datetime(2022, 10, 5, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("full"))
    shop.publish()
    shop.publish()
    return shop


@pytest.fixture
def shop(full: Shop, tmp_path: Path) -> Shop:
    return full.copy_to(tmp_path / "home")


def go_back(shop: Shop, name: str) -> Path | None:
    roll_back(shop.releases, name, reason="a wrong file", at=NOON)
    return find_current_release(shop.releases)


def test_a_rollback_moves_the_pointer_and_pins_it_until_the_next_release(shop: Shop) -> None:
    assert find_pinned_rollback(shop.releases) is None
    first = shop.releases / "2022-09.1"
    assert go_back(shop, first.name) == first
    pinned = find_pinned_rollback(shop.releases)
    assert pinned is not None
    assert (pinned.left, pinned.release, pinned.reason) == ("2022-09.2", first.name, "a wrong file")
    assert pinned.at == "2022-10-05T12:00:00.000000Z"
    assert verify_releases(shop.releases) == []
    third = shop.publish()
    assert (find_current_release(shop.releases), find_pinned_rollback(shop.releases)) == (
        third,
        None,
    )


def test_going_to_the_newest_release_removes_the_pin(shop: Shop) -> None:
    go_back(shop, "2022-09.1")
    go_back(shop, "2022-09.2")
    assert find_pinned_rollback(shop.releases) is None


def test_a_release_of_an_earlier_month_leaves_the_pointer_and_the_pin(shop: Shop) -> None:
    second = shop.releases / "2022-09.2"
    older = shop.publish(MONTHS[0])
    assert find_current_release(shop.releases) == second
    assert older.stat().st_mode & 0o222 == 0
    # The newest of the chain is not the newest of the newest month: going there pins it.
    go_back(shop, older.name)
    assert find_pinned_rollback(shop.releases) is not None
    assert shop.publish(MONTHS[0]).name == "2022-08.2"
    assert find_current_release(shop.releases) == older
    assert find_pinned_rollback(shop.releases) is not None
    newest = shop.publish()
    assert find_current_release(shop.releases) == newest
    assert find_pinned_rollback(shop.releases) is None


def test_a_rollback_that_died_before_the_pointer_moved_pins_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("publishing.releases.rollback.make_current", dies)
    with pytest.raises(KeyboardInterrupt):
        go_back(shop, "2022-09.1")
    assert find_current_release(shop.releases) == shop.releases / "2022-09.2"
    assert find_pinned_rollback(shop.releases) is None


def test_a_damaged_or_unknown_release_cannot_be_made_current(shop: Shop) -> None:
    page = shop.releases / "2022-09.1" / "bulletin.html"
    page.chmod(0o644)
    page.write_text("another", "utf-8")
    with pytest.raises(DamagedRelease, match=r"bulletin\.html was changed"):
        go_back(shop, "2022-09.1")
    with pytest.raises(UnknownRelease):
        go_back(shop, "2022-09.9")
    assert find_current_release(shop.releases) == shop.releases / "2022-09.2"


def test_a_rollback_repairs_a_broken_pointer(shop: Shop) -> None:
    (shop.releases / "2022-09.2").rename(shop.releases / "elsewhere")
    with pytest.raises(BrokenPointer):
        find_current_release(shop.releases)
    assert go_back(shop, "2022-09.1") == shop.releases / "2022-09.1"


def test_an_unreadable_note_is_an_error(shop: Shop) -> None:
    go_back(shop, "2022-09.1")
    (shop.releases / ".rollback").write_text("{", "utf-8")
    with pytest.raises(BrokenPointer, match="note of the last rollback"):
        find_pinned_rollback(shop.releases)
