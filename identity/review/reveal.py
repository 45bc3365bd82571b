"""Personal values for one reviewer. Who looks, when and why is logged first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from common.instants import format_instant, read_clock
from common.sqlite import hold_transaction
from identity.identity_error import IdentityError
from identity.last_linking import open_last_linking
from identity.register.register_file import open_register

COLUMNS = (
    "full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone",
    "sex", "district_pcode", "registration_date",
)  # fmt: skip


@dataclass(frozen=True)
class Purpose:
    """Who wants to see values, and why."""

    by: str
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.reason.strip():
            raise IdentityError("--reveal needs --by and --reason; neither may be blank")


def log_access(
    vault: Path,
    purpose: Purpose,
    command: str,
    records: Sequence[str],
    at: datetime | None = None,
) -> int:
    """Log an access durably and return its number. Call it before any value is shown."""
    row = (
        format_instant(at or read_clock()),
        purpose.by.strip(),
        purpose.reason.strip(),
        command,
        " ".join(records),
    )
    with open_register(vault) as connection, hold_transaction(connection):
        (number,) = connection.execute("SELECT count(*) + 1 FROM access").fetchone()
        connection.execute("INSERT INTO access VALUES (?, ?, ?, ?, ?, ?)", (number, *row))
    return int(number)


def read_values(vault: Path, pair: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Column and the values of both records, as delivered. Call `log_access` first."""
    with open_last_linking(vault) as connection:
        found = {
            name: row
            for name, *row in connection.execute(
                f"select source_record_id, {', '.join(COLUMNS)} from vault.records "
                "where source_record_id in (?, ?)",
                list(pair),
            ).fetchall()
        }
    one, other = (["" if v is None else str(v) for v in found[name]] for name in pair)
    return list(zip(COLUMNS, one, other, strict=True))
