"""The pipeline makes a month by itself: Dagster is one way to run its steps, and not needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from publishing.releases.manifest import read_manifest
from tests.chaos import killed
from tests.support.home import MONTH

CODE = """
import json, sys
from pathlib import Path
from common.settings import load_settings
from pipeline.month import run_month
settings, lines = load_settings(home=Path(sys.argv[1]), now=sys.argv[3]), []
outcomes = [run_month(settings, sys.argv[2], say=lines.append) for _ in range(2)]
print(json.dumps({
    "releases": [outcome.folder.name for outcome in outcomes],
    "is_new": [outcome.is_new for outcome in outcomes],
    "lines": lines,
    "loaded": sorted({name.split(".")[0] for name in sys.modules}),
}))
"""


def test_a_month_is_made_and_published_without_dagster(tmp_path: Path) -> None:
    home = killed.landed(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", CODE, str(home.folder), MONTH, killed.at(0)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    assert said["releases"] == [f"{MONTH}.1"] * 2
    assert said["is_new"] == [True, False]
    assert "dagster" not in said["loaded"]
    assert said["lines"][-1].endswith("10 of 10  publishing the release")
    assert read_manifest(home.release)["month"] == MONTH
