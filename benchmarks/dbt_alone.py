"""The dbt build that a run contains, and nothing else, in a process of its own.

python -m benchmarks.dbt_alone prepare MONTH FOLDER   leave the inputs of a run in FOLDER
python -m benchmarks.dbt_alone build FOLDER           build them
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from common import settings as settings_module
from common.programme import parse_month
from pipeline import audit, inputs, steps
from pipeline.run_context import Run

SELECTORS = ("records", "figures", "verdicts")


def prepare(month: str, folder: Path) -> None:
    """Go through a run up to its last dbt step, then keep what dbt was given."""
    settings = settings_module.load_settings()
    programme = settings.load_programme()
    run = Run("benchmark", parse_month(month), settings, programme)
    inputs.prepare_inputs(run, steps.run_ingestion(settings, programme))
    steps.judge_deliveries(run)
    steps.build_models(run, "records")
    steps.link_persons(run)
    steps.build_models(run, "figures")
    steps.find_restatements(run)
    audit.collect_verdicts(run)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(run.inputs, folder / "inputs")
    shutil.rmtree(run.folder)


def build(folder: Path) -> int:
    """The three dbt steps on a fresh candidate; returns the number of nodes that failed."""
    from pipeline.dbt_runner import Places, build_selection

    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    places = Places(warehouse, settings_module.load_settings().bronze, folder / "inputs")
    nodes = [node for selector in SELECTORS for node in build_selection(selector, places)]
    print(f"{len(nodes)} nodes")
    return sum(node.status in ("error", "fail", "skipped") for node in nodes)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2], Path(sys.argv[3]))
    else:
        sys.exit(min(build(Path(sys.argv[2])), 1))
