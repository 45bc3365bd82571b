"""Delimited text. The encoding is that of the byte order mark, else UTF-8, else Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import IO

from ingestion.exceptions import FileRejected
from ingestion.readers.part import Part, Record

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BLOCK = 1 << 20
Opener = Callable[[], IO[bytes]]


def open_text(open_binary: Opener, delimiters: tuple[str, ...], sheet: str = "") -> Part:
    """The records of a text file; FileRejected if its bytes are not text."""
    with open_binary() as stream:
        encoding = detect_encoding(stream)
    with open_binary() as stream:
        first_line = _decode_stream(stream, encoding).readline().rstrip("\r\n").strip('"')
    if first_line.startswith("sep=") and len(first_line) == 5:
        delimiters = (first_line[4],)
    return Part(
        sheet=sheet,
        read=lambda delimiter: _read_records(open_binary, encoding, delimiter),
        dialects=delimiters,
    )


def detect_encoding(stream: IO[bytes]) -> str:
    """The encoding of a stream, which is read to its end: no undecodable byte can turn up later."""
    head = stream.read(BLOCK)
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    marked = marked or _detect_unmarked_utf16(head)
    candidates = [marked] if marked else ["utf-8", "cp1252"]
    decoders = {name: codecs.getincrementaldecoder(name)() for name in candidates}
    block = head
    while True:
        for name in list(decoders):
            if not _is_decodable(decoders[name], block):
                del decoders[name]
        if not decoders:
            raise FileRejected("is not readable text; save it as CSV UTF-8 and send it again")
        if not block:
            return next(iter(decoders))
        block = stream.read(BLOCK)


def _detect_unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of a plain header is NUL."""
    sample = head[:16]
    low, high = sample[::2], sample[1::2]
    if high and not any(high) and all(low):
        return "utf-16-le"
    return "utf-16-be" if high and not any(low) and all(high) else None


def _is_decodable(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        text = decoder.decode(block, final=not block)
    except UnicodeDecodeError:
        return False
    if "\0" in text:
        raise FileRejected("holds NUL bytes; export it again as CSV UTF-8")
    return True


def _decode_stream(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding=encoding, newline="")


def _read_records(open_binary: Opener, encoding: str, delimiter: str) -> Iterator[Record]:
    with open_binary() as stream, _decode_stream(stream, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            yield from reader
        except csv.Error:
            raise FileRejected(
                f"cannot be divided into cells at line {reader.line_num}: a quotation mark is not "
                "closed, or is inside a cell; export it again as CSV"
            ) from None
