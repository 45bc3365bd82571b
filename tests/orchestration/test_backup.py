"""A backup holds the whole home, as it is at one instant, or there is none."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner

from cli.main import main
from common.files import hash_stream
from pipeline import backup, restore
from pipeline.restore import BackupError
from tests.support.fault_injection import Killed, planted
from tests.support.home import (
    AT,
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


def test_a_home_comes_back_with_its_modes_and_its_pointer(home: Path, tmp_path: Path) -> None:
    archive = back_up_home(home)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    restore.restore_backup(archive, tmp_path / "new", ignore_progress)
    assert describe_tree(tmp_path / "new") == leave_out(describe_tree(home), "work", "landing")
    assert (tmp_path / "new" / "releases" / "current").resolve().is_relative_to(tmp_path / "new")
    assert list_drafts(tmp_path) == []
    # A backup is of a home, also of one that was restored.
    assert not (home / "work" / ".backup").exists()


def test_files_keep_their_times(home: Path, tmp_path: Path) -> None:
    name = "releases/2022-09.1/manifest.json"
    os.utime(home / name, (1_000_000_000, 1_000_000_000.25))
    restore.restore_backup(back_up_home(home), tmp_path / "new", ignore_progress)
    assert (tmp_path / "new" / name).stat().st_mtime == 1_000_000_000.25


def test_a_log_that_grows_meanwhile_is_saved_as_far_as_it_was_read(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = home / "dagster" / "daemon.log"
    log.write_bytes(b"one\n")

    def hash_and_append(stream: IO[bytes]) -> str:
        digest = hash_stream(stream)
        with log.open("ab") as file:
            file.write(b"more\n")
        return digest

    monkeypatch.setattr(backup, "hash_stream", hash_and_append)
    restore.restore_backup(back_up_home(home), tmp_path / "new", ignore_progress)
    assert (tmp_path / "new" / "dagster" / "daemon.log").read_bytes().startswith(b"one\n")


def test_a_top_folder_on_another_disk_goes_along_and_must_be_there(
    home: Path, tmp_path: Path
) -> None:
    vault = (home / "vault").rename(tmp_path / "disk")
    (home / "vault").symlink_to(vault)
    restore.restore_backup(back_up_home(home), tmp_path / "new", ignore_progress)
    assert describe_tree(tmp_path / "new" / "vault") == describe_tree(vault)
    vault.rename(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        backup.write_backup(home, tmp_path / "b.tar.gz", None, AT, ignore_progress)
    assert not (tmp_path / "b.tar.gz").exists()


def test_landing_goes_along_if_asked_for(home: Path, tmp_path: Path) -> None:
    elsewhere = (home / "landing").rename(tmp_path / "elsewhere")
    restore.restore_backup(back_up_home(home, elsewhere), tmp_path / "new", ignore_progress)
    assert describe_tree(tmp_path / "new" / "landing") == describe_tree(elsewhere)


def test_an_open_transaction_is_not_in_it_and_the_log_of_a_closed_one_is(
    home: Path, tmp_path: Path
) -> None:
    writer = sqlite3.connect(home / "dagster/history/runs.db", isolation_level=None)
    reviewer = sqlite3.connect(home / "vault/register.sqlite", isolation_level=None)
    writer.execute("INSERT INTO t VALUES (3)")
    assert (home / "dagster/history/runs.db-wal").stat().st_size
    reviewer.execute("BEGIN IMMEDIATE")
    reviewer.execute("INSERT INTO t VALUES (3)")
    with closing(writer), closing(reviewer):
        restore.restore_backup(back_up_home(home), tmp_path / "new", ignore_progress)
    found = describe_tree(tmp_path / "new")
    assert found["dagster/history/runs.db"][1] == "[(1,), (2,), (3,)]"
    assert found["vault/register.sqlite"][1] == "[(1,), (2,)]"
    assert [name for name in found if name.endswith(("-wal", "-shm", "-journal"))] == []


HOLDERS = {
    "run of 2022-09": "from common.locks import hold_home_lock; "
    "lock = hold_home_lock(home / 'work', 'run of 2022-09', None)",
    "ingestion": "from common.locks import hold_lock; lock = hold_lock(home / 'bronze' / '.lock')",
    "publication": "from publishing.releases.places import hold_releases_lock; "
    "lock = hold_releases_lock(home / 'releases')",
}


@pytest.mark.parametrize("what", HOLDERS)
def test_it_waits_for_what_is_under_way(home: Path, what: str) -> None:
    archive = home.with_name("backup.tar.gz")
    told: list[str] = []
    at_work = threading.Thread(
        target=backup.write_backup,
        args=(home, archive, None, AT, lambda done, total, name: told.append(name)),
    )
    held = f"import pathlib; home = pathlib.Path({str(home)!r}); {HOLDERS[what]}"
    code = f"{held}\nwith lock: print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        at_work.start()
        at_work.join(0.3)
        assert at_work.is_alive()
        assert not home.with_name(".backup.tar.gz.partial").exists()
        assert what in "".join(told) or what == "publication"
        holder.communicate(b"\n")
    at_work.join(10)
    assert archive.exists()


def test_a_changed_file_is_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "format_sums", lambda sums: restore.format_sums(
        sums | {"home/vault/identity.duckdb": "0" * 64}))  # fmt: skip
    with pytest.raises(BackupError, match="damaged: home/vault/identity"):
        back_up_home(home)
    assert list_drafts(tmp_path) == []
    assert not home.with_name("backup.tar.gz").exists()


def test_a_home_with_a_link_that_leads_out_of_it_is_not_backed_up(home: Path) -> None:
    (home / "vault" / "link").symlink_to("/etc")
    with pytest.raises(BackupError, match="vault/link is a link out of the home"):
        back_up_home(home)


@pytest.mark.parametrize("kind", ["full", "io", "killed"])
def test_a_backup_that_fails_leaves_nothing_and_the_next_one_goes_through(
    home: Path, tmp_path: Path, kind: str
) -> None:
    archive = tmp_path / "backup.tar.gz"
    with planted(tmp_path) as calls:
        backup.write_backup(home, archive, None, AT, ignore_progress)
    archive.unlink()
    before = describe_tree(home)
    for at in range(1, len(calls.made) + 1, 7):
        with planted(tmp_path, at, kind) as struck:
            try:
                backup.write_backup(home, archive, None, AT, ignore_progress)
            except (OSError, BackupError, Killed):
                assert struck.struck
                assert not archive.exists() or kind == "killed"
        if archive.exists():
            restore.verify_backup(archive, ignore_progress)
            archive.unlink()
    assert leave_out(describe_tree(home), "work") == leave_out(before, "work")
    back_up_home(home)
    assert list_drafts(tmp_path) == []


def test_a_full_disk_is_reported_as_such(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "there" / "backup.tar.gz"
    archive.parent.mkdir()
    arguments = [str(archive), "--home", str(home)]
    with planted(archive.parent, 2, "full") as struck:
        said = CliRunner().invoke(main, ["backup", *arguments])
    assert struck.struck
    assert said.exit_code == 2
    assert f"the disk of {archive.parent} is full" in said.stderr
    assert list(archive.parent.iterdir()) == []
    assert CliRunner().invoke(main, ["backup", *arguments]).exit_code == 0

    arguments = ["restore", str(archive), "--home", str(tmp_path / "new")]
    with planted(tmp_path, 9, "full"):
        said = CliRunner().invoke(main, arguments)
    assert said.exit_code == 2
    assert f"the disk of {tmp_path} is full" in said.stderr
    assert not (tmp_path / "new").exists()


def test_it_overwrites_nothing_and_lies_apart(home: Path, tmp_path: Path) -> None:
    archive = back_up_home(home)
    for refused, why in ((archive, "exists"), (home / "vault" / "b.tar.gz", "is inside")):
        with pytest.raises(BackupError, match=why):
            backup.write_backup(home, refused, None, AT, ignore_progress)
    with pytest.raises(BackupError, match="nothing to back up"):
        backup.write_backup(tmp_path / "none", tmp_path / "b.tar.gz", None, AT, ignore_progress)
    with pytest.raises(BackupError, match="not empty"):
        restore.restore_backup(archive, home, ignore_progress)
