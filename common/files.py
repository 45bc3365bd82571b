"""Durable and private files: fsync, atomic replacement, hashes, modes."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync_path(path: Path) -> None:
    """Write the bytes of a file, or the names in a folder, through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Replace `path` in one step by a file that is whole and on the disk."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(content)
    sync_path(draft)
    draft.replace(path)
    sync_path(path.parent)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_bytes(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def remove_tree(folder: Path) -> None:
    """Delete a folder whose files and folders may be read-only."""
    for path, _, _ in os.walk(folder):
        Path(path).chmod(0o700)
    shutil.rmtree(folder)


@contextmanager
def private_umask() -> Iterator[None]:
    """Files and folders that are made in the block can be read by their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def make_private_folder(folder: Path) -> None:
    """Make a folder, and its parents, with mode 0700; an existing one gets that mode too."""
    with private_umask():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
