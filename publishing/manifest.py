"""What a release says of itself: its files, its rows, its figures, the run that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.errors import ProttashaError
from publishing.chain import MANIFEST, SIDECAR, sidecar
from publishing.warehouse import FILE_NAME, reading

if TYPE_CHECKING:
    import duckdb


class NothingToPublish(ProttashaError):
    """The candidate does not hold the figures of the month that it is to be published for."""


def write_manifest(
    folder: Path,
    *,
    release: str,
    month: str,
    rows: Mapping[str, int],
    place: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> None:
    """Write `manifest.json` over all other files of `folder`, and its hash beside it.

    `place` is the release's place in the chain, `facts` what the run says of itself. Raises
    NothingToPublish if the figures do not end at `month`, and ValueError if a fact would hide
    something that the manifest says itself.
    """
    with reading(folder / FILE_NAME) as connection:
        own = {
            "release": release,
            "month": month,
            "figures_sha256": _figures_up_to(connection, month),
            "verdicts": _verdicts(connection),
            "rows": dict(rows),
            "files": file_hashes(folder),
            **place,
        }
    if clash := own.keys() & facts.keys():
        raise ValueError(f"a run may not state {', '.join(sorted(clash))}: the manifest counts it")
    text = json.dumps({**facts, **own}, indent=2, sort_keys=True, ensure_ascii=False)
    manifest = f"{text}\n".encode()
    for name, content in ((MANIFEST, manifest), (SIDECAR, sidecar(manifest))):
        (folder / name).write_bytes(content)


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release folder."""
    manifest: dict[str, Any] = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def figures_sha256(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The SHA-256 of all figures in canonical form; None if there are none.

    Canonical: a line `month,indicator,dimension,member,period,value` a figure, months as
    YYYY-MM-DD, lines joined by line feeds, sorted as bytes. So it knows nothing of row order,
    engine or file format.
    """
    ((digest,),) = connection.execute(
        "select sha256(string_agg(line, chr(10) order by line)) from ("
        "select concat_ws(',', reporting_month, indicator_code, dimension, member, period, value) "
        "as line from marts.fct_indicator_values)"
    ).fetchall()
    return digest if digest is None else str(digest)


def _figures_up_to(connection: duckdb.DuckDBPyConnection, month: str) -> str:
    digest = figures_sha256(connection)
    ((last,),) = connection.execute(
        "select strftime(max(reporting_month), '%Y-%m') from marts.fct_indicator_values"
    ).fetchall()
    if digest is None or last != month:
        raise NothingToPublish(
            f"the candidate's figures end at {last or 'no month'}, so it cannot be published "
            f"for {month}; run that month again"
        )
    return digest


def _verdicts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(
        connection.execute(
            "select verdict, count(*) from marts.fct_check_results group by 1 order by 1"
        ).fetchall()
    )


def file_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in `folder`, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file; OSError if it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
