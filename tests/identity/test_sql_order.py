"""The SQL files of each room: what a file reads was made before it, and its header says so.

A file opens with `-- Reads:` and `-- Makes:`. Behind a table that no earlier file of the room makes
stands where it comes from: `(input)`, the module that makes it or fills its schema, or another file
of the room.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATION = Path(__file__).parents[2] / "identity"
FILES = sorted(STATION.glob("*/sql/*.sql"))
TABLE = re.compile(
    r"\b(?:from|join|into|update|create (?:or replace )?(?:temporary |temp )?(?:table|view)"
    r"(?: if not exists)?)\s+([a-z_]\w*(?:\.\w+)*)(?!\w|\()",
    re.IGNORECASE,
)
CREATED = re.compile(
    r"\bcreate (?:or replace )?(?:temporary |temp )?(?:table|view)(?: if not exists)?\s+([\w.]+)",
    re.IGNORECASE,
)
WRITTEN = re.compile(r"(?:\binsert into|^update)\s+([\w.]+)", re.IGNORECASE | re.MULTILINE)
WITHIN = re.compile(r"\b(\w+) as (?:materialized )?\(\s*(?:--[^\n]*\s+)*(?:select|from)", re.I)


def read_header(text: str, label: str) -> dict[str, str]:
    """Table → where it comes from, '' for an earlier file of the room."""
    match = re.search(rf"^-- {label}: (.*?)\.$", text, re.MULTILINE | re.DOTALL)
    assert match, f"there is no {label} in the header"
    names = " ".join(match[1].replace("\n--", " ").split())
    if names in ("nothing", "the result"):
        return {}
    parts = [re.fullmatch(r"([\w.]+)(?: \((\S+)\))?", name) for name in names.split(", ")]
    assert all(parts), names
    return {part[1]: part[2] or "" for part in parts if part}


def find_tables(text: str) -> tuple[set[str], set[str]]:
    """The tables that the statements read, and those that they make, by the text alone."""
    code = re.sub(r"'[^']*'", "''", re.sub(r"--[^\n]*", "", text))
    code = re.sub(r"distinct from|BEFORE UPDATE ON", "", code, flags=re.IGNORECASE)
    created = set(CREATED.findall(code))
    made = created | set(WRITTEN.findall(code))
    return set(TABLE.findall(code)) - created - set(WITHIN.findall(text)), made


def name_file(path: Path) -> str:
    return f"{path.parts[-3]}/{path.name}"


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_the_header_names_the_tables_that_the_file_reads_and_makes(path: Path) -> None:
    text = path.read_text("utf-8")
    reads, made = find_tables(text)
    assert set(read_header(text, "Reads")) - made == reads - made
    assert set(read_header(text, "Makes")) == made


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_every_table_that_a_file_reads_was_made_before(path: Path) -> None:
    room = path.parents[1]
    before = [file for file in FILES if file.parent == path.parent and file.name < path.name]
    earlier = {name for file in before for name in find_tables(file.read_text("utf-8"))[1]}
    for table, origin in read_header(path.read_text("utf-8"), "Reads").items():
        if origin == "input":
            assert table not in earlier
        elif origin.endswith(".sql"):
            made = find_tables((path.parent / origin).read_text("utf-8"))[1]
            assert table.removeprefix("main.") in made
        elif origin:
            module = STATION.parent / origin if "/" in origin else room / origin
            schema = table.rpartition(".")[0] if "/" in origin else table
            code = module.read_text("utf-8")
            assert re.search(rf'(?i:table|view) {re.escape(table)}\b|"{re.escape(schema)}"', code)
        else:
            assert table in earlier or table in find_tables(path.read_text("utf-8"))[1], table


def test_numbers_of_a_room_run_from_1_without_a_gap() -> None:
    rooms = {path.parent for path in FILES}
    assert {room.parent.name for room in rooms} == {"matching", "register", "review", "training"}
    for room in rooms:
        numbers = [int(path.name[:2]) for path in sorted(room.glob("[0-9]*.sql"))]
        assert numbers == list(range(1, len(numbers) + 1))
