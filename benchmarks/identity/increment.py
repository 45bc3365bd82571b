"""Adding the newest records to a linking that stands, beside linking all at once.

python -m benchmarks.identity.increment RECORDS GRADE SEED     prints an Increment as JSON
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.identity import ours, people
from benchmarks.identity.measures import measure_quality
from identity.matching import model, record_linking

if TYPE_CHECKING:
    import pandas as pd

SHARE = 0.01


@dataclass(frozen=True)
class Increment:
    """Seconds of linking `linked` records, of adding `added` to them, and of linking all at once.

    differing: how many records are with other records than if all are linked at once; the F1 of
    both ways.
    """

    linked: int
    added: int
    linked_seconds: float
    added_seconds: float
    all_seconds: float
    differing: int
    added_f1: float
    all_f1: float


def run_measurement(records: int, grade: str, seed: int) -> Increment:
    """In a process of its own, like every other measurement. Raises CalledProcessError."""
    command = [sys.executable, "-m", "benchmarks.identity.increment", records, grade, seed]
    done = subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True
    )
    return Increment(**json.loads(done.stdout.splitlines()[-1]))


def measure_increment(frame: pd.DataFrame) -> Increment:
    """Link all but the newest hundredth, add that, and link everything afresh beside it."""
    old = frame.iloc[: len(frame) - round(len(frame) * SHARE)]
    with ours.open_database() as connection:
        ours.keep_records(connection, old)
        linked = _time_call(lambda: record_linking.link_records(connection, model.read_model()))
        # What stands is `vault`; only what changed is told.
        ours.add_records(connection, frame.iloc[len(old) :])
        added = _time_call(lambda: record_linking.relink_records(connection, model.read_model()))
        grown = ours.read_clusters(connection, frame)
    with ours.open_database() as connection:
        ours.keep_records(connection, frame)
        together = _time_call(lambda: record_linking.link_records(connection, model.read_model()))
        whole = ours.read_clusters(connection, frame)
    f1 = [measure_quality(frame.assign(cluster=clusters)).f1 for clusters in (grown, whole)]
    return Increment(
        len(old), len(frame) - len(old), linked, added, together, count_differing(grown, whole), *f1
    )


def count_differing(one: pd.Series[Any], other: pd.Series[Any]) -> int:
    """How many records are not with the very same records in both."""
    import pandas as pd

    both = pd.DataFrame({"one": one.to_numpy(), "other": other.to_numpy()})
    shared = both.groupby(["one", "other"])["one"].transform("size")
    same = [shared == both.groupby(c)[c].transform("size") for c in ("one", "other")]
    return int((~(same[0] & same[1])).sum())


def _time_call(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    _records, _grade, _seed = sys.argv[1:]
    print(
        json.dumps(
            asdict(measure_increment(people.generate_records(int(_records), _grade, int(_seed))))
        )
    )
