"""Rebuilds: a month made again as it was known at an instant, and compared with its release.

A rebuild holds what a release holds. It is not a release: it has no place in the chain, and
`current` never points at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.files import sync_path
from common.instants import parse_instant
from common.sql import quote_text
from publishing.figures.warehouse import FILE_NAME
from publishing.releases.chain import list_links
from publishing.releases.publication import build_release


def write_rebuild(
    candidate: Path,
    rebuilds: Path,
    as_of: datetime,
    *,
    month: str,
    bulletin: Path,
    manifest: Mapping[str, Any],
) -> Path:
    """Build what `candidate` would be as a release, as `<month>.as-of-<instant>.<n>`."""
    rebuilds.mkdir(parents=True, exist_ok=True)
    earlier = [int(path.suffix[1:]) for path in list_rebuilds(rebuilds, month, as_of)]
    folder = rebuilds / f"{_format_stem(month, as_of)}.{max(earlier, default=0) + 1}"
    facts = {**manifest, "as_of": manifest["known_at"]}
    built = build_release(
        candidate, folder.name, month=month, place={}, manifest=facts, bulletin=bulletin
    )
    built.rename(folder)
    sync_path(rebuilds)
    return folder


def list_rebuilds(rebuilds: Path, month: str, as_of: datetime) -> list[Path]:
    """The rebuilds of a month at an instant, oldest first."""
    found = rebuilds.glob(f"{_format_stem(month, as_of)}.*")
    return sorted(found, key=lambda path: int(path.suffix[1:]))


def list_known_manifests(
    releases: Path, until: datetime, month: str | None = None
) -> list[dict[str, Any]]:
    """The manifests of all releases, or those of a month, that show an instant up to `until`.

    In the order of these instants; pruned releases are among them, damaged manifests are not.
    """
    known = [
        (parse_instant(link.manifest["known_at"]), dict(link.manifest))
        for link in list_links(releases)
        if link.is_intact and month in (None, link.manifest["month"])
    ]
    found = [(at, manifest) for at, manifest in known if at <= until]
    return [manifest for _, manifest in sorted(found, key=lambda pair: pair[0])]


def count_differing_cells(one: Path, other: Path) -> int:
    """How many figures two releases or rebuilds give differently, or only one of them gives."""
    import duckdb

    files = [quote_text(folder / FILE_NAME) for folder in (one, other)]
    with duckdb.connect() as connection:
        for name, file in zip(("one", "other"), files, strict=True):
            connection.execute(f"attach {file} as {name} (read_only)")
        ((cells,),) = connection.execute(
            "select count(*) from one.marts.fct_indicator_values as a "
            "full join other.marts.fct_indicator_values as b "
            "using (reporting_month, indicator_code, dimension, member, period) "
            "where a.value is distinct from b.value"
        ).fetchall()
    return int(cells)


def _format_stem(month: str, as_of: datetime) -> str:
    return f"{month}.as-of-{as_of.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
