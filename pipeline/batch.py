"""The batch that the gate judges: the rows of every source file that no release holds yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.run_context import Run

if TYPE_CHECKING:
    import pandas


def list_published_files(run: Run) -> set[str]:
    """The source files in the figures that readers have, or had before a rebuild's instant."""
    from publishing.releases.chain import read_link
    from publishing.releases.pointer import find_current_release
    from publishing.releases.rebuilds import list_known_manifests

    if run.as_of is None:
        release = find_current_release(run.settings.releases)
        # A damaged manifest may name none: then every row is judged again.
        return set(read_link(release).manifest.get("source_files", ())) if release else set()
    before = list_known_manifests(run.settings.releases, run.as_of - timedelta(microseconds=1))
    before.sort(key=lambda manifest: manifest["month"])  # stable: of the newest month the last one
    return set(before[-1]["source_files"]) if before else set()


def read_bronze(home: Path, files: pandas.DataFrame) -> dict[str, pandas.DataFrame]:
    """The bronze rows of some source files by table, and their quarantined cells."""
    import pyarrow.parquet

    def read_files(folder: Path, file_ids: Iterable[str], columns: list[str] | None = None) -> Any:
        paths = [path for name in file_ids if (path := folder / f"{name}.parquet").exists()]
        return pyarrow.parquet.read_table(paths, columns=columns).to_pandas() if paths else None

    rows = {
        str(table): read_files(home / "bronze" / str(table), group["source_file_id"])
        for table, group in files.groupby("table_name")
    }
    references = ["source_file_id", "row_number", "rule"]
    # A file that lost nothing has no quarantine: no rows are an answer, no table would be none.
    quarantined = [*files["source_file_id"].unique(), "_empty"]
    rows["quarantine"] = read_files(home / "quarantine", quarantined, references)
    return {name: frame for name, frame in rows.items() if frame is not None}
