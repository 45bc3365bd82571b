"""One linking in a process of its own, so that its time and memory are its own.

python -m benchmarks.identity.process LINKER RECORDS.parquet CLUSTERS.parquet [THRESHOLD]
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.identity.ours import link_frame
from benchmarks.identity.rivals import golden, plain_splink

if TYPE_CHECKING:
    import pandas as pd

LINKERS: dict[str, Callable[..., pd.Series[Any]]] = {
    "prottasha": link_frame,
    "splink": plain_splink.link_frame,
    "goldenmatch": golden.link_frame,
}


@dataclass(frozen=True)
class Linking:
    """What one process took: seconds of linking (reading and writing files excluded), MiB at peak.

    failure says why there are no clusters: '' if there are.
    """

    linker: str
    records: int
    seconds: float
    peak_mib: float
    failure: str = ""


def run_linking(
    linker: str, frame: pd.DataFrame, folder: Path, *, threshold: float | None, limit: float
) -> tuple[Linking, pd.Series[Any] | None]:
    """Link the frame, its truth left out, in a new process that is ended after `limit` seconds."""
    import pandas as pd

    source, target = folder / "records.parquet", folder / "clusters.parquet"
    frame.drop(columns="person").to_parquet(source)
    command = [sys.executable, "-m", "benchmarks.identity.process", linker, source, target]
    command += [] if threshold is None else [threshold]
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Linking(linker, len(frame), limit, 0.0, f"more than {limit:.0f} s"), None
    if process.returncode:
        said = (err.strip().splitlines() or [f"ended with {process.returncode}"])[-1]
        return Linking(linker, len(frame), 0.0, 0.0, said), None
    told = json.loads(out.splitlines()[-1])
    clusters = pd.read_parquet(target)["cluster"]
    clusters.index = frame.index
    return Linking(linker, len(frame), told["seconds"], told["peak_mib"]), clusters


def link_file(linker: str, source: str, target: str, *threshold: str) -> None:
    """Link, write the clusters, print seconds and peak memory as JSON."""
    import pandas as pd

    frame = pd.read_parquet(source)
    started = time.perf_counter()
    clusters = LINKERS[linker](frame, *(float(text) for text in threshold))
    seconds = time.perf_counter() - started
    pd.DataFrame({"cluster": clusters.to_numpy()}).to_parquet(target)
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in whose) / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak}))


if __name__ == "__main__":
    link_file(*sys.argv[1:])
