"""The files of the landing folder, sorted by path, with their metadata."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingestion.ledger.entries import SeenFile
from ingestion.ledger.queries import list_seen_files

JUNK = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True)
class Found:
    """A file in the landing folder. `problem` says why it cannot be opened."""

    path: str
    file: Path
    status: os.stat_result | None
    problem: str | None = None


def scan_landing(landing: Path) -> list[Found]:
    """All files, sorted by relative path, without dot files and lock files of office programs."""
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


def list_unread_files(found: Iterable[Found], ledger: Path) -> list[SeenFile]:
    """Files of a scan that no ingestion has opened as they are now. Nothing is opened here."""
    seen = list_seen_files(ledger)
    waiting = []
    for file in found:
        if file.status:
            now = SeenFile.from_status(file.path, file.status)
            before = seen.get(file.path)
            if before is None or not before.has_metadata_of(now):
                waiting.append(now)
    return waiting


def explain_unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror}); correct its permissions or send it again"


def format_relative_path(root: Path, file: Path) -> str:
    """The path below `root` as text. Bytes that are not UTF-8 are written as \\xNN."""
    text = file.relative_to(root).as_posix()
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _inspect_entry(root: Path, file: Path) -> Found:
    path = format_relative_path(root, file)
    try:
        if file.is_symlink() and not file.resolve(strict=True).is_relative_to(root):
            return Found(
                path,
                file,
                None,
                "links to a file outside the landing folder; put a copy of that file here",
            )
        status = file.stat()
    except OSError as error:
        return _describe_unreadable(root, file, error)
    if not stat.S_ISREG(status.st_mode):
        return Found(path, file, None, "is not a regular file; put a copy of the file here")
    return Found(path, file, status)


def _describe_unreadable(root: Path, file: Path, error: OSError) -> Found:
    return Found(format_relative_path(root, file), file, None, explain_unreadable(error))
