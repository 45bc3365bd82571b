"""A release holds the marts and nothing else, and its manifest states what it holds."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from publishing.releases import promotion
from publishing.releases.manifest import NothingToPublish, read_manifest
from publishing.releases.pointer import find_current_release
from publishing.releases.promotion import ForeignTables, promote_marts
from publishing.releases.publication import publish_release
from tests.publishing.small import FACTS

MONTH = "2022-09"


def test_a_published_release_is_complete_and_current(published: Path) -> None:
    assert published.name == "2022-09.1"
    assert find_current_release(published.parent) == published
    assert (published.parent / "current").readlink() == Path("2022-09.1")
    marts = {path.stem for path in (published / "parquet").iterdir()}
    assert {"fct_qualifications", "dim_source_files", "fct_check_results"} <= marts
    assert {path.name for path in published.iterdir()} == {
        "warehouse.duckdb", "parquet", "bulletin.html", "manifest.json", "manifest.sha256",
    }  # fmt: skip


def test_the_manifest_states_files_rows_verdicts_and_facts(published: Path) -> None:
    manifest = read_manifest(published)
    on_disk = {
        path.relative_to(published).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in published.rglob("*")
        if path.is_file() and not path.name.startswith("manifest.")
    }
    assert manifest["files"] == on_disk
    assert manifest["rows"]["fct_qualifications"] == 17
    assert manifest["verdicts"] == {"failed": 1, "not_evaluated": 1, "passed": 1}
    assert manifest["release"] == "2022-09.1"
    assert {key: manifest[key] for key in FACTS} == FACTS


def test_parquet_and_warehouse_hold_the_same_rows(published: Path) -> None:
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        for path in sorted((published / "parquet").iterdir()):
            held = connection.execute(f"from marts.{path.stem}").fetchall()
            assert held == connection.execute(f"from '{path}'").fetchall()
            types = [connection.execute(f"describe from {rows}").fetchall()
                     for rows in (f"marts.{path.stem}", f"'{path}'")]  # fmt: skip
            assert [row[:2] for row in types[0]] == [row[:2] for row in types[1]]
            assert held


def test_a_release_holds_only_marts_with_their_descriptions(published: Path) -> None:
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        schemas = "select distinct table_schema from information_schema.tables"
        assert connection.execute(schemas).fetchall() == [("marts",)]
        comments = (
            "select comment from duckdb_tables() where comment is not null "
            "union all select comment from duckdb_columns() where comment is not null"
        )
        assert sorted(connection.execute(comments).fetchall()) == [
            ("As printed.",),
            ("Grain: an indicator of the programme's registry.",),
        ]


def test_a_foreign_table_in_a_release_is_refused(
    candidate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = promotion._promote_mart

    def leaky(connection: duckdb.DuckDBPyConnection, mart: str, parquet: Path) -> int:
        connection.execute("create or replace table release.main.vault as select 1 as secret")
        return honest(connection, mart, parquet)

    monkeypatch.setattr(promotion, "_promote_mart", leaky)
    with pytest.raises(ForeignTables, match=r"main\.vault"):
        promote_marts(candidate, tmp_path / "warehouse.duckdb", tmp_path / "parquet")


def test_older_clients_can_open_the_file(published: Path) -> None:
    with (published / "warehouse.duckdb").open("rb") as file:
        header = file.read(20)
    assert header[8:12] == b"DUCK"
    # 64 is the storage of DuckDB 0.9 to 1.x; later ones are 65 and up.
    assert int.from_bytes(header[12:20], "little") == 64
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        tags = "select tags['storage_version'] from duckdb_databases() where not internal"
        assert connection.execute(tags).fetchall() == [("v1.0.0+",)]


def test_files_are_read_only(published: Path) -> None:
    modes = {stat.S_IMODE(p.stat().st_mode) for p in published.rglob("*") if p.is_file()}
    assert modes == {0o444}


def test_the_figures_hash_depends_on_values_and_not_on_row_order(
    publish_with: Callable[..., Path],
) -> None:
    shuffle = (
        "create or replace table marts.fct_indicator_values as "
        "from marts.fct_indicator_values order by hash(member || period), value desc"
    )
    plain, shuffled = publish_with(), publish_with(shuffle)
    changed = publish_with("update marts.fct_indicator_values set value = 9 where value = 2000")
    hashes = [read_manifest(made)["figures_sha256"] for made in (plain, shuffled, changed)]
    assert hashes[0] == hashes[1] != hashes[2]
    name = "parquet/fct_indicator_values.parquet"
    files = [read_manifest(made)["files"][name] for made in (plain, shuffled, changed)]
    assert files[0] == files[1] != files[2]


def test_the_figures_hash_has_a_canonical_form(published: Path) -> None:
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("from marts.fct_indicator_values").fetchall()
    lines = sorted(",".join(map(str, row)) for row in rows)
    expected = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert read_manifest(published)["figures_sha256"] == expected


@pytest.mark.parametrize("month", ["2022-08", "2022-10"])
def test_figures_must_end_at_the_month(candidate: Path, releases: Path, month: str) -> None:
    page = candidate.with_name("page.html")
    page.write_text("<p>rendered before</p>", "utf-8")
    with pytest.raises(NothingToPublish, match="end at 2022-09"):
        publish_release(candidate, releases, month=month, manifest=FACTS, bulletin=page)
    assert find_current_release(releases) is None


def test_a_candidate_without_figures_is_not_published(
    build_candidate: Callable[..., Path], tmp_path: Path, releases: Path
) -> None:
    empty = build_candidate(tmp_path / "work" / "r1", "delete from marts.fct_indicator_values")
    page = tmp_path / "page.html"
    page.write_text("<p>rendered before</p>", "utf-8")
    with pytest.raises(NothingToPublish, match="end at no month"):
        publish_release(empty, releases, month=MONTH, manifest=FACTS, bulletin=page)


def test_the_bulletin_is_published_unchanged(candidate: Path, releases: Path) -> None:
    page = candidate.with_name("page.html")
    page.write_text("<p>rendered before</p>", "utf-8")
    made = publish_release(candidate, releases, month=MONTH, manifest=FACTS, bulletin=page)
    assert (made / "bulletin.html").read_bytes() == page.read_bytes()


def test_a_run_may_not_state_what_the_manifest_states(candidate: Path, releases: Path) -> None:
    page = candidate.with_name("page.html")
    page.touch()
    stated = {**FACTS, "rows": 1}
    with pytest.raises(ValueError, match="may not state rows"):
        publish_release(candidate, releases, month=MONTH, manifest=stated, bulletin=page)
