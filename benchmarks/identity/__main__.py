"""`make bench-identity`: how well and how fast persons are found, beside other linkers.

python -m benchmarks.identity [quality] [febrl] [speed] [increment]     all without an argument

Every linking is a process of its own. Thresholds of the rivals are chosen on the tuning seeds and
reported on others; so must ours be.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.identity import febrl, increment, people, result_tables, targets
from benchmarks.identity.febrl_linking import THRESHOLD, link_febrl3, link_febrl4
from benchmarks.identity.measures import Interval, Quality, measure_quality, summarise_seeds
from benchmarks.identity.process import Linking, run_linking

TUNING_SEEDS = (101, 102)
REPORTING_SEEDS = (1, 2, 3, 4, 5)
SPEED_SEED = 1
PERSONS = int(os.environ.get("BENCH_PERSONS", "50000"))
RECORDS = int(os.environ.get("BENCH_RECORDS", "1000000"))
LIMIT = 15 * 60.0  # seconds that a linking may take
# The rivals are measured where the issue compares: without documents.
RIVALS_GRADE = "none"
GRIDS = {"splink": (0.5, 0.8, 0.9, 0.95, 0.99), "goldenmatch": (0.7, 0.72, 0.74, 0.76, 0.8)}
Intervals = dict[tuple[str, str], dict[str, Interval]]


def tune_threshold(linker: str, folder: Path) -> float:
    """The threshold with the best mean F1 on the tuning seeds."""
    means = {}
    for threshold in GRIDS[linker]:
        found = list(_measure_each(linker, RIVALS_GRADE, TUNING_SEEDS, folder, threshold))
        means[threshold] = sum(one.f1 for one in found) / len(TUNING_SEEDS)
        _print_progress(f"{linker} tuned at {threshold:g}: F1 {means[threshold]:.4f}")
    return max(means, key=means.__getitem__)


def measure_linkers(folder: Path) -> tuple[Intervals, dict[str, float]]:
    """Every grade for ours, RIVALS_GRADE for the rivals, and the rivals' thresholds."""
    found: Intervals = {}
    thresholds: dict[str, float] = {}
    jobs = [("prottasha", grade) for grade in people.GRADES]
    for linker, grade in [*jobs, *((rival, RIVALS_GRADE) for rival in GRIDS)]:
        if linker in GRIDS:
            thresholds[linker] = tune_threshold(linker, folder)
        each = list(_measure_each(linker, grade, REPORTING_SEEDS, folder, thresholds.get(linker)))
        if each:
            found[grade, linker] = summarise_seeds(each)
            _print_progress(f"{linker} {grade}: F1 {found[grade, linker]['f1'].mean:.4f}")
    return found, thresholds


def measure_febrl() -> Intervals:
    """FEBRL 3 and 4 by ours, at its one fixed threshold."""
    import pandas as pd

    three = febrl.read_febrl3()
    one, other = febrl.read_febrl4()
    clusters = link_febrl3(three.drop(columns=["rec_id", "person"]))
    blind = (frame.drop(columns=["rec_id", "person"]) for frame in (one, other))
    pair = link_febrl4(*blind)
    both = pd.concat([f.assign(cluster=c) for f, c in zip((one, other), pair, strict=True)])
    return {
        ("FEBRL 3", "prottasha"): summarise_seeds(
            [measure_quality(three.assign(cluster=clusters))]
        ),
        ("FEBRL 4", "prottasha"): summarise_seeds([measure_quality(both)]),
    }


def measure_speed(folder: Path) -> list[tuple[Linking, float | None]]:
    """All linkers on the same records; one that cannot do them gets half, and half again.

    At their standard thresholds: those tuned on fewer records are too low for so many strangers.
    """
    frame = people.generate_records(RECORDS, RIVALS_GRADE, SPEED_SEED)
    found: list[tuple[Linking, float | None]] = []
    for linker in ("prottasha", *GRIDS):
        part = frame
        while len(part) > RECORDS // 100:
            linking, clusters = run_linking(linker, part, folder, threshold=None, limit=LIMIT)
            f1 = None if clusters is None else measure_quality(part.assign(cluster=clusters)).f1
            found.append((linking, f1))
            _print_progress(
                f"{linker}: {linking.records:,} records, {linking.seconds:.1f} s, F1 {f1}"
            )
            if clusters is not None or not linking.seconds:
                break
            part = part.sample(len(part) // 2, random_state=SPEED_SEED).reset_index(drop=True)
    return found


def _measure_each(
    linker: str, grade: str, seeds: tuple[int, ...], folder: Path, threshold: float | None
) -> Iterator[Quality]:
    for seed in seeds:
        frame = people.generate_frame(PERSONS, grade, seed)
        linking, clusters = run_linking(linker, frame, folder, threshold=threshold, limit=LIMIT)
        if clusters is None:
            _print_progress(f"{linker} {grade} seed {seed}: {linking.failure}")
            return
        yield measure_quality(frame.assign(cluster=clusters))


def _print_progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(*wanted: str) -> None:
    """Measure what is wanted and keep it: results/identity_<WHAT>.json and .md."""
    with tempfile.TemporaryDirectory(prefix="bench-identity-") as name:
        for what in wanted:
            print(
                result_tables.write_results(
                    f"identity_{what}", MEASUREMENTS[what](Path(name))
                ).read_text()
            )


def _report_quality(folder: Path) -> dict[str, Any]:
    found, thresholds = measure_linkers(folder)
    seeds = {"tuning": TUNING_SEEDS, "reporting": REPORTING_SEEDS, "persons": PERSONS}
    rows = result_tables.quality_rows(found, thresholds)
    return {
        "targets": result_tables.list_rows(targets.of_quality(found)),
        "seeds": seeds,
        "quality": rows,
    }


def _report_febrl(_: Path) -> dict[str, Any]:
    found = measure_febrl()
    wanted = result_tables.list_rows(targets.of_febrl(found))
    thresholds = {targets.OURS: THRESHOLD}
    return {"targets": wanted, "quality": result_tables.quality_rows(found, thresholds)}


def _report_speed(folder: Path) -> dict[str, Any]:
    found = measure_speed(folder)
    return {
        "targets": result_tables.list_rows(targets.of_speed(found)),
        "speed": result_tables.speed_rows(found),
    }


def _report_increment(_: Path) -> dict[str, Any]:
    found = increment.run_measurement(RECORDS, RIVALS_GRADE, SPEED_SEED)
    return {
        "targets": result_tables.list_rows(targets.of_increment(found)),
        "increment": asdict(found),
    }


MEASUREMENTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "quality": _report_quality,
    "febrl": _report_febrl,
    "speed": _report_speed,
    "increment": _report_increment,
}


if __name__ == "__main__":
    main(*(sys.argv[1:] or MEASUREMENTS))
