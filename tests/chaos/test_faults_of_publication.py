"""Every fault of the file system at every call of a publication, and kills at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publishing.releases.pointer import find_current_release
from publishing.releases.verification import verify_releases
from tests.publishing.faulty import calls_of_a_publication, leftovers, publish_under, seen_by
from tests.publishing.small import Shop
from tests.support.fault_injection import KINDS

KILLS = 40
PUBLISHER = (
    "import sys; from pathlib import Path; from tests.publishing.small import Shop\n"
    "shop = Shop(Path(sys.argv[1])); print('ready', flush=True)\n"
    "while True: shop.publish()"
)


@pytest.mark.chaos
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_fails_readers_have_a_whole_release(tmp_path: Path, kind: str) -> None:
    shop = Shop(tmp_path / "home")
    shop.publish()
    shop.publish()
    calls = calls_of_a_publication(shop, tmp_path / "copy")
    struck = {
        publish_under(shop, tmp_path / "copy", number, kind)
        for number, call in enumerate(calls, 1)
        if seen_by(kind, call)
    }
    # Only writes can be short: of the page, the manifest, its sidecar and what is written apart.
    assert len(struck - {None}) >= (4 if kind == "short" else 12)


@pytest.mark.chaos
def test_a_publisher_can_be_killed_at_any_moment(tmp_path: Path) -> None:
    draw = random.Random(4)  # noqa: S311
    shop = Shop(tmp_path)
    shop.publish()
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(tmp_path)], stdout=subprocess.PIPE
        ) as publisher:
            assert publisher.stdout is not None
            publisher.stdout.readline()
            time.sleep(draw.uniform(0.02, 0.4))
            publisher.send_signal(signal.SIGKILL)
        assert find_current_release(shop.releases) is not None
        assert verify_releases(shop.releases) == []
    after = shop.publish()
    assert find_current_release(shop.releases) == after
    assert leftovers(shop) == []
