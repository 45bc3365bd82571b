"""Delimited text files, byte for byte the same in every run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

BYTE_ORDER_MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def write_text(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    line_end: str = "\r\n",
    quote_all: bool = False,
    preamble: str = "",
) -> None:
    """Write `preamble`, then the rows (header included). UTF-16 starts with a byte order mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(BYTE_ORDER_MARKS.get(encoding, b""))
    with path.open("a", encoding=encoding, newline="") as text:
        text.write(preamble)
        writer = csv.writer(
            text,
            delimiter=delimiter,
            lineterminator=line_end,
            quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        )
        writer.writerows(rows)
