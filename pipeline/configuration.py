"""The configuration of every run, kept so that a month can be rebuilt with it.

HOME/configuration has each programme file and linking model that a run ever had, named by its
hash, and `history.json`, which says from which instant each was in use.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from common.errors import ConfigurationError
from common.files import write_durably
from common.instants import format_instant
from common.settings import Settings

FOLDER, HISTORY = "configuration", "history.json"
# What is kept: a setting that is a file, and how the file's copy ends.
KEPT = {"programme": ".yml", "model": ".json"}


def hash_configuration(settings: Settings) -> dict[str, str]:
    """The SHA-256 of the programme file and of the linking model, by the name of the setting."""
    return {name: hashlib.sha256(_read_content(settings, name)).hexdigest() for name in KEPT}


def keep_configuration(settings: Settings, at: datetime) -> dict[str, str]:
    """Keep the files of this run's configuration; returns their hashes.

    The history grows only if they differ from the last ones. For one run at a time.
    """
    folder = settings.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    held = {}
    for name, suffix in KEPT.items():
        content = _read_content(settings, name)
        held[name] = hashlib.sha256(content).hexdigest()
        copy = folder / f"{held[name]}{suffix}"
        if not copy.exists():
            write_durably(copy, content)
    history = _read_history(settings)
    if not history or history[-1] | held != history[-1]:
        lines = json.dumps([*history, {"at": format_instant(at), **held}], indent=2)
        write_durably(folder / HISTORY, f"{lines}\n".encode())
    return held


def recall_configuration(
    settings: Settings, as_of: datetime, say: Callable[[str], None] = lambda message: None
) -> Settings:
    """`settings` with the programme file and the model that were in use at the instant.

    `say` is told if none was kept by then: the oldest that is known is used instead. Raises
    ConfigurationError if a copy is gone or damaged.
    """
    history = _read_history(settings)
    if not history:
        say("no run has kept its configuration yet; this rebuild uses today's")
        return settings
    held = [entry for entry in history if datetime.fromisoformat(entry["at"]) <= as_of]
    if not held:
        say(
            f"the configuration of {format_instant(as_of)} was not kept; this rebuild uses the "
            f"oldest that is known, of {history[0]['at']}"
        )
    entry = held[-1] if held else history[0]
    return settings.model_copy(update={name: _find_kept(settings, entry, name) for name in KEPT})


def _read_content(settings: Settings, name: str) -> bytes:
    path: Path = getattr(settings, name)
    # A model that is not there is refused by the linking, in its own words.
    return path.read_bytes() if name == "programme" or path.exists() else b""


def _read_history(settings: Settings) -> list[dict[str, Any]]:
    path = settings.home / FOLDER / HISTORY
    try:
        history: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        raise ConfigurationError(
            f"{path} is damaged",
            "restore it from a backup, or remove it and lose which configuration was in use when",
        ) from None
    return history


def _find_kept(settings: Settings, entry: dict[str, Any], name: str) -> Path:
    path = settings.home / FOLDER / f"{entry[name]}{KEPT[name]}"
    content = path.read_bytes() if path.exists() else None
    if content is None or hashlib.sha256(content).hexdigest() != entry[name]:
        raise ConfigurationError(
            f"the {name} in use from {entry['at']} on is not in {path} as it was kept",
            "restore it from a backup",
        )
    return path
