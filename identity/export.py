"""Which record is which person, as a CSV file for other systems: pseudonyms and nothing else."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from identity.errors import IdentityError
from identity.register import person_ids

HEADER = ("source_record_id", "person_id")


@dataclass(frozen=True)
class Exported:
    """Counts of an export."""

    records: int
    persons: int


def export(vault: Path, out: Path) -> Exported:
    """Write all records of the last linking, sorted, to the CSV `out`, whole or not at all.

    Raises IdentityError if nothing has been linked, or `out` is in the vault, a folder, or in a
    folder that is not there.
    """
    target = out.resolve()
    if target.is_dir():
        raise IdentityError(f"{out} is a folder; name a file")
    if target.is_relative_to(vault.resolve()):
        raise IdentityError(f"{out} is in the vault; export to a file outside it")
    if not target.parent.is_dir():
        raise IdentityError(f"there is no folder {target.parent}")
    people = person_ids(vault)
    if not people:
        raise IdentityError("nothing has been linked yet; run first: prottasha run")
    _write(target, sorted(people.items()))
    return Exported(len(people), len(set(people.values())))


def _write(target: Path, rows: list[tuple[str, str]]) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise IdentityError(f"{target} cannot be written ({error.strerror})") from None
    finally:
        draft.unlink(missing_ok=True)
