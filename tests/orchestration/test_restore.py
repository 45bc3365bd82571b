"""A backup comes back byte for byte, or is refused; a home appears whole or not at all."""

from __future__ import annotations

import io
import random
import tarfile
from pathlib import Path

import pytest

from common.files import remove_tree
from pipeline import restore
from pipeline.restore import BackupError
from tests.support.fault_injection import Killed, planted
from tests.support.home import (
    back_up_home,
    describe_tree,
    ignore_progress,
    leave_out,
    list_drafts,
    make_small_home,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_small_home(tmp_path / "home")


def test_a_changed_bit_is_refused_or_changes_nothing(home: Path, tmp_path: Path) -> None:
    archive, new = back_up_home(home), tmp_path / "new"
    whole, wanted = archive.read_bytes(), leave_out(describe_tree(home), "work", "landing")
    refused = 0
    for position in random.Random(4).sample(range(len(whole)), 30):  # noqa: S311
        flipped = bytearray(whole)
        flipped[position] ^= 1 << position % 8
        archive.write_bytes(flipped)
        try:
            restore.restore_backup(archive, new, ignore_progress)
        except BackupError:
            refused += 1
            assert not new.exists()
            assert list_drafts(tmp_path) == []
        else:
            assert describe_tree(new) == wanted
            remove_tree(new)
    # A few bits say the same both ways: the date in gzip's header, a distance in a run of zeros.
    assert refused > 20


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_half_an_archive_is_refused(home: Path, tmp_path: Path, share: float) -> None:
    archive = back_up_home(home)
    archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])
    with pytest.raises(BackupError, match="not a whole backup"):
        restore.restore_backup(archive, tmp_path / "new", ignore_progress)
    assert not (tmp_path / "new").exists()


def crafted(archive: Path, *members: tarfile.TarInfo) -> Path:
    """An archive that no backup wrote."""
    header = {"comment": '{"made_at": "", "paths": 0}'}
    with tarfile.open(archive, "w:gz", pax_headers=header) as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(b""))
        tar.addfile(tarfile.TarInfo("SHA256SUMS"), io.BytesIO(b""))
    return archive


def member(name: str, kind: bytes = tarfile.REGTYPE, linkname: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, linkname
    return made


@pytest.mark.parametrize(
    "evil",
    [
        member("home/../../escaped"),
        member("/escaped"),
        member("home//escaped"),
        member("escaped"),
        member("home/link", tarfile.SYMTYPE, "../../escaped"),
        member("home/link", tarfile.SYMTYPE, "../beside"),
        member("home/link", tarfile.SYMTYPE, "/etc"),
        member("home", tarfile.SYMTYPE, "/etc"),
        member("home/hard", tarfile.LNKTYPE, "home/a"),
        member("home/pipe", tarfile.FIFOTYPE),
    ],
    ids=lambda evil: f"{evil.name} {evil.linkname}",
)
def test_nothing_gets_out_of_the_new_home(tmp_path: Path, evil: tarfile.TarInfo) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    archive = crafted(folder / "evil.tar.gz", evil)
    with pytest.raises(BackupError, match="this is no backup"):
        restore.restore_backup(archive, folder / "new", ignore_progress)
    assert [path.name for path in folder.iterdir()] == ["evil.tar.gz"]
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("kind", ["full", "io", "killed"])
def test_a_restore_that_fails_leaves_no_half_home(home: Path, tmp_path: Path, kind: str) -> None:
    archive, new = back_up_home(home), tmp_path / "new"
    with planted(tmp_path) as calls:
        restore.restore_backup(archive, new, ignore_progress)
    wanted = describe_tree(new)
    remove_tree(new)
    for at in range(1, len(calls.made) + 1, 7):
        with planted(tmp_path, at, kind) as struck:
            try:
                restore.restore_backup(archive, new, ignore_progress)
            except (OSError, Killed):
                assert struck.struck
        if new.exists():
            assert describe_tree(new) == wanted
            remove_tree(new)
    restore.restore_backup(archive, new, ignore_progress)
    assert describe_tree(new) == wanted
    assert list_drafts(tmp_path) == []
