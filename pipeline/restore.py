"""Reading a backup: the form of its archive, the check of every byte, the home made from it.

A backup is a gzipped tar: `backup.json` (form, instant, number of files), then the home below
`home/`, and at its end `SHA256SUMS` over all files before, in the form that `sha256sum -c` reads.
An archive without that list is not whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from common.errors import ProttashaError
from common.files import sync_path

FORM = 1
HEADER, HOME, SUMS = "backup.json", "home", "SHA256SUMS"
CHUNK = 1 << 20
NAMED_IN_A_MESSAGE = 5

Progress = Callable[[int, int, str], None]


class BackupError(ProttashaError):
    """A backup cannot be made or used; the message says why and what to do."""


class Readable(Protocol):
    """What can be read in pieces."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass
class Contents:
    """What a backup holds: its instant (ISO, UTC), and the SHA-256 of each file of the home."""

    made_at: str
    expected: int
    sums: dict[str, str] = field(default_factory=dict)
    size: int = 0


def sums_text(sums: dict[str, str]) -> str:
    """The list as `sha256sum` writes it, odd names escaped its way."""
    return "".join(f"{line}\n" for line in _lines(sums))


def read(archive: Path, into: Path | None, progress: Progress) -> Contents:
    """Read a whole archive, into the empty folder `into` if one is given.

    Files are durable when this returns, and everything has the mode it had. BackupError if the
    archive is no backup, if a byte of it has changed, or if it would write outside of `into`.
    """
    try:
        with _opened(archive) as tar:
            return _Reading(tar, into, progress).run()
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        raise BackupError(
            f"{archive} is not a whole backup ({type(error).__name__}); use another one"
        ) from None


def restore(archive: Path, home: Path, progress: Progress) -> Contents:
    """Make the home that `archive` holds, whole or not at all; `home` must be new or empty.

    It is built beside `home` and appears in one step, after every hash was right.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BackupError(f"{home} is not empty; restore into a new folder with --home")
    draft = home.with_name(f".{home.name}.restoring")
    _discard(draft)
    home.parent.mkdir(parents=True, exist_ok=True)
    draft.mkdir()
    try:
        contents = read(archive, draft, progress)
        draft = draft.rename(home)
        sync_path(home.parent)
    except BaseException:
        _discard(draft)
        raise
    return contents


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    with gzip.open(archive) as unzipped:
        with tarfile.open(fileobj=unzipped, mode="r|") as tar:
            yield tar
        while unzipped.read(CHUNK):
            pass  # the checksum of the whole is at the very end


class _Reading:
    def __init__(self, tar: tarfile.TarFile, into: Path | None, progress: Progress) -> None:
        self.tar, self.into, self.progress = tar, into, progress
        self.modes: list[tuple[Path, int]] = []
        self.links: list[tuple[Path, str]] = []

    def run(self) -> Contents:
        members = iter(self.tar)
        self.contents = self._header(next(members, None))
        listed = None
        for member in members:
            if member.name == SUMS:
                listed = self._stream(member).read().decode("utf-8", "surrogateescape")
            else:
                self._member(member)
        if listed is None:
            raise tarfile.ReadError("the list at the end is missing")
        _require_equal(listed, self.contents.sums)
        self._finish()
        return self.contents

    def _header(self, first: tarfile.TarInfo | None) -> Contents:
        if first is None or first.name != HEADER:
            raise tarfile.ReadError("the header is missing")
        header = json.loads(self._stream(first).read())
        if header["form"] > FORM:
            raise BackupError(
                f"the backup has form {header['form']}, newer than this code; update the code"
            )
        return Contents(header["made_at"], header["files"])

    def _stream(self, member: tarfile.TarInfo) -> IO[bytes]:
        stream = self.tar.extractfile(member)
        if stream is None:
            raise tarfile.ReadError("a file was expected")
        return stream

    def _member(self, member: tarfile.TarInfo) -> None:
        place = self._place(member)
        if member.isdir():
            if place:
                place.mkdir(mode=0o700, exist_ok=True)
                self.modes.append((place, member.mode))
        elif member.issym():
            if place:
                self.links.append((place, member.linkname))
        elif member.isfile():
            self.progress(len(self.contents.sums), self.contents.expected, member.name)
            self.contents.sums[member.name] = _copy(self._stream(member), place, member)
            self.contents.size += member.size
        else:
            raise BackupError(f"{member.name} is neither file nor folder: this is no backup")

    def _place(self, member: tarfile.TarInfo) -> Path | None:
        """Where a member goes; whatever would leave the home is refused, restoring or not."""
        folder = self.into or Path("/nowhere")
        inside = member.replace(name=member.name.removeprefix(f"{HOME}/"), deep=False)
        try:
            is_safe = tarfile.data_filter(inside, str(folder)).name == inside.name != member.name
        except tarfile.FilterError:
            is_safe = False
        if not is_safe:
            raise BackupError(f"{member.name} leads out of the home: this is no backup")
        return folder / inside.name if self.into else None

    def _finish(self) -> None:
        """Links last, so that nothing is ever written through one; then the modes of folders."""
        for place, target in self.links:
            place.symlink_to(target)
        for place, mode in reversed(self.modes):
            sync_path(place)
            place.chmod(mode & 0o755)
        if self.into:
            sync_path(self.into)
        self.progress(self.contents.expected, self.contents.expected, "")


def _copy(source: Readable, place: Path | None, member: tarfile.TarInfo) -> str:
    """Write a file if it has a place; returns its SHA-256."""
    digest = hashlib.sha256()
    target = place or Path(os.devnull)
    with target.open("xb" if place else "wb") as file:
        while piece := source.read(CHUNK):
            digest.update(piece)
            file.write(piece)
        if place:
            file.flush()
            os.fchmod(file.fileno(), member.mode & 0o755)
            os.utime(file.fileno(), (member.mtime, member.mtime))
            os.fsync(file.fileno())
    return digest.hexdigest()


def _lines(sums: dict[str, str]) -> Iterator[str]:
    for name, digest in sorted(sums.items()):
        escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        yield f"{'' if escaped == name else chr(92)}{digest}  {escaped}"


def _require_equal(listed: str, sums: dict[str, str]) -> None:
    if different := sorted(set(listed.split("\n")[:-1]) ^ set(_lines(sums))):
        names = sorted({line.split("  ", 1)[-1] for line in different})
        more = len(names) - NAMED_IN_A_MESSAGE
        raise BackupError(
            f"the backup is damaged: {', '.join(names[:NAMED_IN_A_MESSAGE])}"
            f"{f' and {more:,} more' if more > 0 else ''} differ from its list; use another one"
        )


def _discard(folder: Path) -> None:
    """Remove a draft, also what is read-only in it."""
    for path, _, _ in os.walk(folder):
        Path(path).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
