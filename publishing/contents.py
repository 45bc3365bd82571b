"""The files of one release against its manifest: changed, missing, added; figures; rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishing.chain import MANIFEST, SIDECAR
from publishing.manifest import figures_sha256, sha256_of
from publishing.warehouse import FILE_NAME, reading

if TYPE_CHECKING:
    import duckdb

Problem = tuple[str, str]


def damaged_files(release: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Each file that is not as published, and how. Nothing is opened but to be hashed."""
    hashes = _hashes(manifest)
    expected = {*hashes, MANIFEST, SIDECAR}
    folders = {str(folder) for name in expected for folder in Path(name).parents}
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        if name not in (folders if path.is_dir() and not path.is_symlink() else expected):
            yield name, "was added"
    for name, sha256 in hashes.items():
        if problem := damage(release / name, sha256):
            yield name, problem


def damage(path: Path, sha256: str | None) -> str | None:
    """How a file is not the one with this hash; None if it is."""
    if path.is_symlink() or not path.is_file():
        return "is missing" if not path.exists() else "is not a file any more"
    try:
        changed = sha256_of(path) != sha256
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "was changed" if changed else None


def damage_to_read(release: Path, manifest: Mapping[str, Any], name: str) -> str | None:
    """How what a reader of one file would get is not what was published; None if it is.

    DuckDB replays a log that lies beside a database, so nothing may have been put there.
    """
    path = release / name
    if [found for found in path.parent.glob(f"{path.name}*") if found != path]:
        return "has a file beside it that was not published"
    return damage(path, _hashes(manifest).get(name))


def contradictions(release: Path, manifest: Mapping[str, Any], deep: bool) -> Iterator[Problem]:
    """Where files that are as published do not say the same: figures and, if `deep`, rows."""
    import duckdb

    try:
        with reading(release / FILE_NAME) as connection:
            if figures_sha256(connection) != manifest.get("figures_sha256"):
                yield FILE_NAME, "holds other figures than the manifest's figures_sha256"
            if deep:
                yield from _differing_rows(connection, release / "parquet")
    except duckdb.Error as error:
        # Its message may quote a cell.
        yield FILE_NAME, f"cannot be read as a warehouse ({type(error).__name__})"


def _hashes(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    hashes = manifest.get("files")
    return hashes if isinstance(hashes, dict) else {}


def _differing_rows(connection: duckdb.DuckDBPyConnection, parquet: Path) -> Iterator[Problem]:
    marts = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    ).fetchall()
    for (mart,) in marts:
        held, written = f'marts."{mart}"', "read_parquet($1)"
        file = [str(parquet / f"{mart}.parquet")]
        kinds = [
            connection.execute(f"describe from {rows}", values).fetchall()
            for rows, values in ((held, []), (written, file))
        ]
        # The type is all that Parquet keeps of a column; a default or a key it does not.
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
