"""Verification finds what was changed, removed or added, and reports nothing that is sound."""

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


def list_found(releases: Path, name: str | None = None) -> set[tuple[str, str]]:
    return {(finding.release, finding.file) for finding in verify_releases(releases, name)}


def replace_file(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def forge_manifest(release: Path, **facts: object) -> None:
    """Another manifest with a sidecar that fits."""
    text = json.dumps(read_manifest(release) | facts).encode()
    replace_file(release / "manifest.json", text)
    replace_file(release / "manifest.sha256", format_sidecar(text))


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
def test_a_changed_or_missing_file_is_named(releases: Path, name: str) -> None:
    release = releases / "2022-08.1"
    honest = (release / name).read_bytes()
    replace_file(release / name, honest[:-1] + bytes([honest[-1] ^ 1]))
    assert list_found(releases) == {(release.name, name)}
    assert not is_sound(release)
    release.joinpath(name).parent.chmod(0o755)
    (release / name).unlink()
    assert (release.name, name) in list_found(releases, release.name)
    assert list_found(releases, "2022-09.1") == set()
    (release / name).write_bytes(honest)
    assert list_found(releases) == set()


def add_log(release: Path) -> str:
    (release / "warehouse.duckdb.wal").write_bytes(b"")
    return "warehouse.duckdb.wal"


def add_folder(release: Path) -> str:
    (release / "extra").mkdir()
    return "extra"


def replace_by_link(release: Path) -> str:
    (release / "bulletin.html").rename(release.parent / "elsewhere.html")
    (release / "bulletin.html").symlink_to("../elsewhere.html")
    return "bulletin.html"


@pytest.mark.parametrize("add", [add_log, add_folder, replace_by_link])
def test_an_added_file_is_named(releases: Path, add: Callable[[Path], str]) -> None:
    release = releases / "2022-09.2"
    release.chmod(0o755)
    name = add(release)
    assert list_found(releases) == {(release.name, name)}
    if name.startswith("warehouse"):
        with pytest.raises(DamagedRelease, match="a file beside it"):
            require_sound(release, "warehouse.duckdb")


@pytest.mark.parametrize("name", ["2022-08.1", "2022-09.2"])
def test_a_forged_manifest_contradicts_the_recorded_hashes(releases: Path, name: str) -> None:
    forge_manifest(releases / name, run_id="another")
    assert {release for release, _ in list_found(releases)} == {name}


def test_a_manifest_with_a_wrong_figures_hash_is_found(releases: Path) -> None:
    forge_manifest(releases / "2022-09.2", figures_sha256="0" * 64)
    assert ("2022-09.2", "warehouse.duckdb") in list_found(releases)


def test_a_removed_release_is_reported(releases: Path) -> None:
    (releases / "2022-08.1").rename(releases / "elsewhere")
    assert list_found(releases) == {("2022-08.1", "manifest.json"), ("2022-09.2", "manifest.json")}
    (releases / "elsewhere").rename(releases / "2022-08.1")
    (releases / "2022-09.2").rename(releases / "elsewhere")
    assert list_found(releases) == {("2022-09.2", "manifest.json"), ("current", "current")}
    (releases / "current").unlink()
    assert list_found(releases) == {("2022-09.2", "manifest.json")}


def test_swapped_releases_are_reported(releases: Path) -> None:
    (releases / "2022-09.1").rename(releases / "elsewhere")
    (releases / "2022-09.2").rename(releases / "2022-09.1")
    (releases / "elsewhere").rename(releases / "2022-09.2")
    assert {name for name, _ in list_found(releases)} >= {"2022-09.1", "2022-09.2"}


def test_a_damaged_manifest_does_not_stop_the_next_release(releases: Path, tmp_path: Path) -> None:
    honest = (releases / "2022-09.2" / "manifest.json").read_bytes()
    replace_file(releases / "2022-09.2" / "manifest.json", b"\xff" + honest[1:])
    assert choose_next_place(releases)["sequence"] == 4
    shop = Shop(tmp_path)
    assert publish_release(
        shop.candidate, releases, month=MONTHS[1], manifest={}, bulletin=shop.page
    )
    assert list_found(releases) == {("2022-09.2", "manifest.json")}
    replace_file(releases / "2022-09.2" / "manifest.json", honest)
    assert verify_releases(releases) == []


def test_only_deep_verification_compares_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tmp_path)

    def careless(candidate: Path, warehouse: Path, parquet: Path) -> dict[str, int]:
        rows = promote_marts(candidate, warehouse, parquet)
        for mart, query in {
            "dim_source_files": "select source_file_id, number + 1 as number",
            "fct_check_results": "select 1 as verdict",
        }.items():
            _export_mart(warehouse, query, mart, parquet)
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


def _export_mart(warehouse: Path, query: str, mart: str, parquet: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(
            f"copy ({query} from marts.{mart}) to '{parquet}/{mart}.parquet' (format parquet)"
        )


def test_the_error_for_an_unknown_release_lists_the_known_ones(releases: Path) -> None:
    with pytest.raises(UnknownRelease, match=r"'2022-09\.7'; there are: 2022-09\.1, 2022-08\.1"):
        verify_releases(releases, "2022-09.7")
