"""Which record is which person, as a CSV file for other systems: pseudonyms and nothing else."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from common.files import write_durably
from identity.identity_error import IdentityError
from identity.last_linking import NothingLinked
from identity.register.register_file import read_person_ids

HEADER = ("source_record_id", "person_id")


@dataclass(frozen=True)
class Exported:
    """Counts of an export."""

    records: int
    persons: int


def export_persons(vault: Path, out: Path) -> Exported:
    """Write all records of the last linking, sorted, to the CSV `out`, whole or not at all.

    Raises IdentityError if nothing has been linked, or `out` is in the vault, a folder, or in a
    folder that does not exist.
    """
    target = out.resolve()
    if target.is_dir():
        raise IdentityError(f"{out} is a folder; name a file")
    if target.is_relative_to(vault.resolve()):
        raise IdentityError(f"{out} is in the vault; export to a file outside the vault")
    if not target.parent.is_dir():
        raise IdentityError(f"the folder {target.parent} does not exist")
    people = read_person_ids(vault)
    if not people:
        raise NothingLinked
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(sorted(people.items()))
    try:
        write_durably(target, text.getvalue().encode())
    except OSError as error:
        raise IdentityError(f"{target} cannot be written ({error.strerror})") from None
    return Exported(len(people), len(set(people.values())))
