"""What can be read: all releases as a table, and the facts of one release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from common.tables import Table
from common.wording import format_count
from publishing.releases.chain import Link, list_links
from publishing.releases.pointer import read_current_name
from publishing.releases.rollback import find_pinned_rollback
from publishing.releases.verification import require_link

COLUMNS = ("release", "month", "published_at", "known_at", "figures", "checks", "state")
DIGITS = 12


def list_releases(releases: Path) -> Table:
    """A row a release, in the order of publication; `state` marks the current and the pruned.

    A damaged manifest leaves the other columns blank.
    """
    rows = []
    for link in list_links(releases):
        manifest = link.manifest
        figures = manifest.get("figures_sha256")
        rows.append(
            (
                link.release,
                manifest.get("month"),
                manifest.get("published_at"),
                manifest.get("known_at"),
                figures[:DIGITS] if isinstance(figures, str) else None,
                _format_verdicts(manifest.get("verdicts")),
                _describe_state(link, releases),
            )
        )
    return Table(COLUMNS, rows)


def describe_release(releases: Path, name: str) -> Table:
    """The manifest of a release, a row a fact; of a long list the number of its entries.

    Raises UnknownRelease.
    """
    link = require_link(list_links(releases), name)
    own = {"release": name, "state": _describe_state(link, releases), "place": link.sequence}
    others = {key: value for key, value in link.manifest.items() if key not in {*own, "sequence"}}
    rows = [*own.items(), *_flatten_facts(others)]
    pinned = find_pinned_rollback(releases)
    if pinned and pinned.release == name:
        rows.append(("rolled back", f"from {pinned.left} at {pinned.at}: {pinned.reason}"))
    return Table(("fact", "value"), rows)


def _flatten_facts(facts: Mapping[str, object], within: str = "") -> Iterator[tuple[str, object]]:
    for key, value in facts.items():
        name = f"{within}{key}"
        if isinstance(value, list) or (isinstance(value, dict) and name in ("files", "bronze")):
            yield name, format_count(len(value), "entry", "entries")
        elif isinstance(value, dict):
            yield from _flatten_facts(value, f"{name}.")
        else:
            yield name, value


def _format_verdicts(verdicts: object) -> str | None:
    if not isinstance(verdicts, dict):
        return None
    return ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))


def _describe_state(link: Link, releases: Path) -> str:
    if not link.manifest:
        return "damaged"
    if link.is_pruned:
        return "pruned"
    if link.release != read_current_name(releases):
        return ""
    return "current, pinned" if find_pinned_rollback(releases) else "current"
