"""Rebuilds: what was known at an instant, made again beside the releases and compared with them.

A rebuild holds what a release holds. It is no release: it has no place in the chain, and `current`
never points at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.files import sync_path
from common.sql import quote_text
from publishing.chain import links
from publishing.release import build
from publishing.warehouse import FILE_NAME


def set_aside(
    candidate: Path,
    rebuilds: Path,
    as_of: datetime,
    *,
    month: str,
    bulletin: Path,
    manifest: Mapping[str, Any],
) -> Path:
    """Build what `candidate` would have been a release of, as `<month>.as-of-<instant>.<n>`."""
    rebuilds.mkdir(parents=True, exist_ok=True)
    earlier = [int(path.suffix[1:]) for path in of_instant(rebuilds, month, as_of)]
    folder = rebuilds / f"{_stem(month, as_of)}.{max(earlier, default=0) + 1}"
    facts = {**manifest, "as_of": manifest["known_at"]}
    built = build(candidate, folder.name, month=month, place={}, manifest=facts, bulletin=bulletin)
    built.rename(folder)
    sync_path(rebuilds)
    return folder


def of_instant(rebuilds: Path, month: str, as_of: datetime) -> list[Path]:
    """The rebuilds of a month at an instant, oldest first."""
    found = rebuilds.glob(f"{_stem(month, as_of)}.*")
    return sorted(found, key=lambda path: int(path.suffix[1:]))


def known_until(releases: Path, until: datetime, month: str | None = None) -> list[dict[str, Any]]:
    """Manifests of the releases that show an instant not after `until`, in the order of these.

    Pruned releases are among them, those of earlier versions of the code, which do not say their
    instant, are not. With `month`, only its releases.
    """
    found = [
        dict(link.manifest)
        for link in links(releases)
        if link.is_intact
        and "known_at" in link.manifest
        and month in (None, link.manifest["month"])
        and datetime.fromisoformat(link.manifest["known_at"]) <= until
    ]
    return sorted(found, key=lambda made: datetime.fromisoformat(made["known_at"]))


def cells_that_differ(one: Path, other: Path) -> int:
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


def _stem(month: str, as_of: datetime) -> str:
    return f"{month}.as-of-{as_of.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
