"""What a run depends on, in one hash. If it is the same, a run would make the same release.

The warehouse is a pure function of the deliveries in force, the code, the configuration, the
reviewers' decisions, the linking model and the reporting month; a run whose fingerprint a release
already carries has nothing to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from common.settings import Settings

if TYPE_CHECKING:
    import pandas

FOLDERS = (
    "common", "ingestion", "expectations", "identity", "dbt_project", "publishing", "pipeline",
    "orchestration",
)  # fmt: skip
CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".csv", ".html", ".css", ".json", ".md"}
NOT_CODE = {"target", "logs", "__pycache__"}


@cache
def hash_code(folders: tuple[str, ...] = FOLDERS) -> str:
    """The hash of all code that makes a release, or of the code of some folders: 12 hex digits."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if path.suffix in CODE_SUFFIXES and not NOT_CODE.intersection(relative.parts):
                digest.update(f"{relative.as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def hash_people(settings: Settings, as_of: datetime | None = None) -> dict[str, str]:
    """Hashes of what decides who is one person, apart from the records: decisions and the model."""
    from identity.register.decisions import hash_decisions

    model = settings.model.read_bytes() if settings.model.exists() else b""
    return {
        "decisions": hash_decisions(settings.vault, as_of),
        "model": hashlib.sha256(model).hexdigest(),
    }


def hash_run_state(
    settings: Settings, month: date, source_files: pandas.DataFrame, people: Mapping[str, str]
) -> str:
    """The hash of all that a run for `month` on these `ledger.source_files` depends on.

    `people` is what `hash_people` returns at its beginning.
    """
    facts = {
        "month": month.isoformat(),
        "code": hash_code(),
        "programme": hashlib.sha256(settings.programme.read_bytes()).hexdigest(),
        "people": dict(people),
        # All of it: a release lists every delivery, also the ones that no figure comes from.
        "ledger": sorted(map(list, source_files.astype(str).itertuples(index=False))),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
