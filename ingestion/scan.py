"""What lies in the landing folder: every file, in the order of paths, with its metadata."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ingestion.ledger.queries import SeenFile, list_seen_files

JUNK = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True)
class Found:
    """A file under the landing folder. `problem` says why it cannot be opened at all."""

    path: str
    file: Path
    status: os.stat_result | None
    problem: str | None = None


def scan_landing(landing: Path) -> list[Found]:
    """All files but junk (dot files, lock files of office programs), sorted by relative path."""
    root = landing.resolve()
    found: list[Found] = []
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            found.append(_describe_unreadable(root, folder, error))
            continue
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name.casefold() in JUNK:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            else:
                found.append(_inspect_entry(root, Path(entry.path)))
    return sorted(found, key=lambda item: item.path)


def list_unread_files(landing: Path, ledger: Path) -> list[SeenFile]:
    """Files in landing that no ingestion has opened as they are now; nothing is opened here."""
    seen = list_seen_files(ledger)
    waiting = []
    for found in scan_landing(landing):
        if found.status:
            now = SeenFile.of(found.path, found.status)
            held = seen.get(found.path)
            if held is None or not held.has_metadata_of(now):
                waiting.append(now)
    return waiting


def explain_unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror}); correct its permissions or send it again"


def format_relative_path(root: Path, file: Path) -> str:
    """The path as text that any database takes: bytes that are no UTF-8 are written as \\xNN."""
    text = file.relative_to(root).as_posix()
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _inspect_entry(root: Path, file: Path) -> Found:
    path = format_relative_path(root, file)
    try:
        if file.is_symlink() and not file.resolve(strict=True).is_relative_to(root):
            return Found(path, file, None, "links to a place outside the landing folder; copy it")
        status = file.stat()
    except OSError as error:
        return _describe_unreadable(root, file, error)
    if not stat.S_ISREG(status.st_mode):
        return Found(path, file, None, "is not a regular file; put a copy of the file here")
    return Found(path, file, status)


def _describe_unreadable(root: Path, file: Path, error: OSError) -> Found:
    return Found(format_relative_path(root, file), file, None, explain_unreadable(error))
