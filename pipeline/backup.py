"""Making a backup: a home in one archive, as it was at one instant though others are at work.

While it is written no run, no ingestion and no publication is under way; SQLite files, which
reviewers and Dagster may be writing, are copied by SQLite itself.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import stat
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from common.files import sync_path
from common.locks import hold_home_lock
from pipeline.restore import (
    FORM,
    HEADER,
    HOME,
    SUMS,
    BackupError,
    Contents,
    Progress,
    Readable,
    read,
    sums_text,
)

# Candidates of runs are made anew, and what is delivered is the field's to keep.
LEFT_OUT = ("work", "landing")
SQLITE = b"SQLite format 3\0"
SQLITE_COMPANIONS = ("-wal", "-shm", "-journal")


def back_up(
    home: Path, archive: Path, landing: Path | None, at: datetime, progress: Progress
) -> Contents:
    """Write `home`, and the folder `landing` if given, to the new file `archive`, as of `at`.

    The archive appears in one step, after it was read back; whatever fails leaves none. BackupError
    if there is nothing to back up or if `archive` cannot be that file; OSError as it comes.
    """
    if not (home / "bronze").is_dir():
        raise BackupError(f"{home} holds nothing to back up: it has no bronze; give --home")
    if archive.exists():
        raise BackupError(f"{archive} exists, and a backup replaces none; give another name")
    if archive.resolve().is_relative_to(home.resolve()):
        raise BackupError(f"{archive} lies in {home}, whose loss it is for; give another place")
    partial = archive.with_name(f".{archive.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with _at_rest(home, progress):
            _write(home, partial, landing, at, progress)
        contents = read(partial, None, progress)
        partial = partial.rename(archive)
        sync_path(archive.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return contents


@contextmanager
def _at_rest(home: Path, progress: Progress) -> Iterator[None]:
    """No run, no ingestion and no publication in `home`, taken in the order that a run takes."""
    from common.locks import hold_lock
    from publishing.places import hold_releases_lock as turn_to_publish

    with ExitStack() as held:
        held.enter_context(hold_home_lock(home / "work", "backup", lambda who: progress(0, 0, who)))
        held.enter_context(
            hold_lock(home / "bronze" / ".lock", lambda: progress(0, 0, "waiting for an ingestion"))
        )
        held.enter_context(turn_to_publish(home / "releases"))
        yield


def _write(
    home: Path, partial: Path, landing: Path | None, at: datetime, progress: Progress
) -> None:
    files = [found for top in sorted(home.iterdir()) if top.name not in LEFT_OUT
             for found in _below(top, top.name)]  # fmt: skip
    if landing:
        files += _below(landing, "landing")
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with (
        os.fdopen(descriptor, "wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=raw, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        _scratch(home / "work" / ".backup") as scratch,
    ):
        _Writing(tar, scratch, progress).run(files, at)
    with partial.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A private folder for copies of databases, which are personal data too."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _below(top: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Name in the home and place of `top` and everything in it, folders before their contents."""
    yield name, top
    if top.is_dir():
        # A top folder may be a link to another disk: what is in it is backed up all the same.
        for folder, names, files in os.walk(top):
            names.sort()
            for path in (Path(folder, entry) for entry in sorted([*names, *files])):
                if not _is_companion(path):
                    yield f"{name}/{path.relative_to(top)}", path


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _is_companion(path: Path) -> bool:
    """A log or journal of an SQLite file: what counts of it is in that file's copy."""
    bases = [
        path.with_name(path.name.removesuffix(suffix))
        for suffix in SQLITE_COMPANIONS
        if path.name.endswith(suffix)
    ]
    return any(base.is_file() and _is_database(base) for base in bases)


class _Writing:
    def __init__(self, tar: tarfile.TarFile, scratch: Path, progress: Progress) -> None:
        self.tar, self.scratch, self.progress = tar, scratch, progress
        self.sums: dict[str, str] = {}

    def run(self, found: list[tuple[str, Path]], at: datetime) -> None:
        total = sum(path.is_file() and not path.is_symlink() for _, path in found)
        made_at = at.astimezone(UTC).isoformat(timespec="microseconds")
        header = {"form": FORM, "made_at": made_at, "files": total}
        self._text(HEADER, json.dumps(header))
        for name, path in found:
            self.progress(len(self.sums), total, name)
            self._add(f"{HOME}/{name}", path)
        self._text(SUMS, sums_text(self.sums))

    def _add(self, name: str, path: Path) -> None:
        member = tarfile.TarInfo(name)
        is_top = name.count("/") == 1
        try:
            status = path.stat() if is_top else path.lstat()
            member.mode, member.mtime = stat.S_IMODE(status.st_mode), status.st_mtime
            if stat.S_ISDIR(status.st_mode):
                member.type = tarfile.DIRTYPE
                self.tar.addfile(member)
            elif stat.S_ISLNK(status.st_mode):
                member.type, member.linkname = tarfile.SYMTYPE, str(path.readlink())
                _require_inside(member, path)
                self.tar.addfile(member)
            elif stat.S_ISREG(status.st_mode):
                self._file(member, path)
        except FileNotFoundError:
            pass  # Dagster tidies up as it likes; all else is at rest

    def _file(self, member: tarfile.TarInfo, path: Path) -> None:
        with (self._copied(path) if _is_database(path) else path).open("rb") as file:
            member.size = os.fstat(file.fileno()).st_size
            source = _Hashing(file)
            self.tar.addfile(member, source)
        self.sums[member.name] = source.digest.hexdigest()

    def _copied(self, database: Path) -> Path:
        copy = self.scratch / "copy.sqlite"
        copy.unlink(missing_ok=True)
        copy.touch(mode=0o600)
        # Not `ro`: what a crashed writer left must be rolled back before it can be read.
        uri = f"{database.absolute().as_uri()}?mode=rw"
        try:
            with (
                closing(sqlite3.connect(uri, uri=True)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as error:
            kind = getattr(error, "sqlite_errorname", type(error).__name__)
            raise BackupError(
                f"{database} cannot be copied ({kind}); SQLITE_FULL wants space on its disk, for "
                "anything else see docs/runbook.md#backup-and-restore"
            ) from None
        return copy

    def _text(self, name: str, text: str) -> None:
        content = text.encode("utf-8", "surrogateescape")
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self.tar.addfile(member, io.BytesIO(content))


class _Hashing:
    """A file that remembers the SHA-256 of what was read of it."""

    def __init__(self, file: Readable) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def _require_inside(member: tarfile.TarInfo, path: Path) -> None:
    """A backup that could not be restored is none."""
    try:
        tarfile.data_filter(member, "/nowhere")
    except tarfile.FilterError:
        raise BackupError(
            f"{path} is a link out of the home; put what it names in its place"
        ) from None
