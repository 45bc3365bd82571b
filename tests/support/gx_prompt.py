"""The gate's checkpoint as a user of Great Expectations runs it: in a Python prompt, without us."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

# What anybody types in the folder that holds `gx`; it prints what the library found.
PROMPT = """
import json
import great_expectations as gx
context = gx.get_context(mode="file")
result = context.checkpoints.get("gate").run()
found = {}
for run in result.run_results.values():
    for one in run.results:
        found[one.expectation_config.meta["check_id"]] = [one.success, one.result]
print(json.dumps([result.success, found]))
"""


def run_prompt(folder: Path) -> tuple[bool, dict[str, tuple[bool, dict[str, Any]]]]:
    """The checkpoint as a new user runs it: a process of its own, which has no network."""
    blocked = "import socket\nsocket.socket.connect = None\n" + PROMPT
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", blocked],
        cwd=folder, capture_output=True, text=True, check=True, env={"HOME": str(folder)},
    )  # fmt: skip
    success, found = json.loads(done.stdout.splitlines()[-1])
    return success, found
