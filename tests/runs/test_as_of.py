"""`run --as-of`: what was known at an instant comes out again, whatever has happened since."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from common import settings as settings_module
from common.errors import ConfigurationError
from common.programme import parse_month
from common.settings import Settings
from identity.register.decisions import store_decision
from identity.register.register_file import read_person_ids
from ingestion.ledger.queries import list_source_files
from ingestion.ledger.withdrawal import withdraw_versions
from orchestration.executor import DagsterExecutor
from pipeline import rebuild as rebuilding
from pipeline.inputs import build_empty_report, prepare_inputs
from pipeline.month import run_month
from pipeline.rebuild import Rebuilt, compare_rebuild
from pipeline.run_context import Run
from publishing.releases.manifest import read_manifest
from publishing.releases.rebuilds import count_differing_cells
from tests.runs.decided import Decided
from tests.support.home import A_DAY_LATER, CLOCK, MONTH, Home

FIRST, SECOND = map(datetime.fromisoformat, (CLOCK, A_DAY_LATER))
A_WEEK_LATER = FIRST + timedelta(days=7)
# Of a run's facts, what is not of its instant: somebody may be editing the code meanwhile.
OF_THE_RUN = {"run_id", "code_version", "fingerprint"}
RENAMED = "A programme of another name"


@pytest.fixture(scope="module")
def moved_on(decided: Decided, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of two releases, in which since then a delivery was withdrawn, a decision revoked and
    the programme renamed.
    """
    home = decided.home.copy(tmp_path_factory.mktemp("moved on") / "home")
    programme = home.folder.parent / "programme.yml"
    packaged = settings_module.PACKAGED_PROGRAMME.read_text("utf-8")
    name = settings_module.load_settings().load_programme().name
    programme.write_text(packaged.replace(name, RENAMED), "utf-8")
    settings = settings_module.load_settings(
        home=home.folder, programme=programme, now=A_WEEK_LATER
    )
    assert settings.load_programme().name == RENAMED
    who = {"by": "R. Eviewer", "reason": "it was another centre's"}
    files = list_source_files(settings.ledger)
    assistance = files[files["is_in_force"] & (files["table_name"] == "assistance")]
    withdraw_versions(settings.home, assistance["path"].iloc[0], now=settings.clock, **who)
    store_decision(settings.vault, decided.joined, "revoke", now=lambda: A_WEEK_LATER, **who)
    return settings


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def rows(folder: Path, mart: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(f"from marts.{mart} order by all").fetchall()


@pytest.fixture(scope="module")
def untouched(moved_on: Settings) -> dict[str, dict[str, str]]:
    return {name: hashes(moved_on.home / name) for name in ("vault", "releases", "bronze")}


@pytest.fixture(scope="module")
def rebuilt(moved_on: Settings, untouched: dict[str, dict[str, str]]) -> Rebuilt:
    assert untouched
    made = run_month(moved_on, MONTH, as_of=FIRST, executor=DagsterExecutor(moved_on))
    return compare_rebuild(made.folder, moved_on.releases, FIRST)


def test_the_figures_and_persons_of_then_come_out_again(
    moved_on: Settings, rebuilt: Rebuilt, decided: Decided
) -> None:
    then, since = (moved_on.releases / f"{MONTH}.{number}" for number in (1, 2))
    assert rebuilt.release is not None
    assert (rebuilt.release["release"], rebuilt.is_equal) == (then.name, True)
    assert rebuilt.cells == 0
    assert not set(rebuilt.causes) - {rebuilding.DEPENDS_ON["code_version"]}
    for mart in ("fct_indicator_values", "bridge_beneficiary_cases", "dim_beneficiaries"):
        assert rows(rebuilt.folder, mart) == rows(then, mart)
        assert rows(rebuilt.folder, mart) != rows(since, mart)
    made = read_manifest(rebuilt.folder)
    assert made["figures_sha256"] == read_manifest(then)["figures_sha256"]
    assert "sequence" not in made
    assert made["as_of"] == read_manifest(then)["known_at"]
    assert decided.home.folder != moved_on.home


def test_a_rebuild_leaves_register_releases_and_bronze_as_they_are(
    moved_on: Settings, rebuilt: Rebuilt, untouched: dict[str, dict[str, str]]
) -> None:
    assert rebuilt.folder.parent == moved_on.rebuilds
    assert {name: hashes(moved_on.home / name) for name in untouched} == untouched
    assert Home(moved_on.home).release.name == f"{MONTH}.2"
    assert sorted(path.name for path in moved_on.work.glob("*")) == [".lock", MONTH]
    assert not (moved_on.vault / "past").exists()


def test_what_differs_is_told(moved_on: Settings, rebuilt: Rebuilt) -> None:
    other = compare_rebuild(rebuilt.folder, moved_on.releases, SECOND)
    since = moved_on.releases / f"{MONTH}.2"
    assert not other.is_equal
    assert other.cells == count_differing_cells(rebuilt.folder, since)
    now, then = ({row[:5]: row[5:] for row in rows(folder, "fct_indicator_values")}
                 for folder in (since, rebuilt.folder))  # fmt: skip
    assert other.cells == sum(now.get(cell) != then.get(cell) for cell in now | then) > 0
    causes = {rebuilding.DEPENDS_ON[fact] for fact in ("source_files", "decisions_sha256")}
    assert causes <= set(other.causes)
    assert rebuilding.DEPENDS_ON["configuration"] not in other.causes


@pytest.mark.parametrize(("instant", "number"), [(FIRST, 1), (SECOND, 2)])
def test_what_figures_depend_on_is_that_of_the_instant(
    moved_on: Settings, instant: datetime, number: int, decided: Decided
) -> None:
    from pipeline.configuration import recall_configuration

    settings = recall_configuration(moved_on, instant)
    run = Run("as of", parse_month(MONTH), settings, settings.load_programme(), instant)
    prepare_inputs(run, build_empty_report())
    facts = {name: fact for name, fact in run.facts.items() if name not in OF_THE_RUN}
    made = [read_manifest(moved_on.releases / f"{MONTH}.{n}") for n in (1, 2)]
    assert facts == {name: made[number - 1][name] for name in facts}
    assert facts != {name: made[2 - number][name] for name in facts}
    persons = read_person_ids(run.vault)
    assert (persons == decided.persons) == (number == 1)


@pytest.mark.parametrize(
    ("instant", "month", "said"),
    [
        (FIRST - timedelta(seconds=1), MONTH, "nothing had landed"),
        (A_WEEK_LATER + timedelta(seconds=1), MONTH, "has not come yet"),
        (FIRST, "2022-10", "not a complete month"),
    ],
)
def test_of_what_cannot_have_been_known_there_is_no_rebuild(
    moved_on: Settings, instant: datetime, month: str, said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said):
        run_month(moved_on, month, as_of=instant)
