"""Readers are sent back to a sound release, and stay there until there is something new."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from publishing.releases.places import UnknownRelease
from publishing.releases.pointer import BrokenPointer, find_current_release
from publishing.releases.rollback import find_pinned_rollback, roll_back
from publishing.releases.verification import DamagedRelease, verify_releases
from tests.publishing.small import Shop

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


def back_to(shop: Shop, name: str) -> Path | None:
    roll_back(shop.releases, name, reason="a wrong file", at=NOON)
    return find_current_release(shop.releases)


def test_only_the_pointer_moves_and_it_stays_until_the_next_release(shop: Shop) -> None:
    assert find_pinned_rollback(shop.releases) is None
    first = shop.releases / "2022-09.1"
    assert back_to(shop, first.name) == first
    held = find_pinned_rollback(shop.releases)
    assert held is not None
    assert (held.left, held.release, held.reason) == ("2022-09.2", first.name, "a wrong file")
    assert held.at == "2022-10-05T12:00:00.000000+00:00"
    assert verify_releases(shop.releases) == []
    third = shop.publish()
    assert (find_current_release(shop.releases), find_pinned_rollback(shop.releases)) == (
        third,
        None,
    )


def test_going_to_the_newest_release_ends_it(shop: Shop) -> None:
    back_to(shop, "2022-09.1")
    back_to(shop, "2022-09.2")
    assert find_pinned_rollback(shop.releases) is None


def test_a_rollback_that_died_before_the_pointer_moved_holds_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("publishing.releases.rollback.make_current", dies)
    with pytest.raises(KeyboardInterrupt):
        back_to(shop, "2022-09.1")
    assert find_current_release(shop.releases) == shop.releases / "2022-09.2"
    assert find_pinned_rollback(shop.releases) is None


def test_readers_are_never_sent_to_what_is_damaged_or_not_there(shop: Shop) -> None:
    page = shop.releases / "2022-09.1" / "bulletin.html"
    page.chmod(0o644)
    page.write_text("another", "utf-8")
    with pytest.raises(DamagedRelease, match=r"bulletin\.html was changed"):
        back_to(shop, "2022-09.1")
    with pytest.raises(UnknownRelease):
        back_to(shop, "2022-09.9")
    assert find_current_release(shop.releases) == shop.releases / "2022-09.2"


def test_it_mends_a_pointer_that_leads_nowhere(shop: Shop) -> None:
    (shop.releases / "2022-09.2").rename(shop.releases / "elsewhere")
    with pytest.raises(BrokenPointer):
        find_current_release(shop.releases)
    assert back_to(shop, "2022-09.1") == shop.releases / "2022-09.1"


def test_a_note_that_cannot_be_read_is_not_taken_for_none(shop: Shop) -> None:
    back_to(shop, "2022-09.1")
    (shop.releases / ".rollback").write_text("{", "utf-8")
    with pytest.raises(BrokenPointer, match="say again"):
        find_pinned_rollback(shop.releases)
