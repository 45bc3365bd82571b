"""A rebuild: a month as it was known at an instant, made again and compared.

It is a run on the ledger, the decisions and the configuration of that instant. It ingests nothing,
publishes nothing, and leaves the register alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from common.errors import ConfigurationError
from common.instants import format_instant
from common.settings import Settings
from pipeline.as_of import require_past
from pipeline.configuration import recall_configuration

# What a figure depends on, as the manifest has it, and what to call it.
DEPENDS_ON = {
    "code_version": "the code",
    "configuration": "the programme file or the linking model",
    "source_files": "the deliveries in force",
    "decisions_sha256": "the reviewers' decisions",
}


@dataclass(frozen=True)
class Rebuilt:
    """A rebuild, and the release that showed the month at its instant, if there was one.

    `cells` is how many figures differ, None if the release is pruned and cannot be compared;
    `causes` is what else differs in what they were made from.
    """

    folder: Path
    as_of: datetime
    release: Mapping[str, Any] | None = None
    is_equal: bool = False
    cells: int | None = None
    causes: tuple[str, ...] = ()


def recall_past(settings: Settings, as_of: datetime, say: Callable[[str], None]) -> Settings:
    """The settings with the configuration of an instant.

    Raises ConfigurationError for an instant of which nothing can have been known.
    """
    from ingestion.ledger.queries import list_source_files

    require_past(settings, as_of)
    if list_source_files(settings.ledger, as_of).empty:
        landed = list_source_files(settings.ledger)["landed_at"]
        if landed.empty:
            raise ConfigurationError(f"{settings.home} has ingested nothing yet; give its --home")
        raise ConfigurationError(
            f"nothing had landed by {format_instant(as_of)}; "
            f"the first file landed at {format_instant(landed.min())}"
        )
    return recall_configuration(settings, as_of, say)


def compare_rebuild(folder: Path, releases: Path, as_of: datetime) -> Rebuilt:
    """A rebuild beside the newest release of its month that was known at `as_of`."""
    from publishing.releases.manifest import read_manifest
    from publishing.releases.rebuilds import count_differing_cells, list_known_manifests

    made = read_manifest(folder)
    known = list_known_manifests(releases, as_of, made["month"])
    if not known:
        return Rebuilt(folder, as_of)
    then = known[-1]
    release = releases / then["release"]
    return Rebuilt(
        folder,
        as_of,
        release=then,
        is_equal=then["figures_sha256"] == made["figures_sha256"],
        cells=count_differing_cells(folder, release) if release.is_dir() else None,
        causes=tuple(_list_causes(then, made)),
    )


def _list_causes(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    for fact, words in DEPENDS_ON.items():
        if one.get(fact) != other.get(fact):
            yield words
