"""A candidate beside what readers were given: the restatements that it would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishing.figures.warehouse import FILE_NAME
from publishing.releases.chain import list_links
from publishing.releases.manifest import read_manifest
from publishing.releases.pointer import read_current_name
from publishing.releases.verification import DamagedRelease, require_sound
from publishing.restatement.engine import compare

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
    the past knows only releases whose `known_at` is before the instant `known_before`; of these the
    newest of the newest month was current. Damaged releases show nothing any more and are passed
    over.
    """
    found = [
        link
        for link in list_links(releases)
        if link.folder.parent == releases and link.manifest
        and (known_before is None or link.manifest.get("known_at", "") < known_before)
    ]  # fmt: skip
    current = read_current_name(releases)
    if known_before is not None:
        # The last one of those along the chain that are of the newest month.
        of_months = sorted(found, key=lambda link: str(link.manifest.get("month", "")))
        current = of_months[-1].release if of_months else None
    # Stable: along the chain, so that the newest comes first when it is turned round.
    found.sort(key=lambda link: link.release == current)
    covered = ""
    for link in reversed(found):
        last = min(month, str(link.manifest.get("month", "")))
        if last > covered and _is_sound(link.folder):
            yield Given(link.folder, covered, last)
            covered = last


def is_same_code(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two manifests tell of one code and one programme file."""
    return _made_by(one) == _made_by(other)


def _is_sound(release: Path) -> bool:
    try:
        require_sound(release, FILE_NAME)
    except DamagedRelease:
        return False
    return True


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

    `made_by` is what the manifest will say of the run: a release of the same `code_version` and
    `configuration` can differ by its records only.
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
            is_same_code=is_same_code(read_manifest(release.release), made_by),
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
