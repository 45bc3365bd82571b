"""The vault: the one folder where names and documents may be worked on.

Folder mode 0700, files 0600. A database in it is written apart and moved into place whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@contextmanager
def private_umask() -> Iterator[None]:
    """Files made inside are readable by their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def rebuilt_database(vault: Path, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A fresh database `<vault>/<name>.duckdb`, open for writing; at the end it replaces the old.

    If the block raises, the old database stays as it was. A second writer waits for the first.
    """
    import duckdb
    from filelock import FileLock

    with private_umask():
        vault.mkdir(mode=0o700, parents=True, exist_ok=True)
        vault.chmod(0o700)
    with private_umask(), FileLock(vault / f".{name}.lock"):
        draft = vault / f"{name}.draft.duckdb"
        for leftover in vault.glob(f"{draft.name}*"):
            leftover.unlink()
        connection = duckdb.connect(str(draft), config={"temp_directory": str(vault / "spill")})
        try:
            yield connection
        finally:
            connection.close()
        draft.replace(vault / f"{name}.duckdb")
