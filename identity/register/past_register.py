"""The register as it was at an instant: a separate vault for one rebuild."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from common.files import make_private_folder, remove_tree
from common.instants import format_instant
from common.sql import read_sql
from common.sqlite import hold_transaction, split_statements
from identity.register.register_file import FILE_NAME, SQL, open_register

PAST = "past"


def locate_past_vault(vault: Path, run_id: str) -> Path:
    """Where the vault of the rebuild `run_id` is: in the live one, since it holds the same data."""
    return vault / PAST / run_id


def make_past_vault(vault: Path, run_id: str, as_of: datetime) -> None:
    """Make the vault of a rebuild, and remove what killed rebuilds left.

    For one rebuild at a time. Raises IdentityError.
    """
    remove_past_vaults(vault)
    copy_register_as_of(vault, locate_past_vault(vault, run_id), as_of)


def remove_past_vaults(vault: Path) -> None:
    """Remove every vault of a rebuild."""
    if (vault / PAST).exists():
        remove_tree(vault / PAST)


def copy_register_as_of(vault: Path, to: Path, as_of: datetime) -> None:
    """Make in `to` a private vault with the register of `vault` as it was at the instant.

    The same records get the same ids in it as they got then. `vault` is only read; if it has no
    register, that of `to` starts empty. Raises IdentityError.
    """
    make_private_folder(to)
    if not (vault / FILE_NAME).exists():
        return
    with open_register(to) as connection:
        connection.execute("ATTACH ? AS live", (str(vault / FILE_NAME),))
        with hold_transaction(connection):
            for statement in split_statements(read_sql(SQL, "past_register")):
                connection.execute(statement, {"as_of": format_instant(as_of)})
