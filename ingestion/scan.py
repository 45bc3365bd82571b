"""What lies in the landing folder: every file, in the order of paths, with its metadata."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingestion.ledger import SeenFile, seen_files

JUNK = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True)
class Found:
    """A file under the landing folder. `problem` says why it cannot be opened at all."""

    path: str
    file: Path
    status: os.stat_result | None
    problem: str | None = None


def scan(landing: Path) -> list[Found]:
    """All files but junk (dot files, lock files of office programs), sorted by relative path."""
    root = landing.resolve()
    found: list[Found] = []
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            found.append(_unreadable(root, folder, error))
            continue
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name.casefold() in JUNK:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            else:
                found.append(_look(root, Path(entry.path)))
    return sorted(found, key=lambda item: item.path)


def unread_files(found: Iterable[Found], ledger: Path) -> list[SeenFile]:
    """Files of a scan that no ingestion has opened as they are now; nothing is opened here."""
    seen = seen_files(ledger)
    waiting = []
    for file in found:
        if file.status:
            now = SeenFile.of(file.path, file.status)
            held = seen.get(file.path)
            if held is None or not held.has_metadata_of(now):
                waiting.append(now)
    return waiting


def unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror}); correct its permissions or send it again"


def relative(root: Path, file: Path) -> str:
    """The path as text that any database takes: bytes that are no UTF-8 are written as \\xNN."""
    text = file.relative_to(root).as_posix()
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _look(root: Path, file: Path) -> Found:
    path = relative(root, file)
    try:
        if file.is_symlink() and not file.resolve(strict=True).is_relative_to(root):
            return Found(path, file, None, "links to a place outside the landing folder; copy it")
        status = file.stat()
    except OSError as error:
        return _unreadable(root, file, error)
    if not stat.S_ISREG(status.st_mode):
        return Found(path, file, None, "is not a regular file; put a copy of the file here")
    return Found(path, file, status)


def _unreadable(root: Path, file: Path, error: OSError) -> Found:
    return Found(relative(root, file), file, None, unreadable(error))
