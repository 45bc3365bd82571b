"""Processes that open the current release again and again while releases are made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.publishing.small import Shop

# Resolve the pointer once: all that is opened is then of one release. Half of the readers go by
# the pointer itself, as somebody in a hurry does: one file is of one release all the same.
READER = """
import sys
from pathlib import Path
import duckdb
from publishing.releases.pointer import find_current_release
releases, by_pointer, until = Path(sys.argv[1]), sys.argv[2] == "True", Path(sys.argv[3])
reads, seen = 0, set()
print("ready", flush=True)
while not until.exists() or not reads:
    release = releases / "current" if by_pointer else find_current_release(releases)
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as warehouse:
        numbers = {n for n, in warehouse.execute(
            "select value from marts.fct_indicator_values union all "
            "select number from marts.dim_source_files").fetchall()}
    if not by_pointer:
        files = str(release / "parquet" / "*_source_files.parquet")
        numbers |= {n for n, in duckdb.execute(f"select number from '{files}'").fetchall()}
    assert len(numbers) == 1, numbers
    reads, seen = reads + 1, seen | numbers
print(reads, len(seen))
"""


def read_while_publishing(home: Path, *, readers: int, publications: int) -> tuple[int, int]:
    """How often all readers read, and how many releases the least lucky of them saw.

    Fails if a reader fails, or sees two releases in one.
    """
    shop, end = Shop(home), home / "end"
    shop.publish()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(shop.releases), str(number % 2 == 1), str(end)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(readers)
    ]  # fmt: skip
    try:
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        for _ in range(publications):
            shop.publish()
    finally:
        end.touch()
        said = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * readers, said
    counts = [tuple(map(int, out.split())) for out, _ in said]
    return sum(reads for reads, _ in counts), min(seen for _, seen in counts)
