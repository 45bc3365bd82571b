"""Zip archives, and the checks that reject an archive bomb before it is inflated."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO

from ingestion.exceptions import FileRejected
from ingestion.readers.delimited import open_text
from ingestion.readers.part import Part

MEMBERS = 2_000
TOTAL_BYTES = 2 << 30
# Real workbooks pack 5 to 40 times; deflate can do 1,032.
RATIO = 200
# Below this a high ratio does no harm.
SMALL = 8 << 20
ENCRYPTED = 0x1
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


def open_archive(path: Path, what: str) -> zipfile.ZipFile:
    """A zip whose declared sizes are sane. FileRejected otherwise, before anything is inflated."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP:
        raise FileRejected(
            f"is not a readable {what} (damaged, or protected by a password); save it again"
        ) from None
    try:
        _check_declared(archive.infolist(), what)
    except FileRejected:
        archive.close()
        raise
    return archive


def _check_declared(members: list[zipfile.ZipInfo], what: str) -> None:
    if len(members) > MEMBERS:
        raise FileRejected(f"holds {len(members)} members, more than a {what} needs; save it again")
    if sum(member.file_size for member in members) > TOTAL_BYTES:
        raise FileRejected(f"declares more than {TOTAL_BYTES >> 30} GiB of content; save it again")
    for member in members:
        if member.flag_bits & ENCRYPTED:
            raise FileRejected("is protected by a password; save it without one")
        if member.file_size > max(SMALL, RATIO * member.compress_size):
            raise FileRejected(
                f"is packed more than {RATIO}:1, like an archive bomb; save it again"
            )


def open_zip_member(path: Path, member: str, delimiters: tuple[str, ...]) -> Part:
    """The text file `member` of a zip, in any folder of it."""
    with open_archive(path, "zip") as archive:
        found = [
            info
            for info in archive.infolist()
            if info.filename.rsplit("/", 1)[-1].casefold() == member.casefold()
            and not info.filename.startswith("__MACOSX/")
        ]
    if len(found) != 1:
        raise FileRejected(f"holds {len(found)} files named {member!r}, not one; export it again")
    name = found[0].filename

    def open_member() -> IO[bytes]:
        with zipfile.ZipFile(path) as archive:
            return archive.open(name)

    try:
        return open_text(open_member, delimiters, sheet=member)
    except BROKEN_ZIP:
        raise FileRejected(f"holds a damaged {member!r}; export it again") from None
