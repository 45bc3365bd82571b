"""A run whose audit fails publishes nothing, says which check stopped it, and exits with 1."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from cli.main import main
from identity import person_links
from orchestration.instance import open_instance
from pipeline import steps
from pipeline.run_context import Run
from tests.support.home import A_DAY_LATER, CLOCK, Home, Published


@pytest.fixture
def losing_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linking loses one case on its way out of the vault."""
    link = person_links.link_cases

    def lossy(
        warehouse: Path, bronze: Path, vault: Path, out: Path, **options: Any
    ) -> person_links.Linked:
        linked = link(warehouse, bronze, vault, out, **options)
        kept = duckdb.sql(f"from read_parquet('{out}') order by all offset 1").fetchdf()
        kept.to_parquet(out, index=False)
        return linked

    monkeypatch.setattr(person_links, "link_cases", lossy)


@pytest.mark.usefixtures("losing_a_person")
def test_a_blocking_failure_stops_the_publication_and_shows_as_an_asset_check(
    published: Published, tmp_path: Path
) -> None:
    home = published.copy(tmp_path / "home")
    changed = next(home.landing.rglob("products_2022-09*.csv"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    before = home.release

    told = tmp_path / "told"
    environment = {"PROTTASHA_NOW": A_DAY_LATER, "PROTTASHA_ALERT_COMMAND": f"tee -a {told}"}
    said = CliRunner(env=environment).invoke(
        main, ["run", "--month", "2022-09", "--home", str(home.folder)]
    )
    assert (said.exit_code, said.stdout) == (1, ""), said.output
    assert "audited and refused" in said.stderr
    assert "next: look at `prottasha quarantine`" in said.stderr
    assert f"1 changed: {changed.relative_to(home.landing)}" in said.stderr
    alert = json.loads(told.read_text("utf-8"))  # one, or it would not be JSON
    assert (alert["event"], alert["month"]) == ("refused", "2022-09")
    assert alert["checks"][0]["check_id"] in alert["message"]
    assert home.release == before
    assert [path.name for path in (home.folder / "releases").glob("2022-*")] == [before.name]

    with open_instance(home.folder / "dagster") as instance:
        (run,) = instance.get_runs(limit=1)
        failed = [
            event.asset_check_evaluation_data
            for event in (record.event_log_entry.dagster_event
                          for record in instance.get_records_for_run(run.run_id).records)
            if event and event.event_type_value == "ASSET_CHECK_EVALUATION"
            and not event.asset_check_evaluation_data.passed
            and event.asset_check_evaluation_data.severity.value == "ERROR"
        ]  # fmt: skip
    assert failed
    assert alert["run_id"] == run.run_id


def test_a_disk_that_is_full_in_a_step_is_named_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "landing").mkdir()
    told = tmp_path / "told"

    def full(run: Run, selector: str, only: object = None) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(run.warehouse))

    monkeypatch.setattr(steps, "build_models", full)
    environment = {"PROTTASHA_NOW": CLOCK, "PROTTASHA_ALERT_COMMAND": f"tee -a {told}"}
    said = CliRunner(env=environment).invoke(main, ["run", "--home", str(tmp_path)])
    assert said.exit_code == 2, said.output
    assert "modelling the records: the disk of " in said.stderr
    assert " is full (" in said.stderr
    assert "next: free space" in said.stderr
    assert said.stdout == ""
    assert json.loads(told.read_text("utf-8"))["message"] in said.stderr
    assert not (tmp_path / "releases" / "current").exists()


WRONG = [
    (["run", "--month", "2022-13"], "not a month"),
    (["run", "--month", "2016-01"], "not a complete month"),
    (["run", "--month", "2022-11"], "not a complete month"),
    (["run", "--mont", "2022-09"], "No such option"),
    (["figures", "--month", "2022-09", "--indicator", "nobody"], "nobody"),
    (["figures", "--month", "2031-01"], "2031-01"),
    (["figures", "--month", "2022-09", "--format", "xml"], "xml"),
    (["trace", "screened", "--month", "2022-09", "--dimension", "age"], "age"),
    (["trace", "nobody", "--month", "2022-09"], "nobody"),
    (["sample"], "--out"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_a_wrong_command_exits_with_2_and_says_what_is_wrong(
    published: Published, arguments: list[str], said: str
) -> None:
    result = CliRunner(env={"PROTTASHA_NOW": CLOCK}).invoke(
        main, [*arguments, "--home", str(published.folder)]
    )
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [["run"], ["ingest"], ["figures", "--month", "2022-09"]])
def test_an_empty_home_exits_with_2(tmp_path: Path, command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--home", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr.startswith("prottasha: ")


def test_a_home_that_is_not_there_does_not_look_empty(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["quarantine", "--home", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert "there is no home" in result.stderr


def test_a_broken_programme_file_exits_with_2_and_names_the_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "landing").mkdir()
    programme = tmp_path / "programme.yml"
    programme.write_text("name: X\ncode: x\nstart_month: May\n", "utf-8")
    monkeypatch.setenv("PROTTASHA_PROGRAMME", str(programme))
    result = CliRunner().invoke(main, ["run", "--home", str(tmp_path)])
    assert result.exit_code == 2
    assert "May" in result.stderr
    assert Home(tmp_path).landing.is_dir()
