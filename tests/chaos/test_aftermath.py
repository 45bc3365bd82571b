"""What a kill could spoil is found: each harm is done to a home that has run, and told apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingestion.ledger.store import LedgerDamaged
from tests.chaos import killed
from tests.chaos.aftermath import Aftermath, aftermath, require_none_under_way, require_whole
from tests.support.home import Home

pytestmark = pytest.mark.chaos
Harm = Callable[[Path], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Aftermath]:
    home = killed.landed(tmp_path_factory.mktemp("sound") / "home")
    killed.undisturbed(home, killed.at(0))
    return home, aftermath(home)


def require_as(home: Home, expected: Aftermath) -> None:
    killed.require_readable(home, {expected.figures})
    require_whole(home)
    require_none_under_way(home)
    assert aftermath(home) == expected


def _sql(database: str, *statements: str) -> Harm:
    def do(home: Path) -> None:
        with closing(sqlite3.connect(home / database)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return do


def _pointer_to_nothing(home: Path) -> None:
    (home / "releases" / "current").unlink()
    (home / "releases" / "current").symlink_to("2022-09.7")


def _short_page(home: Path) -> None:
    page = home / "releases" / "2022-09.1" / "bulletin.html"
    page.chmod(0o600)
    page.write_bytes(page.read_bytes()[:-1])


HARMS: dict[str, Harm] = {
    "no pointer": lambda home: (home / "releases" / "current").unlink(),
    "a pointer to nothing": _pointer_to_nothing,
    "a page cut short": _short_page,
    "half a release": lambda home: (home / "releases" / "2022-09.2").mkdir(),
    "half a pointer": lambda home: (home / "releases" / ".current-2022-09.1").symlink_to("x"),
    "a candidate": lambda home: (home / "work" / "run").mkdir(),
    "a draft": lambda home: (home / "vault" / "identity.draft.duckdb").touch(),
    "bronze lost": lambda home: next((home / "bronze" / "events").iterdir()).unlink(),
    "bronze twice": lambda home: (home / "bronze" / "events" / "more.parquet").touch(),
    "a verdict lost": _sql("bronze/ledger.sqlite", "drop trigger verdict_no_delete",
                           "delete from verdict where number = 1"),
    "a person torn": _sql("vault/register.sqlite", "update record set is_present = 0 "
                          "where record = 1"),
    "an event twice": _sql("vault/register.sqlite", "insert into event select max(event) + 1, run, "
                           "kind, record, person, other_person, reason from event"),
    "a run for ever": _sql("dagster/history/runs.db", "update runs set status = 'STARTED'"),
}  # fmt: skip


def unsealed(home: Home, to: Path) -> Home:
    """A copy in which a release can be harmed."""
    copy = home.copy(to)
    (copy.folder / "releases" / "2022-09.1").chmod(0o700)
    return copy


def test_a_home_without_harm_is_as_it_was(sound: tuple[Home, Aftermath], tmp_path: Path) -> None:
    require_as(unsealed(sound[0], tmp_path / "home"), sound[1])


@pytest.mark.parametrize("harm", HARMS)
def test_every_harm_is_found(sound: tuple[Home, Aftermath], tmp_path: Path, harm: str) -> None:
    home = unsealed(sound[0], tmp_path / "home")
    HARMS[harm](home.folder)
    with pytest.raises((AssertionError, LedgerDamaged)):
        require_as(home, sound[1])
