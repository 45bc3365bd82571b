"""The project `gx/` of Great Expectations, written from the check dictionary.

`python -m expectations.export` writes it in the root of the repository; so does `make docs`.
"""

from __future__ import annotations

from pathlib import Path

from expectations.dictionary import load_checks
from expectations.project import FOLDER, write_project

ROOT = Path(__file__).parents[1]


def export_project(folder: Path = ROOT / FOLDER) -> None:
    """Replace the folder by the project of all checks of the gate, without batches."""
    write_project(folder, load_checks().values())


if __name__ == "__main__":
    export_project()
