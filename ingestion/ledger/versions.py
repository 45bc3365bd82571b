"""Which version of a delivery is in force: a pure function of what landed.

A landing is a version of a slot as ingestion first saw it. The same bytes land again only under a
higher version number. A rejected file is no landing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Landing:
    """A content of a slot, with its version number, path and instant of landing (ISO, UTC)."""

    slot: str
    source_file_id: str
    version: int
    landed_at: str
    path: str

    @property
    def rank(self) -> tuple[int, str, str]:
        """The highest version wins, then the later landing, then the later path."""
        return self.version, self.landed_at, self.path


def is_new_landing(version: int, highest_seen: int | None) -> bool:
    """Whether a content lands: it was never seen, or only under lower version numbers."""
    return highest_seen is None or version > highest_seen


def choose_winners(landings: Iterable[Landing]) -> dict[str, Landing]:
    """Slot → the landing in force. The order of the landings does not matter."""
    best: dict[str, Landing] = {}
    for landing in landings:
        leader = best.get(landing.slot)
        if leader is None or landing.rank > leader.rank:
            best[landing.slot] = landing
    return best
