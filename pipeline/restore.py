"""Reads a backup: verifies every byte of its archive, and makes a new home from it.

A backup is a gzipped tar: the home below `home/`, then `SHA256SUMS` over all its files, in the
form that `sha256sum -c` reads. An archive without that list is not whole. The comment in the first
header holds the instant of the backup and the number of paths.
"""

from __future__ import annotations

import gzip
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from common.errors import ProttashaError
from common.files import hash_file, hash_stream, remove_tree, sync_path
from common.wording import format_list

HOME, SUMS = "home", "SHA256SUMS"
CHUNK = 1 << 20
NAMED_IN_A_MESSAGE = 5

Progress = Callable[[int, int, str], None]


class BackupError(ProttashaError):
    """A backup cannot be made or used."""


@dataclass
class Contents:
    """What a backup holds: its instant (ISO, UTC), the SHA-256 of each file, bytes of all files."""

    made_at: str
    sums: dict[str, str] = field(default_factory=dict)
    size: int = 0


def verify_backup(archive: Path, progress: Progress) -> Contents:
    """Read a whole archive and compare every hash. BackupError if it is not a sound backup."""
    with _open_archive(archive) as tar:
        return _read_contents(tar, progress)


def restore_backup(archive: Path, home: Path, progress: Progress) -> Contents:
    """Make the home that `archive` holds, whole or not at all. `home` must be new or empty.

    It is built beside `home` and appears in one step, after every hash was compared and everything
    is on the disk, with the modes and times that it had.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BackupError(f"{home} is not empty; restore into a new folder with --home")
    draft = home.with_name(f".{home.name}.restoring")
    _discard_folder(draft)
    home.parent.mkdir(parents=True, exist_ok=True)
    draft.mkdir(mode=0o700)
    restored = draft / HOME
    try:
        with _open_archive(archive) as tar:
            contents = _read_contents(tar, progress)
            # Links last, so that nothing is written through one.
            members = sorted(tar.getmembers(), key=tarfile.TarInfo.issym)
            tar.extractall(draft, members, filter=_keep_mode)  # noqa: S202 (it has a filter)
        for member in members:
            if not member.issym():
                sync_path(draft / member.name)
        written = {name: hash_file(draft / name) for name in contents.sums}
        _require_equal(format_sums(contents.sums), written)
        restored = restored.rename(home)
        sync_path(home.parent)
    except BaseException:
        _discard_folder(restored)
        raise
    finally:
        _discard_folder(draft)
    return contents


def format_sums(sums: dict[str, str]) -> str:
    """The list as `sha256sum` writes it, with special names escaped."""
    return "".join(f"{_format_line(name, digest)}\n" for name, digest in sorted(sums.items()))


def is_safe_member(member: tarfile.TarInfo) -> bool:
    """Whether a member is the list, or a file, a folder or a link that stays inside the home."""
    if member.name in (HOME, SUMS):
        return member.isdir() if member.name == HOME else member.isfile()
    inside = member.replace(name=member.name.removeprefix(f"{HOME}/"), deep=False)
    try:
        is_inside = tarfile.data_filter(inside, "/nowhere").name == inside.name != member.name
    except tarfile.FilterError:
        return False
    return is_inside and not member.islnk()


@contextmanager
def _open_archive(archive: Path) -> Iterator[tarfile.TarFile]:
    try:
        with (
            gzip.open(archive) as unzipped,
            tarfile.open(fileobj=unzipped, mode="r:", errorlevel=2) as tar,
        ):
            yield tar
            while unzipped.read(CHUNK):
                pass  # The checksum of the whole archive is at its end.
    except tarfile.ExtractError as error:
        # Not the archive but the disk refused a mode or a time.
        raise error.__cause__ or error from None
    except (
        tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError, TypeError
    ) as error:  # fmt: skip
        raise BackupError(
            f"{archive} is not a whole backup ({type(error).__name__}); use another one"
        ) from None


def _read_contents(tar: tarfile.TarFile, progress: Progress) -> Contents:
    header = json.loads((tar.pax_headers or {})["comment"])
    contents, listed, total = Contents(header["made_at"]), None, header["paths"]
    for done, member in enumerate(tar):
        progress(min(done, total), total, member.name)
        if not is_safe_member(member):
            raise BackupError(f"{member.name} is not part of a home: this is no backup")
        stream = tar.extractfile(member) if member.isfile() else None
        if stream and member.name == SUMS:
            listed = stream.read().decode("utf-8", "surrogateescape")
        elif stream:
            contents.sums[member.name] = hash_stream(stream)
            contents.size += member.size
    if listed is None:
        raise tarfile.ReadError("the list at the end is missing")
    _require_equal(listed, contents.sums)
    progress(total, total, "")
    return contents


def _keep_mode(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo:
    """Python's own filter, but read-only stays read-only."""
    return tarfile.data_filter(member, folder).replace(mode=member.mode & 0o755, deep=False)


def _format_line(name: str, digest: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}"


def _require_equal(listed: str, sums: dict[str, str]) -> None:
    if different := set(listed.split("\n")) ^ set(format_sums(sums).split("\n")):
        names = sorted({line.split("  ", 1)[-1] for line in different})
        raise BackupError(
            f"the backup is damaged: {format_list(names, NAMED_IN_A_MESSAGE)} "
            f"{'differs' if len(names) == 1 else 'differ'} from its list; use another one"
        )


def _discard_folder(folder: Path) -> None:
    with suppress(OSError):
        remove_tree(folder)
