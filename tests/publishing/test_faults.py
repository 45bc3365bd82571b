"""A sample of the faults of `make chaos`: readers have a whole release whatever a disk does."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from publishing.releases.pointer import find_current_release
from publishing.releases.verification import verify_releases
from tests.publishing.faulty import calls_of_a_publication, leftovers, publish_under
from tests.publishing.small import Shop

# The steps after which a reader would see a difference, and the ones that write.
SAMPLE = (
    ("killed", "rename work/r1/release"),
    ("killed", "symlink releases/.current-2022-09.3"),
    ("killed", "replace releases/.current-2022-09.3"),
    ("io", "fsync releases/.numbers"),
    ("full", "write work/r1/release/manifest.json"),
    ("short", "write releases/.numbers/.2022-09.3.new"),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    shop.publish()
    shop.publish()
    return shop


@pytest.fixture(scope="module")
def calls(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return calls_of_a_publication(shop, tmp_path_factory.mktemp("calls") / "copy")


@pytest.mark.parametrize(("kind", "call"), SAMPLE)
def test_whatever_fails_readers_have_a_whole_release(
    shop: Shop, calls: list[str], tmp_path: Path, kind: str, call: str
) -> None:
    assert publish_under(shop, tmp_path / "copy", calls.index(call) + 1, kind) == call


def test_duckdb_that_cannot_write_leaves_the_current_release(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    first = shop.publish()

    def small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    said = subprocess.run(
        [sys.executable, "-c",
         "import sys; from pathlib import Path\n"
         "from publishing.releases.publication import publish_release\n"
         "w = Path(sys.argv[1])\n"
         "publish_release(w / 'work/r1/warehouse.duckdb', w / 'releases', month='2022-09',"
         " manifest={}, bulletin=w / 'work/r1/page.html')", str(tmp_path)],
        capture_output=True, text=True, check=False, preexec_fn=small_disk,
    )  # fmt: skip
    assert said.returncode == 1, said.stderr
    assert find_current_release(shop.releases) == first
    assert verify_releases(shop.releases) == []
    assert shop.publish().name == "2022-09.3"
    assert leftovers(shop) == []
