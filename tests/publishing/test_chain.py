"""Verification finds what was changed, taken or put in, and says nothing of what is sound."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from publishing.releases import publication
from publishing.releases.chain import choose_next_place, format_sidecar
from publishing.releases.manifest import read_manifest
from publishing.releases.places import UnknownRelease
from publishing.releases.promotion import promote_marts
from publishing.releases.publication import publish_release
from publishing.releases.verification import (
    DamagedRelease,
    is_sound,
    require_sound,
    verify_releases,
)
from tests.publishing.small import MONTHS, Shop


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases in a chain, of two months."""
    shop = Shop(tmp_path_factory.mktemp("chain"))
    for month in (MONTHS[1], MONTHS[0], MONTHS[1]):
        shop.publish(month)
    return shop.releases


@pytest.fixture
def releases(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "releases", symlinks=True)


def found(releases: Path, name: str | None = None) -> set[tuple[str, str]]:
    return {(finding.release, finding.file) for finding in verify_releases(releases, name)}


def rewrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def forge(release: Path, **facts: object) -> None:
    """Another manifest with a sidecar that fits."""
    text = json.dumps(read_manifest(release) | facts).encode()
    rewrite(release / "manifest.json", text)
    rewrite(release / "manifest.sha256", format_sidecar(text))


def test_each_release_names_the_one_before_it(releases: Path) -> None:
    names = ["2022-09.1", "2022-08.1", "2022-09.2"]
    manifests = [read_manifest(releases / name) for name in names]
    assert [manifest["sequence"] for manifest in manifests] == [1, 2, 3]
    assert manifests[0]["previous"] is None
    for before, manifest in zip(names, manifests[1:], strict=False):
        stated = (releases / before / "manifest.sha256").read_text().split()
        assert stated[1] == "manifest.json"
        assert manifest["previous"] == {"release": before, "manifest_sha256": stated[0]}
    assert verify_releases(releases, deep=True) == []
    assert is_sound(releases / "current")


@pytest.mark.parametrize("name", ["warehouse.duckdb", "parquet/dim_source_files.parquet",
                                  "bulletin.html", "manifest.json", "manifest.sha256"])  # fmt: skip
def test_a_file_that_is_changed_or_gone_is_named(releases: Path, name: str) -> None:
    release = releases / "2022-08.1"
    honest = (release / name).read_bytes()
    rewrite(release / name, honest[:-1] + bytes([honest[-1] ^ 1]))
    assert found(releases) == {(release.name, name)}
    assert not is_sound(release)
    release.joinpath(name).parent.chmod(0o755)
    (release / name).unlink()
    assert (release.name, name) in found(releases, release.name)
    assert found(releases, "2022-09.1") == set()
    (release / name).write_bytes(honest)
    assert found(releases) == set()


def put_a_log(release: Path) -> str:
    (release / "warehouse.duckdb.wal").write_bytes(b"")
    return "warehouse.duckdb.wal"


def put_a_folder(release: Path) -> str:
    (release / "extra").mkdir()
    return "extra"


def put_a_link(release: Path) -> str:
    (release / "bulletin.html").rename(release.parent / "elsewhere.html")
    (release / "bulletin.html").symlink_to("../elsewhere.html")
    return "bulletin.html"


@pytest.mark.parametrize("put", [put_a_log, put_a_folder, put_a_link])
def test_what_was_put_in_is_named(releases: Path, put: Callable[[Path], str]) -> None:
    release = releases / "2022-09.2"
    release.chmod(0o755)
    name = put(release)
    assert found(releases) == {(release.name, name)}
    if name.startswith("warehouse"):
        with pytest.raises(DamagedRelease, match="a file beside it"):
            require_sound(release, "warehouse.duckdb")


@pytest.mark.parametrize("name", ["2022-08.1", "2022-09.2"])
def test_a_forged_manifest_does_not_fit_what_was_written_down(releases: Path, name: str) -> None:
    forge(releases / name, run_id="another")
    assert {release for release, _ in found(releases)} == {name}


def test_a_manifest_with_other_figures_is_found(releases: Path) -> None:
    forge(releases / "2022-09.2", figures_sha256="0" * 64)
    assert ("2022-09.2", "warehouse.duckdb") in found(releases)


def test_a_release_that_was_taken_away_is_missed(releases: Path) -> None:
    (releases / "2022-08.1").rename(releases / "elsewhere")
    assert found(releases) == {("2022-08.1", "manifest.json"), ("2022-09.2", "manifest.json")}
    (releases / "elsewhere").rename(releases / "2022-08.1")
    (releases / "2022-09.2").rename(releases / "elsewhere")
    assert found(releases) == {("2022-09.2", "manifest.json"), ("current", "current")}
    (releases / "current").unlink()
    assert found(releases) == {("2022-09.2", "manifest.json")}


def test_releases_that_changed_places_are_found(releases: Path) -> None:
    (releases / "2022-09.1").rename(releases / "elsewhere")
    (releases / "2022-09.2").rename(releases / "2022-09.1")
    (releases / "elsewhere").rename(releases / "2022-09.2")
    assert {name for name, _ in found(releases)} >= {"2022-09.1", "2022-09.2"}


def test_releases_from_before_the_chain_are_verified_by_their_files(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    old = shop.publish()
    old.chmod(0o755)
    facts = {k: v for k, v in read_manifest(old).items() if k not in ("sequence", "previous")}
    rewrite(old / "manifest.json", json.dumps(facts).encode())
    (old / "manifest.sha256").unlink()
    shutil.rmtree(shop.releases / ".numbers")
    assert verify_releases(shop.releases) == []
    assert choose_next_place(shop.releases) == {"sequence": 1, "previous": None}
    assert read_manifest(shop.publish())["sequence"] == 1
    assert verify_releases(shop.releases) == []
    require_sound(old, "warehouse.duckdb")
    rewrite(old / "bulletin.html", b"<p>another</p>")
    assert found(shop.releases) == {("2022-09.1", "bulletin.html")}


def test_a_damaged_manifest_does_not_stop_the_next_release(releases: Path, tmp_path: Path) -> None:
    honest = (releases / "2022-09.2" / "manifest.json").read_bytes()
    rewrite(releases / "2022-09.2" / "manifest.json", b"\xff" + honest[1:])
    assert choose_next_place(releases)["sequence"] == 4
    shop = Shop(tmp_path)
    assert publish_release(
        shop.candidate, releases, month=MONTHS[1], manifest={}, bulletin=shop.page
    )
    assert found(releases) == {("2022-09.2", "manifest.json")}
    rewrite(releases / "2022-09.2" / "manifest.json", honest)
    assert verify_releases(releases) == []


def test_only_a_deep_look_compares_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(tmp_path)

    def careless(candidate: Path, warehouse: Path, parquet: Path) -> dict[str, int]:
        rows = promote_marts(candidate, warehouse, parquet)
        for mart, query in {
            "dim_source_files": "select source_file_id, number + 1 as number",
            "fct_check_results": "select 1 as verdict",
        }.items():
            _export(warehouse, query, mart, parquet)
        return rows

    monkeypatch.setattr(publication, "promote_marts", careless)
    shop.publish()
    assert verify_releases(shop.releases) == []
    findings = {
        finding.file: finding.finding for finding in verify_releases(shop.releases, deep=True)
    }
    assert findings == {
        "parquet/dim_source_files.parquet": "differs from the warehouse in 2 rows",
        "parquet/fct_check_results.parquet": "has other columns or types than the warehouse",
    }


def _export(warehouse: Path, query: str, mart: str, parquet: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(
            f"copy ({query} from marts.{mart}) to '{parquet}/{mart}.parquet' (format parquet)"
        )


def test_an_unknown_release_is_refused_with_those_there_are(releases: Path) -> None:
    with pytest.raises(UnknownRelease, match=r"'2022-09\.7'; there are: 2022-09\.1, 2022-08\.1"):
        verify_releases(releases, "2022-09.7")
