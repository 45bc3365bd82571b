"""The manifest of a release: its files, its rows, its figures, and the run that made it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.errors import ProttashaError
from common.files import hash_file
from publishing.figures.warehouse import FILE_NAME, open_warehouse
from publishing.releases.chain import MANIFEST, SIDECAR, format_sidecar

if TYPE_CHECKING:
    import duckdb


class NothingToPublish(ProttashaError):
    """The candidate does not hold the figures of the month that it would be published for."""

    next_step = "run the month again: `prottasha run --month YYYY-MM`"


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

    `place` is the release's place in the chain, `facts` what the run states. Raises
    NothingToPublish if the last month of the figures is not `month`, and ValueError if a fact has a
    key that the manifest fills itself.
    """
    with open_warehouse(folder / FILE_NAME) as connection:
        own = {
            "release": release,
            "month": month,
            "figures_sha256": _hash_figures_to(connection, month),
            "verdicts": _count_verdicts(connection),
            "rows": dict(rows),
            "files": hash_files(folder),
            **place,
        }
    if clash := own.keys() & facts.keys():
        raise ValueError(f"a run may not state {', '.join(sorted(clash))}: the manifest does")
    text = json.dumps({**facts, **own}, indent=2, sort_keys=True, ensure_ascii=False)
    manifest = f"{text}\n".encode()
    (folder / MANIFEST).write_bytes(manifest)
    (folder / SIDECAR).write_bytes(format_sidecar(manifest))


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release folder."""
    manifest: dict[str, Any] = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def hash_figures(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The SHA-256 of all figures in canonical form; None if there are none.

    Canonical: a line `month,indicator,dimension,member,period,value` a figure, months as
    YYYY-MM-DD, lines sorted as bytes and joined by line feeds. So the hash does not depend on row
    order, engine or file format.
    """
    ((digest,),) = connection.execute(
        "select sha256(string_agg(line, chr(10) order by line)) from ("
        "select concat_ws(',', reporting_month, indicator_code, dimension, member, period, value) "
        "as line from marts.fct_indicator_values)"
    ).fetchall()
    return digest if digest is None else str(digest)


def hash_files(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in `folder`, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in files}


def _hash_figures_to(connection: duckdb.DuckDBPyConnection, month: str) -> str:
    digest = hash_figures(connection)
    ((last,),) = connection.execute(
        "select strftime(max(reporting_month), '%Y-%m') from marts.fct_indicator_values"
    ).fetchall()
    if digest is None or last != month:
        raise NothingToPublish(
            f"the candidate's figures end at {last or 'no month'}; "
            f"it cannot be published for {month}"
        )
    return digest


def _count_verdicts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(
        connection.execute(
            "select verdict, count(*) from marts.fct_check_results group by 1 order by 1"
        ).fetchall()
    )
