"""A home in small, for tests of backup and restore."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pipeline import backup

AT = datetime(2022, 10, 5, tzinfo=UTC)
FILES = {
    "bronze/returnees/a.parquet": (b"PAR1 names", 0o600),
    "vault/identity.duckdb": (b"names" * 9, 0o600),
    "releases/2022-09.1/manifest.json": (b"{}\n", 0o444),
    "releases/2022-09.1/parquet/figures.parquet": (b"figures", 0o444),
    "quarantine/_empty.parquet": (b"", 0o600),
}
LEFT_OUT = {"work/run/warehouse.duckdb": b"candidate", "landing/cases/a.xlsx": b"as sent"}
DATABASES = ("bronze/ledger.sqlite", "vault/register.sqlite", "dagster/history/runs.db")


def made(home: Path) -> Path:
    """The folder `home` with something of everything that a run leaves behind."""
    for name, content in {**{n: c for n, (c, _) in FILES.items()}, **LEFT_OUT}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    for name, (_, mode) in FILES.items():
        (home / name).chmod(mode)
    for name in DATABASES:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(home / name)) as database:
            database.execute("PRAGMA journal_mode = WAL" if "dagster" in name else "SELECT 1")
            database.executescript("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2)")
        (home / name).chmod(0o600)
    (home / "vault").chmod(0o700)
    (home / "releases" / "2022-09.1").chmod(0o555)
    (home / "releases" / "current").symlink_to("2022-09.1")
    return home


def quietly(done: int, total: int, what: str) -> None:
    """Progress that nobody sees."""


def saved(home: Path, landing: Path | None = None) -> Path:
    archive = home.with_name("backup.tar.gz")
    backup.back_up(home, archive, landing, AT, quietly)
    return archive


def tree(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """Every path below: its mode and what is in it; a database is the rows that it gives."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in sorted(folder.rglob("*")):
        content: bytes | str = b""
        if path.is_symlink():
            content = str(path.readlink())
        elif path.suffix in (".sqlite", ".db"):
            with closing(sqlite3.connect(path)) as database:
                content = str(database.execute("SELECT * FROM t ORDER BY 1").fetchall())
        elif path.is_file():
            content = path.read_bytes()
        found[str(path.relative_to(folder))] = (stat.S_IMODE(path.lstat().st_mode), content)
    return found


def without(found: dict[str, tuple[int, bytes | str]], *tops: str) -> dict[str, object]:
    return {name: what for name, what in found.items() if name.split("/")[0] not in tops}


def drafts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]
