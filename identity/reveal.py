"""Personal values for the eyes of one reviewer: who looked, when and why is written down first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from common.instants import format_instant, read_clock
from common.sqlite import hold_transaction
from identity.errors import IdentityError
from identity.reading import last_linking
from identity.store import opened

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
            raise IdentityError("--reveal needs who looks and why; neither may be blank")


@contextmanager
def revealing(
    vault: Path,
    purpose: Purpose,
    command: str,
    records: Sequence[str],
    at: datetime | None = None,
) -> Iterator[int]:
    """Within, values may be shown: the access is in the log by then; gives its number."""
    row = (
        format_instant(at or read_clock()),
        purpose.by.strip(),
        purpose.reason.strip(),
        command,
        " ".join(records),
    )
    with opened(vault) as connection:
        with hold_transaction(connection):
            (number,) = connection.execute("SELECT count(*) + 1 FROM access").fetchone()
            connection.execute("INSERT INTO access VALUES (?, ?, ?, ?, ?, ?)", (number, *row))
        yield int(number)


def values(vault: Path, pair: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Column, value of the one, value of the other, as delivered. To be called when `revealing`."""
    with last_linking(vault) as connection:
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
