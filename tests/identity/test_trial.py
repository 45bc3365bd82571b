"""`prottasha identity train`: a model from the documents at hand, tried apart from the linking."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.identity import people
from cli.main import main
from identity.last_linking import open_last_linking
from identity.matching import record_linking
from identity.matching.model import read_model
from identity.training.trial import try_new_model as train_model
from identity.vault import open_draft
from tests.identity.vaults import Row, open_records

PLANTED = ("Zzyzxmarker", "01799911122")


def linked_home(home: Path, rows: Sequence[Row]) -> Path:
    """A home whose vault holds a linking of the rows."""
    with open_records(rows) as given, open_draft(home / "vault", "identity") as connection:
        connection.register("given", given.sql("from vault.records").to_arrow_table())
        connection.execute("create table vault.records as from given")
        connection.unregister("given")
        record_linking.link_records(connection, read_model())
    return home


def train(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["identity", "train", "--home", str(home), *arguments])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = people.generate_frame(3000, "documented", 3).to_dict("records")
    rows[0] |= {"full_name": PLANTED[0], "phone": PLANTED[1]}
    return linked_home(tmp_path_factory.mktemp("trial"), rows)


def digest(home: Path) -> str:
    return hashlib.sha256((home / "vault" / "identity.duckdb").read_bytes()).hexdigest()


def test_a_new_model_is_written_and_what_it_would_change_is_told(home: Path) -> None:
    before = digest(home)
    result = train(home)
    assert result.exit_code == 0, result.output
    told = dict(
        line.split(maxsplit=1) for line in result.output.splitlines() if line[:5] == "model"
    )
    file = home / "vault" / "models" / f"{told['model'].strip()}.json"
    assert read_model(file).version == told["model"].strip() != read_model().version
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    for label in ("persons now", "persons then", "records joined", "records parted"):
        assert label in result.output
    assert digest(home) == before
    assert not any(planted in result.output + file.read_text("utf-8") for planted in PLANTED)


def test_what_is_told_is_what_linking_with_the_new_model_gives(home: Path) -> None:
    stricter = replace(read_model(), threshold=8.0)
    trial = train_model(home / "vault", stricter, home / "model.json", None)
    with open_last_linking(home / "vault") as connection:
        now = dict(connection.execute("select record, cluster from vault.clusters").fetchall())
        rows = connection.execute("from vault.records").fetchdf().to_dict("records")
    with open_records(rows) as connection:
        record_linking.link_records(connection, trial.model)
        then = dict(connection.execute("select record, cluster from vault.clusters").fetchall())
    assert trial.records == len(now) == len(then)
    assert trial.persons_now == len(set(now.values()))
    assert trial.persons_then == len(set(then.values()))
    mates = [
        {record: frozenset(r for r in group) for group in grouped(found) for record in group}
        for found in (now, then)
    ]
    assert trial.joined == sum(bool(mates[1][record] - mates[0][record]) for record in now)
    assert trial.parted == sum(bool(mates[0][record] - mates[1][record]) for record in now)
    assert trial.parted > 0


def grouped(found: Mapping[int, int]) -> list[set[int]]:
    groups: dict[int, set[int]] = {}
    for record, cluster in found.items():
        groups.setdefault(cluster, set()).add(record)
    return list(groups.values())


def test_too_few_documents_and_no_linking_are_one_line_each(tmp_path: Path) -> None:
    assert train(tmp_path).exit_code == 2
    few = linked_home(tmp_path / "few", people.generate_frame(200, "none", 3).to_dict("records"))
    result = train(few)
    assert result.exit_code == 2
    assert "training needs at least 100" in result.output
