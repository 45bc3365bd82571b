"""GoldenMatch in an environment of its own: Fellegi-Sunter matching, its multi-pass blocking.

Its zero-configuration mode joins whole households by phone on these data and says so itself (it
marks its configuration RED), so it gets what Splink gets: the same fields, comparisons, term
frequencies and blocking rules, and the best of a few thresholds.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.identity import isolated
from benchmarks.identity.rivals.prepared import prepare_frame

if TYPE_CHECKING:
    import pandas as pd

ENVIRONMENT, PACKAGE = "goldenmatch", "goldenmatch==3.22.0"
STANDARD = 0.75  # it documents none; at a million records a lower one joins strangers
WORKER = Path(__file__).with_name("golden_worker.py")


def link_frame(frame: pd.DataFrame, threshold: float = STANDARD) -> pd.Series[Any]:
    """The cluster of each record, in the frame's order. Raises RuntimeError if it fails."""
    import pandas as pd

    interpreter = isolated.prepare_python(ENVIRONMENT, PACKAGE)
    with tempfile.TemporaryDirectory(prefix="rival-") as folder:
        source, target = Path(folder) / "records.parquet", Path(folder) / "clusters.parquet"
        prepare_frame(frame).to_parquet(source)
        command = [interpreter, WORKER, source, target, threshold]
        done = subprocess.run(
            [str(part) for part in command], check=False, capture_output=True, text=True
        )
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            raise RuntimeError(f"GoldenMatch ended with {done.returncode} and said: {said}")
        clusters = pd.read_parquet(target)["cluster"]
    clusters.index = frame.index
    return clusters
