"""The last linking, for reading: its database, and the records and persons that users name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from common.files import private_umask
from identity.identity_error import IdentityError
from identity.vault import connect_vault

if TYPE_CHECKING:
    import duckdb

FILE_NAME = "identity.duckdb"
PERSON_ID = re.compile(r"P[0-9A-F]{15}")
RECORD_ID = re.compile(r"[^:\s]+:[^\s]+")


class NothingLinked(IdentityError):
    """The vault holds no linking yet."""

    next_step = "prottasha run"

    def __init__(self) -> None:
        super().__init__("no records have been linked yet")


@contextmanager
def open_last_linking(vault: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the tables of the last linking.

    Raises IdentityError if there is none, and in place of any other error in the block, because
    messages of DuckDB or Splink may quote a cell.
    """
    path = vault / FILE_NAME
    if not path.is_file():
        raise NothingLinked
    try:
        with private_umask(), connect_vault(path, read_only=True) as connection:
            yield connection
    except IdentityError:
        raise
    except Exception as error:
        raise IdentityError(
            f"the last linking cannot be read ({type(error).__name__}). The message is withheld "
            "because it may hold personal data",
            next_step="prottasha run",
        ) from None


def parse_record_id(text: str, name: str) -> str:
    """A `<CENTRE>:<Case ID>` as typed. Anything else may be a name, so the error omits it."""
    if not RECORD_ID.fullmatch(text):
        raise IdentityError(
            f"{name} is not a record; write <CENTRE>:<Case ID>, like SYL:SYL-2021-00042"
        )
    return text


def parse_person_id(text: str, name: str) -> str:
    """A person id as typed. The error omits anything else."""
    if not PERSON_ID.fullmatch(text):
        raise IdentityError(f"{name} is not a person id; write one like P0123456789ABCDE")
    return text


def find_record_numbers(vault: Path, pair: tuple[str, str]) -> tuple[int, int]:
    """The numbers of two records in the last linking. Raises IdentityError if one is not in it."""
    with open_last_linking(vault) as connection:
        rows = connection.execute(
            "select source_record_id, record from vault.records where source_record_id in (?, ?)",
            list(pair),
        ).fetchall()
    found: dict[str, int] = dict(rows)
    for name, record in zip("AB", pair, strict=True):
        if record not in found:
            raise IdentityError(f"record {name} is not in the last linking: {record}")
    if pair[0] == pair[1]:
        raise IdentityError(f"A and B are both {pair[0]}; name two different records")
    return found[pair[0]], found[pair[1]]
