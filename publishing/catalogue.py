"""What there is to read: all releases as a table, and what one release says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.tables import Table
from publishing.chain import MANIFEST, Link, links
from publishing.places import PRUNED
from publishing.pointer import current_name
from publishing.rollback import held_back
from publishing.verification import require_known

COLUMNS = ("release", "month", "published_at", "known_at", "figures", "checks", "state")
DIGITS = 12


def listing(releases: Path) -> Table:
    """A row a release, in the order of publication; `state` marks the current and the pruned."""
    current, held = current_name(releases), held_back(releases)
    rows = []
    for link in links(releases):
        said = link.manifest
        figures = said.get("figures_sha256")
        rows.append(
            (
                link.release,
                said.get("month"),
                _published_at(link),
                said.get("known_at"),
                figures[:DIGITS] if isinstance(figures, str) else None,
                _checks(said.get("verdicts")),
                _state(link, current, held is not None),
            )
        )
    return Table(COLUMNS, rows)


def facts(releases: Path, name: str) -> Table:
    """What the manifest of a release says, a row a fact; long lists by their number of entries.

    Raises UnknownRelease.
    """
    link = require_known(list(links(releases)), name)
    current, held = current_name(releases), held_back(releases)
    own: dict[str, Any] = {
        "release": name,
        "state": _state(link, current, held is not None),
        "place": "before the chain" if not link.is_chained else link.sequence,
        "published_at": _published_at(link),
    }
    told = {*own, "sequence"}
    rows = [*own.items(), *_flat({k: v for k, v in link.manifest.items() if k not in told})]
    if held and current == name:
        rows.append(("rolled back", f"from {held.left} at {held.at}: {held.reason}"))
    return Table(("fact", "value"), rows)


def _flat(said: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, object]]:
    for key, value in said.items():
        name = f"{within}{key}"
        if isinstance(value, list) or name in ("files", "bronze"):
            yield name, f"{len(value):,} entries"
        elif isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _published_at(link: Link) -> str | None:
    """As the manifest says, or by the file's own time for those that say nothing."""
    if said := link.manifest.get("published_at"):
        return str(said)
    try:
        written = (link.folder / MANIFEST).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(written, UTC).isoformat(timespec="seconds")


def _checks(verdicts: object) -> str | None:
    if not isinstance(verdicts, dict):
        return None
    return ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))


def _state(link: Link, current: str | None, is_held: bool) -> str:
    if not link.manifest:
        return "damaged"
    if link.folder.parent.name == PRUNED:
        return "pruned"
    if link.release != current:
        return ""
    return "current, rolled back" if is_held else "current"
