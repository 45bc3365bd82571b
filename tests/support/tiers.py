"""The tiers of the tests, and how much processor time each may take.

A tier is a folder or a marker: `unit` is all that is not another tier, `dbt` builds models,
`pipeline` makes whole runs, `chaos` takes hours and has a command of its own. Budgets are processor
seconds, not seconds on a clock, and are scaled by a fixed piece of work that is timed on the same
machine, so a slow or busy machine does not fail them.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import PurePath

FOLDERS = {"dbt": "dbt", "runs": "pipeline", "chaos": "pipeline"}
# Processor seconds, about three times what an idle machine of two cores needs: other work on the
# machine makes each of them last longer, without showing in the reference work.
BUDGETS = {"unit": 900.0, "dbt": 400.0, "pipeline": 1200.0}
REFERENCE_SECONDS = 0.18


def find_tier(path: PurePath) -> str:
    """The tier of a test file, by the folder below `tests/`; campaigns are marked `chaos`."""
    folders = path.parts[path.parts.index("tests") + 1 :]
    return FOLDERS.get(folders[0], "unit")


def read_processor_seconds() -> float:
    """What this process and its ended children have used of processors so far."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def time_reference_work() -> float:
    """Processor seconds of a fixed piece of work, the fastest of three times."""
    times = []
    for _ in range(3):
        began = time.process_time()
        digest, total = hashlib.sha256(), 0
        for number in range(1_000_000):
            total += number * number % 7
            digest.update(b"0123456789")
        times.append(time.process_time() - began)
    return min(times)


def find_exceeded(spent: Mapping[str, float], slowness: float) -> dict[str, str]:
    """The tiers that took more than their budget on a machine that is `slowness` times slower."""
    return {
        tier: f"{seconds:.0f} of {BUDGETS[tier] * slowness:.0f} processor seconds"
        for tier, seconds in spent.items()
        if tier in BUDGETS and seconds > BUDGETS[tier] * slowness
    }
