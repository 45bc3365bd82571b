"""The files of one release compared with its manifest: changed, missing or added; figures; rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.files import hash_file
from common.sql import quote_name
from publishing.figures.warehouse import FILE_NAME, open_warehouse
from publishing.releases.chain import MANIFEST, SIDECAR
from publishing.releases.manifest import hash_figures

if TYPE_CHECKING:
    import duckdb

Problem = tuple[str, str]


def find_damaged_files(release: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Each file that differs from the published one, and how. Files are only hashed."""
    hashes = _read_hashes(manifest)
    expected = {*hashes, MANIFEST, SIDECAR}
    folders = {str(folder) for name in expected for folder in Path(name).parents}
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        if name not in (folders if path.is_dir() and not path.is_symlink() else expected):
            yield name, "was added"
    for name, sha256 in hashes.items():
        if problem := _describe_damage(release / name, sha256):
            yield name, problem


def describe_damage_to_reader(release: Path, manifest: Mapping[str, Any], name: str) -> str | None:
    """Why a reader of the file `name` would not get what was published; None if it would.

    DuckDB replays a log that lies beside a database, so nothing may have been put there.
    """
    path = release / name
    if [found for found in path.parent.glob(f"{path.name}*") if found != path]:
        return "has a file beside it that was not published"
    return _describe_damage(path, _read_hashes(manifest).get(name))


def find_contradictions(
    release: Path, manifest: Mapping[str, Any], *, deep: bool
) -> Iterator[Problem]:
    """Where undamaged files contradict each other: in the figures and, if `deep`, in any row."""
    import duckdb

    try:
        with open_warehouse(release / FILE_NAME) as connection:
            if hash_figures(connection) != manifest.get("figures_sha256"):
                yield FILE_NAME, "holds other figures than the manifest's figures_sha256"
            if deep:
                yield from _compare_rows(connection, release / "parquet")
    except duckdb.Error as error:
        # Its message may quote a cell.
        yield FILE_NAME, f"cannot be read as a warehouse ({type(error).__name__})"


def _describe_damage(path: Path, sha256: str | None) -> str | None:
    if path.is_symlink() or not path.is_file():
        return "is missing" if not path.exists() else "is no longer a file"
    try:
        is_changed = hash_file(path) != sha256
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "was changed" if is_changed else None


def _read_hashes(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    hashes = manifest.get("files")
    return hashes if isinstance(hashes, dict) else {}


def _compare_rows(connection: duckdb.DuckDBPyConnection, parquet: Path) -> Iterator[Problem]:
    marts = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    ).fetchall()
    for (mart,) in marts:
        held, written = f"marts.{quote_name(mart)}", "read_parquet($1)"
        file = [str(parquet / f"{mart}.parquet")]
        kinds = [
            connection.execute(f"describe from {rows}", values).fetchall()
            for rows, values in ((held, []), (written, file))
        ]
        # Parquet keeps the name and the type of a column, and neither default nor key.
        if [row[:2] for row in kinds[0]] != [row[:2] for row in kinds[1]]:
            yield f"parquet/{mart}.parquet", "has other columns or types than the warehouse"
            continue
        ((differing,),) = connection.execute(
            f"select count(*) from ((from {held} except all from {written}) "
            f"union all (from {written} except all from {held}))",
            file,
        ).fetchall()
        if differing:
            yield f"parquet/{mart}.parquet", f"differs from the warehouse in {differing:,} rows"
