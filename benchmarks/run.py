"""`make bench`: what a run costs beside the dbt build in it and beside Dagster's default.

Every figure is a whole process, measured from outside; the commands take turns, so that a machine
that slows down slows all of them. The targets are those of an idle machine with two cores.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

MONTH = "2022-09"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
PROTTASHA = str(Path(sys.executable).with_name("prottasha"))


def timed(command: list[str], home: Path) -> float:
    """Seconds of one process; ends the benchmark if it fails."""
    environment = {**os.environ, "PROTTASHA_HOME": str(home)}
    environment.pop("PROTTASHA_LANDING", None)
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return seconds


def empty(home: Path) -> None:
    """Forget all but the landing folder."""
    for place in home.iterdir():
        if place.name not in ("landing", "truth", "dbt"):
            shutil.rmtree(place)


def module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{name}", *arguments]


def measure(home: Path) -> dict[str, list[float]]:
    """Seconds of each command, round by round; a first round warms the caches and is dropped."""
    run = [PROTTASHA, "run", "--month", MONTH]
    prepared = home / "dbt"
    timed([PROTTASHA, "sample", "--out", str(home)], home)
    timed(module("dbt_alone", "prepare", MONTH, str(prepared)), home)
    fresh: Callable[[], None] = lambda: empty(home)  # noqa: E731
    keep: Callable[[], None] = lambda: None  # noqa: E731
    commands = {
        "(a) whole job": (fresh, run),
        "unchanged re-run": (keep, run),
        "(b) dbt build alone": (keep, module("dbt_alone", "build", str(prepared))),
        "(d) publication alone": (keep, module("publishing_time", MONTH)),
        "(c) multiprocess executor": (fresh, module("multiprocess", MONTH)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(ROUNDS + 1):
        for name, (before, command) in commands.items():
            before()
            taken = timed(command, home)
            print(f"round {turn}  {name:<26} {taken:6.2f} s", file=sys.stderr)
            if turn:
                seconds[name].append(taken)
    return seconds


def report(seconds: dict[str, list[float]]) -> str:
    """Medians with their range, and the ratios that the targets speak of."""
    whole, again, dbt, publication, default = map(statistics.median, seconds.values())
    lines = [
        f"{name:<26} {statistics.median(taken):6.2f} s  ({min(taken):.2f} to {max(taken):.2f})"
        for name, taken in seconds.items()
    ]
    return "\n".join(
        [
            f"{os.cpu_count()} cores, {ROUNDS} rounds, medians (range)",
            *lines,
            f"(a) {whole:.1f} s: target 30 s, aim 20 s",
            f"(a) / (b) = {whole / dbt:.2f}: target 2.00 at most",
            f"(c) / (a) = {default / whole:.2f}: target 3.00 at least",
            f"(d) / (a) = {publication / whole:.2f}, its imports included: target 0.10 at most",
            f"unchanged re-run {again:.1f} s: target 8 s, aim 4 s",
        ]
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="prottasha-bench-") as folder:
        print(report(measure(Path(folder))))
