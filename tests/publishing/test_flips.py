"""A sample of the bit flips of `make chaos`: each is found, none is served."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from cli.main import main
from publishing.releases.verification import verify_releases
from tests.publishing.flips import Flip, assert_found, flips, private_copy


def test_a_flipped_bit_is_found_and_not_served(published: Path, tmp_path: Path) -> None:
    release = private_copy(published, tmp_path / "releases")
    for flip in flips(release, seed=4, count=10):
        assert_found(release, flip)
    assert verify_releases(release.parent) == []


def test_the_commands_that_show_figures_refuse_it(published: Path, tmp_path: Path) -> None:
    release = private_copy(published, tmp_path / "releases")
    commands = (["figures"], ["trace", "screened"])
    for command in commands:
        arguments = [*command, "--month", "2022-09", "--home", str(tmp_path)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    Flip("warehouse.duckdb", 8 * 8192).apply(release)
    for command in commands:
        arguments = [*command, "--month", "2022-09", "--home", str(tmp_path)]
        result = CliRunner().invoke(main, arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "warehouse.duckdb was changed" in result.stderr
