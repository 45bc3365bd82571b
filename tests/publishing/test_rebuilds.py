"""Rebuilds lie beside the releases and are compared with the release of their instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publishing.releases.chain import list_links
from publishing.releases.manifest import read_manifest
from publishing.releases.pointer import find_current_release
from publishing.releases.rebuilds import (
    count_differing_cells,
    list_known_manifests,
    list_rebuilds,
    write_rebuild,
)
from publishing.releases.retention import prune_releases
from tests.publishing.small import FACTS, MONTHS, Shop

NOON = datetime(2022, 10, 5, 12, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


def state_instant(instant: datetime) -> dict[str, object]:
    return {**FACTS, "known_at": instant.isoformat(timespec="microseconds")}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Releases of three instants; the middle one is of August."""
    shop = Shop(tmp_path_factory.mktemp("shop"))
    for hours, month in enumerate((MONTHS[1], MONTHS[0], MONTHS[1])):
        shop.publish(month, state_instant(NOON + hours * AN_HOUR))
    return shop


def list_known(shop: Shop, until: datetime, month: str | None = None) -> list[str]:
    return [made["release"] for made in list_known_manifests(shop.releases, until, month)]


def test_manifests_are_listed_up_to_an_instant(shop: Shop) -> None:
    assert list_known(shop, NOON - timedelta(microseconds=1)) == []
    assert list_known(shop, NOON) == ["2022-09.1"]
    assert list_known(shop, NOON + 1.5 * AN_HOUR) == ["2022-09.1", "2022-08.1"]
    assert list_known(shop, NOON + 2 * AN_HOUR, MONTHS[1]) == ["2022-09.1", "2022-09.2"]


def test_a_pruned_release_is_still_listed(shop: Shop, tmp_path: Path) -> None:
    shop = shop.copy_to(tmp_path / "pruned")
    prune_releases(shop.releases, keep=1)
    assert not (shop.releases / "2022-09.1").exists()
    assert list_known(shop, NOON) == ["2022-09.1"]


def test_a_rebuild_changes_no_release(shop: Shop) -> None:
    before = find_current_release(shop.releases), list(list_links(shop.releases))
    rebuilds = shop.home / "rebuilds"
    made = []
    for _ in range(2):
        shop.turns += 1
        shop.prepare()
        made.append(write_rebuild(
            shop.candidate, rebuilds, NOON, month=MONTHS[1], bulletin=shop.page,
            manifest=state_instant(NOON),
        ))  # fmt: skip
    assert [path.name for path in made] == [
        f"2022-09.as-of-20221005T120000.000000Z.{number}" for number in (1, 2)
    ]
    assert list_rebuilds(rebuilds, MONTHS[1], NOON) == made
    assert list_rebuilds(rebuilds, MONTHS[1], NOON + AN_HOUR) == []
    assert read_manifest(made[0])["as_of"] == state_instant(NOON)["known_at"]
    assert (find_current_release(shop.releases), list(list_links(shop.releases))) == before


def test_cells_that_differ_or_are_in_one_release_only_are_counted(shop: Shop) -> None:
    second, third, august = (shop.releases / name for name in ("2022-09.1", "2022-09.2",
                                                               "2022-08.1"))  # fmt: skip
    assert count_differing_cells(second, second) == 0
    assert count_differing_cells(second, third) == 4
    assert count_differing_cells(second, august) == count_differing_cells(august, second) == 4
