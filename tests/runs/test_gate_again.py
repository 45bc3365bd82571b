"""After a run, anybody runs the gate's checkpoint again, on what the release keeps of it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import yaml

from publishing.releases.contents import find_damaged_files
from publishing.releases.manifest import read_manifest
from tests.support.gx_prompt import run_prompt
from tests.support.home import Published

ROOT = Path(__file__).parents[2]


def find_release(published: Published) -> Path:
    return (published.folder / "releases" / "current").resolve()


def test_the_checkpoint_of_a_release_gives_the_published_verdicts(published: Published) -> None:
    release = find_release(published)
    _, found = run_prompt(release / "inputs")
    rows = pq.read_table(release / "parquet" / "fct_check_results.parquet").to_pylist()
    gate = {row["check_id"]: row for row in rows if row["engine"] == "great_expectations"}
    assert set(found) == set(gate)
    for check_id, (success, counts) in found.items():
        row = gate[check_id]
        assert success == (row["verdict"] in ("passed", "not_evaluated")), check_id
        assert counts["unexpected_count"] == row["failed"], check_id


def test_running_it_changes_nothing_in_the_release(published: Published) -> None:
    release = find_release(published)
    run_prompt(release / "inputs")
    assert list(find_damaged_files(release, read_manifest(release))) == []


def test_the_repository_s_project_looks_where_a_release_keeps_its_batches(
    published: Published,
) -> None:
    configuration = yaml.safe_load((ROOT / "gx" / "great_expectations.yml").read_text("utf-8"))
    place = configuration["fluent_datasources"]["batches"]["base_directory"]
    # The home that `make run` makes is `data`.
    assert (published.folder / Path(place).relative_to("data")).is_dir()


def test_the_batches_of_a_release_are_small(published: Published) -> None:
    folder = find_release(published) / "inputs" / "gx"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 1_000_000
