"""A candidate beside what readers were given: the restatements that it would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishing.manifest import read_manifest
from publishing.release import current_release
from publishing.restatement.engine import compare
from publishing.warehouse import FILE_NAME

if TYPE_CHECKING:
    import pyarrow

PARTS, ROWS = "restatements.parquet", "restated_rows.parquet"


@dataclass(frozen=True)
class Given:
    """A release and the months (`YYYY-MM`) for which it is what readers were given last."""

    release: Path
    after: str
    last: str


def given(releases: Path, month: str, known_before: str | None = None) -> Iterator[Given]:
    """What readers were given last for the months up to `month`, the nearest release first.

    That is the current release, and for later months the newest one that holds them. A rebuild of
    the past knows only releases whose `known_at` is before the instant `known_before`.
    """
    found = []
    for folder in releases.glob("*.*/") if releases.is_dir() else ():
        if folder.name[0] != "." and folder.name.rpartition(".")[2].isdecimal():
            manifest = read_manifest(folder)
            if known_before is None or manifest.get("known_at", "") < known_before:
                found.append((manifest, folder))
    current = None if known_before else current_release(releases)
    found.sort(key=lambda made: _newest_first(made[0], made[1] == current), reverse=True)
    covered = ""
    for manifest, folder in found:
        last = min(month, manifest["month"])
        if last > covered:
            yield Given(folder, covered, last)
            covered = last


def _newest_first(manifest: Mapping[str, Any], is_current: bool) -> tuple[Any, ...]:
    month, _, number = manifest["release"].rpartition(".")
    return is_current, manifest.get("sequence", 0), month, int(number)


def restate(
    candidate: Path,
    releases: Path,
    out: Path,
    *,
    month: str,
    made_by: Mapping[str, Any],
    known_before: str | None = None,
) -> list[dict[str, Any]]:
    """Write `restatements.parquet` and `restated_rows.parquet` into `out`; returns the parts.

    `made_by` holds `code_version` and `configuration` as the manifest will: a release that has the
    same can differ by its records only.
    """
    import pyarrow
    import pyarrow.parquet

    parts, rows = [], []
    for release in given(releases, month, known_before):
        restatement = compare(
            release.release / FILE_NAME,
            candidate,
            first_month=_first_day(release.after, after=True),
            last_month=_first_day(release.last),
            is_same_code=_made_by(read_manifest(release.release)) == _made_by(made_by),
        )
        parts.append(_of(release.release.name, restatement.parts))
        rows.append(_of(release.release.name, restatement.rows))
    if not parts:  # nothing was published before: tables without a row, of the same shape
        nothing = compare(candidate, candidate)
        parts, rows = [_of("", nothing.parts)], [_of("", nothing.rows)]
    all_parts = pyarrow.concat_tables(parts)
    pyarrow.parquet.write_table(all_parts, out / PARTS)
    pyarrow.parquet.write_table(pyarrow.concat_tables(rows), out / ROWS)
    found: list[dict[str, Any]] = all_parts.to_pylist()
    return found


def _made_by(facts: Mapping[str, Any]) -> tuple[Any, Any]:
    return facts.get("code_version"), facts.get("configuration", {}).get("programme")


def _first_day(month: str, *, after: bool = False) -> date:
    """The first day of `YYYY-MM`, or of the month after it."""
    if not month:
        return date.min
    year, number = map(int, month.split("-"))
    year, number = divmod(year * 12 + number - 1 + after, 12)
    return date(year, number + 1, 1)


def _of(release: str, table: pyarrow.Table) -> pyarrow.Table:
    import pyarrow

    names = pyarrow.array([release] * table.num_rows, pyarrow.string())
    return table.append_column("published_in", names)
