"""A publication under a fault of the file system, and what must hold whatever it hits."""

from __future__ import annotations

import contextlib
from pathlib import Path

from publishing.releases.pointer import find_current_release
from publishing.releases.verification import verify_releases
from tests.publishing.small import Shop
from tests.support.fault_injection import Killed, planted


def calls_of_a_publication(shop: Shop, to: Path) -> list[str]:
    """What a publication asks of the file system, in order, on a copy of a home."""
    copy = shop.copy_to(to)
    with planted(copy.home) as calls:
        copy.publish_again()
    return calls.made


def publish_under(shop: Shop, to: Path, at: int, kind: str) -> str | None:
    """Let call number `at` of a publication fail on a copy of a home, look, and publish again.

    Returns the call that was struck. The home must have a current release.
    """
    copy = shop.copy_to(to)
    before = find_current_release(copy.releases)
    made = None
    with planted(copy.home, at, kind) as calls, contextlib.suppress(OSError, Killed):
        made = copy.publish_again()
    current = find_current_release(copy.releases)
    assert current is not None, calls.struck
    # Whoever was told that it is published is right; otherwise the pointer may just have moved.
    assert current == made if made else current.parent == copy.releases, calls.struck
    assert verify_releases(copy.releases) == [], calls.struck
    after = copy.publish_again()
    assert find_current_release(copy.releases) == after not in (before, current, made), calls.struck
    assert verify_releases(copy.releases) == [], calls.struck
    assert leftovers(copy) == [], calls.struck
    return calls.struck


def leftovers(shop: Shop) -> list[str]:
    """What lies in a home and belongs to no release."""
    usual = {".lock", ".numbers", ".pruned", "current"}
    found = [path.name for path in shop.releases.iterdir() if path.name.startswith((".", "c"))]
    names = [path.name for path in (shop.releases / ".numbers").glob(".*")]
    return sorted({*found, *names} - usual) + [p.name for p in shop.work.glob("release")]


def seen_by(kind: str, call: str) -> bool:
    """Whether a kind of fault means something at a call; one process cannot die holding a lock."""
    return not (kind == "killed" and call.endswith("/.lock"))
