"""The register as it was: a vault for one rebuild of the past, which leaves the live one alone."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from common.files import private_umask
from common.instants import format_instant
from common.sqlite import hold_transaction, split_statements
from identity.store import FILE_NAME, opened

PAST = "past"
QUERIES = Path(__file__).with_name("rewind.sql")


def past_vault(vault: Path, run_id: str) -> Path:
    """Where the vault of the rebuild `run_id` is: inside the live one, for it holds the same."""
    return vault / PAST / run_id


def begin(vault: Path, run_id: str, as_of: datetime) -> None:
    """Make the rebuild's vault; what rebuilds that were killed left goes first.

    For one rebuild at a time. Raises IdentityError.
    """
    end(vault)
    rewind(vault, past_vault(vault, run_id), as_of)


def end(vault: Path) -> None:
    """Remove every vault of a rebuild."""
    if (vault / PAST).exists():
        shutil.rmtree(vault / PAST)


def rewind(vault: Path, to: Path, as_of: datetime) -> None:
    """Make in `to` a private vault whose register is as that of `vault` was at the instant.

    The same records get the same ids in it as they got then. `vault` is only read; if it has no
    register, that of `to` begins anew. Raises IdentityError.
    """
    with private_umask():
        to.mkdir(mode=0o700, parents=True)
    if not (vault / FILE_NAME).exists():
        return
    with opened(to) as connection:
        connection.execute("ATTACH ? AS live", (str(vault / FILE_NAME),))
        with hold_transaction(connection):
            for statement in split_statements(QUERIES.read_text("utf-8")):
                connection.execute(statement, {"as_of": format_instant(as_of)})
