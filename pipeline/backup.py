"""Makes a backup: a home in one archive, consistent while other commands work.

While the archive is written, no run, ingestion or publication is under way. SQLite files, which
reviewers and Dagster may be writing, are copied by SQLite itself. The form is in `restore`.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import stat
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from common.files import hash_stream, sync_path
from common.locks import hold_home_lock, hold_lock
from common.sqlite import open_existing
from pipeline.restore import (
    HOME,
    SUMS,
    BackupError,
    Contents,
    Progress,
    format_sums,
    is_safe_member,
    verify_backup,
)

# Candidates of runs can be made again, and the landing folder belongs to the field.
LEFT_OUT = ("work", "landing")
SQLITE = b"SQLite format 3\0"
COMPANION = re.compile("-(wal|shm|journal)$")


def write_backup(
    home: Path, archive: Path, landing: Path | None, at: datetime, progress: Progress
) -> Contents:
    """Write `home`, and the folder `landing` if given, to the new file `archive`, as of `at`.

    The archive appears in one step, after it was read back. A failure leaves none. BackupError if
    there is nothing to back up or if `archive` cannot be that file.
    """
    if not (home / "bronze").is_dir():
        raise BackupError(f"{home} has no bronze, so there is nothing to back up; give --home")
    if archive.exists():
        raise BackupError(f"{archive} exists, and a backup replaces no file; give another name")
    if archive.resolve().is_relative_to(home.resolve()):
        raise BackupError(f"{archive} is inside {home} and would be lost with it; move it out")
    partial = archive.with_name(f".{archive.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with _hold_all_locks(home, progress):
            _write_archive(home, partial, landing, at, progress)
        contents = verify_backup(partial, progress)
        partial = partial.rename(archive)
        sync_path(archive.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return contents


@contextmanager
def _hold_all_locks(home: Path, progress: Progress) -> Iterator[None]:
    """Keep runs, ingestions and publications out, in the order in which a run takes the locks."""
    from publishing.releases.places import hold_releases_lock

    with ExitStack() as held:
        held.enter_context(hold_home_lock(home / "work", "backup", lambda who: progress(0, 0, who)))
        held.enter_context(
            hold_lock(home / "bronze" / ".lock", lambda: progress(0, 0, "waiting for an ingestion"))
        )
        held.enter_context(hold_releases_lock(home / "releases"))
        yield


def _write_archive(
    home: Path, partial: Path, landing: Path | None, at: datetime, progress: Progress
) -> None:
    tops = {top.name: top for top in sorted(home.iterdir()) if top.name not in LEFT_OUT}
    if landing:
        tops["landing"] = landing
    found = [(HOME, home)]
    for name, top in tops.items():
        # A top folder may be a link to another disk. Its content is backed up all the same.
        found += _list_paths(f"{HOME}/{name}", top.resolve(strict=True))
    made_at = at.astimezone(UTC).isoformat(timespec="microseconds")
    comment = json.dumps({"made_at": made_at, "paths": len(found)})
    sums: dict[str, str] = {}
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(
            fileobj=file, mode="w:gz", compresslevel=1, pax_headers={"comment": comment}
        ) as tar:
            for done, (name, path) in enumerate(found):
                progress(done, len(found), name)
                _add_path(tar, name, path, sums)
            text = format_sums(sums).encode("utf-8", "surrogateescape")
            _add_file(tar, tarfile.TarInfo(SUMS), io.BufferedReader(io.BytesIO(text)))
        os.fsync(descriptor)


def _list_paths(name: str, path: Path) -> Iterator[tuple[str, Path]]:
    """The name in the archive and the place of `path` and of everything below it."""
    yield name, path
    if path.is_dir() and not path.is_symlink():
        for child in sorted(path.iterdir()):
            yield from _list_paths(f"{name}/{child.name}", child)


def _add_path(tar: tarfile.TarFile, name: str, path: Path, sums: dict[str, str]) -> None:
    try:
        status = path.stat() if name == HOME else path.lstat()
        member = tarfile.TarInfo(name)
        member.mode, member.mtime = stat.S_IMODE(status.st_mode), status.st_mtime
        if stat.S_ISDIR(status.st_mode):
            member.type = tarfile.DIRTYPE
            tar.addfile(member)
        elif stat.S_ISLNK(status.st_mode):
            member.type, member.linkname = tarfile.SYMTYPE, str(path.readlink())
            if not is_safe_member(member):
                raise BackupError(f"{path} is a link out of the home; replace it by its target")
            tar.addfile(member)
        elif stat.S_ISREG(status.st_mode) and not _is_companion(path):
            with _open_content(path) as content:
                sums[name] = _add_file(tar, member, content)
    except FileNotFoundError:
        pass  # Dagster deletes files as it likes. Everything else is locked.


def _add_file(tar: tarfile.TarFile, member: tarfile.TarInfo, content: io.BufferedReader) -> str:
    """Add a file; returns its SHA-256. A log of Dagster that grows meanwhile is cut off."""
    digest = hash_stream(content)
    member.size = content.tell()
    content.seek(0)
    tar.addfile(member, content)
    return digest


def _open_content(path: Path) -> io.BufferedReader:
    """A file to read from; of a database, the copy that SQLite makes in memory."""
    if not _is_database(path):
        return path.open("rb")
    try:
        with closing(open_existing(path)) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            return io.BufferedReader(io.BytesIO(copy.serialize()))
    except sqlite3.Error as error:
        kind = getattr(error, "sqlite_errorname", type(error).__name__)
        raise BackupError(
            f"the database {path} cannot be copied ({kind})",
            "see docs/runbook.md#backup-and-restore",
        ) from None


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _is_companion(path: Path) -> bool:
    """Whether a file is the log or journal of a database, whose copy has all that counts of it."""
    base = path.with_name(COMPANION.sub("", path.name))
    return base != path and base.is_file() and _is_database(base)
