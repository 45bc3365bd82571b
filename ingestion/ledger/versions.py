"""Which version of a delivery is in force: a pure function of what landed.

Source of the rules: source-formats, *Versions*. A landing is a version of a slot as ingestion first
saw it; the same bytes land again only under a higher N. A rejected file is no landing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Landing:
    """Content `source_file_id` of `slot`, seen as version N at an instant (ISO, UTC) and path."""

    slot: str
    source_file_id: str
    version: int
    landed_at: str
    path: str

    @property
    def rank(self) -> tuple[int, str, str]:
        """The highest N wins whenever it lands; then the later landed, then the later path."""
        return self.version, self.landed_at, self.path


def is_new_landing(version: int, seen: int | None) -> bool:
    """Bytes seen before (highest N so far: `seen`) change nothing unless their N is higher."""
    return seen is None or version > seen


def choose_winners(landings: Iterable[Landing]) -> dict[str, Landing]:
    """Slot → the landing in force. The order of the landings does not matter."""
    best: dict[str, Landing] = {}
    for landing in landings:
        held = best.get(landing.slot)
        if held is None or landing.rank > held.rank:
            best[landing.slot] = landing
    return best
