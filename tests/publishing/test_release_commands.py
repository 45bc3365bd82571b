"""`prottasha releases`: what it prints to which stream, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from common.programme import parse_month
from common.settings import load_settings
from ingestion.ledger.queries import list_source_files
from pipeline import fingerprint
from pipeline.published import (
    explain_current,
    find_bases,
    find_same_release,
    give_to_readers,
    is_up_to_date,
    settle_release,
)
from pipeline.run_context import Run
from publishing.releases.pointer import find_current_release
from tests.publishing.small import FACTS, MONTHS, Shop


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("full"))
    for month in (MONTHS[0], MONTHS[1], MONTHS[1]):
        shop.publish(month)
    return shop


@pytest.fixture
def shop(full: Shop, tmp_path: Path) -> Shop:
    return full.copy_to(tmp_path / "home")


def call(shop: Shop, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["releases", *arguments, "--home", str(shop.home)])


def damage(release: Path) -> None:
    page = release / "bulletin.html"
    page.chmod(0o644)
    page.write_text("another", "utf-8")


def test_the_list_marks_the_current_and_the_pruned_releases(shop: Shop) -> None:
    assert call(shop, "prune", "--keep", "1").stdout == "2022-09.1  pruned\n"
    again = call(shop, "prune", "--keep", "1")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "nothing to prune" in again.stderr
    mistyped = call(shop, "prune", "--keep", "1", "--month", "2022-9")
    assert mistyped.exit_code == 2
    assert "YYYY-MM" in mistyped.stderr
    said = call(shop, "list", "--format", "json")
    rows = json.loads(said.stdout)
    assert [(row["release"], row["state"]) for row in rows] == [
        ("2022-08.1", ""), ("2022-09.1", "pruned"), ("2022-09.2", "current"),
    ]  # fmt: skip
    assert {row["known_at"] for row in rows} == {FACTS["known_at"]}
    assert {row["checks"] for row in rows} == {"1 passed"}
    assert all(len(row["figures"]) == 12 for row in rows)
    (shop.releases / "2022-08.1" / "manifest.json").unlink()
    assert "damaged" in call(shop, "list").stdout


def test_show_prints_the_facts_of_the_manifest(shop: Shop) -> None:
    facts = {row["fact"]: row["value"] for row in json.loads(
        call(shop, "show", "2022-09.2", "--format", "json").stdout)}  # fmt: skip
    assert facts["state"] == "current"
    assert facts["place"] == 3
    assert "sequence" not in facts  # it is the place
    assert facts["previous.release"] == "2022-09.1"
    assert facts["rows.fct_indicator_values"] == 4
    assert facts["source_files"] == "1 entry"
    assert call(shop, "show", "2022-07.1").exit_code == 2


def test_verify_exits_with_1_if_it_finds_something(shop: Shop) -> None:
    sound = call(shop, "verify", "--deep")
    assert (sound.exit_code, sound.stdout) == (0, "")
    assert sound.stderr == "3 releases verified, 0 findings\n"
    damage(shop.releases / "2022-09.1")
    found = call(shop, "verify", "--format", "json")
    assert found.exit_code == 1
    ((finding),) = json.loads(found.stdout)
    assert (finding["release"], finding["file"]) == ("2022-09.1", "bulletin.html")
    assert "prottasha run" in finding["next_step"]
    assert call(shop, "verify", "2022-09.2").exit_code == 0
    assert call(shop, "verify", "2022-09.1").exit_code == 1
    assert call(shop, "verify", "2022-07.1").exit_code == 2


def test_a_rollback_prints_the_current_release(shop: Shop) -> None:
    assert call(shop, "rollback", "2022-09.1").exit_code == 2
    assert "say why" in call(shop, "rollback", "2022-09.1", "--reason", " ").stderr
    done = call(shop, "rollback", "2022-09.1", "--reason", "a wrong file")
    assert (done.exit_code, done.stdout) == (0, "current    2022-09.1\nuntil now  2022-09.2\n")
    assert "current, pinned" in call(shop, "list").stdout
    assert "a wrong file" in call(shop, "show", "2022-09.1").stdout
    damage(shop.releases / "2022-08.1")
    assert call(shop, "rollback", "2022-08.1", "--reason", "older").exit_code == 2
    assert find_current_release(shop.releases) == shop.releases / "2022-09.1"


def test_a_run_replaces_a_damaged_release_and_respects_a_rollback(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "hash_run_state", lambda *_: FACTS["fingerprint"])
    monkeypatch.setattr(fingerprint, "hash_people", lambda *_: {})
    settings = load_settings(home=shop.home)
    run = Run("r-1", parse_month(MONTHS[1]), settings, settings.load_programme())
    files = list_source_files(settings.ledger)
    newest = shop.releases / "2022-09.2"
    call(shop, "rollback", "2022-09.1", "--reason", "a wrong file")
    assert find_bases(run) == (newest, newest)
    assert is_up_to_date(run, newest, files)
    assert find_current_release(shop.releases) == shop.releases / "2022-09.1"
    call(shop, "rollback", "2022-08.1", "--reason", "older")
    call(shop, "rollback", newest.name, "--reason", "it was right")
    assert find_bases(run) == (newest, newest)
    assert is_up_to_date(run, newest, files)
    damage(newest)
    assert find_bases(run) == (newest, None)


def test_a_run_moves_the_pointer_to_the_newest_month_or_where_it_is_told(shop: Shop) -> None:
    settings = load_settings(home=shop.home)
    run = Run("r-1", parse_month(MONTHS[0]), settings, settings.load_programme())
    older, newest = shop.releases / "2022-08.1", shop.releases / "2022-09.2"
    settle_release(older)
    assert find_current_release(shop.releases) == newest
    give_to_readers(run, older)
    assert find_current_release(shop.releases) == older
    assert "--month 2022-08 --make-current" in call(shop, "show", older.name).stdout
    settle_release(newest)
    assert find_current_release(shop.releases) == older
    give_to_readers(run, newest)
    (shop.releases / "current").unlink()  # the publication died before it moved the pointer
    settle_release(newest)
    assert find_current_release(shop.releases) == newest
    assert explain_current(newest.name, newest.name) is None
    assert "2022-08 --make-current" in (explain_current(older.name, newest.name) or "")


def test_only_a_sound_release_with_the_fingerprint_is_not_published_again(shop: Shop) -> None:
    settings = load_settings(home=shop.home)
    run = Run("r-1", parse_month(MONTHS[1]), settings, settings.load_programme())
    newest = shop.releases / "2022-09.2"
    assert find_same_release(run, str(FACTS["fingerprint"])) == newest
    assert find_same_release(run, "another") is None
    damage(newest)
    assert find_same_release(run, str(FACTS["fingerprint"])) is None


def test_a_rebuild_cannot_be_made_current() -> None:
    options = ["run", "--month", "2022-09", "--as-of", "2022-10-05T00:00+06:00", "--make-current"]
    said = CliRunner().invoke(main, options)
    assert said.exit_code == 2
    assert "publishes nothing" in said.stderr
