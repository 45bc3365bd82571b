"""Zip archives, byte for byte the same in every run."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

_STAMP = (2022, 10, 3, 9, 0, 0)


def write_zip(path: Path, tables: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """Write comma-separated UTF-8 tables as the members of a zip archive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n").writerows(rows)
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, text.getvalue())
