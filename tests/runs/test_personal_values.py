"""No name and no document of the sample is found anywhere but in the places made for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb

from tests.support.home import Published

MAY_HOLD_NAMES = {"landing", "truth", "bronze", "quarantine", "vault"}
# Vowel signs belong to a Bangla word, though `\\w` does not match them.
WORD = re.compile(r"[\w\u0980-\u09FF]+")
NUMBER = re.compile(r"[0-9০-৯A-Za-z]{7,}")


def words_of(text: str) -> list[str]:
    """Words without initials: of "Late A. Karim", "late a" is no name."""
    return [word for word in WORD.findall(text.casefold()) if len(word) > 1]


def personal_values(home: Path) -> tuple[set[tuple[str, str]], set[str]]:
    """The first two words of every name of two words; every document and phone number."""
    source = str(home / "bronze" / "returnees" / "*.parquet")
    rows = duckdb.sql(
        f"select full_name, father_name, nid, passport_no, phone from read_parquet('{source}')"
    ).fetchall()
    pairs, numbers = set(), set()
    for full_name, father, *documents in rows:
        for name in (full_name, father):
            pairs |= set(pairwise(words_of(name or "")))
        for document in documents:
            numbers |= {re.sub(r"[\s+-]", "", document or "").casefold()}
    return pairs, {number for number in numbers if len(number) >= 7}


def texts(home: Path) -> Iterator[tuple[str, str]]:
    """Every text outside the places for names: database columns, files, run history."""
    for path in sorted(home.rglob("*")):
        place = path.relative_to(home).parts[0]
        if place in MAY_HOLD_NAMES or not path.is_file() or path.is_symlink():
            continue
        name = str(path.relative_to(home))
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for (table,) in connection.execute(
                    "select schema_name || '.' || table_name from duckdb_tables()"
                ).fetchall():
                    frame = connection.execute(f"select * from {table}").fetchall()
                    yield f"{name}:{table}", "\n".join(map(repr, frame))
        elif path.suffix == ".parquet":
            frame = duckdb.sql(f"select * from read_parquet('{path}')").fetchall()
            yield name, "\n".join(map(repr, frame))
        else:
            yield name, path.read_bytes().decode("utf-8", "replace")


def leaks(text: str, pairs: set[tuple[str, str]], numbers: set[str]) -> bool:
    words = words_of(text)
    if not pairs.isdisjoint(pairwise(words)):
        return True
    return not numbers.isdisjoint(NUMBER.findall(text.casefold()))


def test_no_personal_value_leaves_the_vault(published: Published) -> None:
    pairs, numbers = personal_values(published.folder)
    assert len(pairs) > 100
    assert len(numbers) > 1000
    places = dict(texts(published.folder))
    places["standard output"] = published.said.stdout
    places["standard error"] = published.said.stderr
    assert any(name.startswith("dagster/") for name in places)
    assert sum("warehouse.duckdb:marts." in name for name in places) >= 20
    assert [name for name, text in places.items() if leaks(text, pairs, numbers)] == []


def test_the_search_itself_finds_a_planted_value(published: Published) -> None:
    pairs, numbers = personal_values(published.folder)
    first, second = sorted(pairs)[0]
    assert leaks(f"... {first.title()} {second.title()} ...", pairs, numbers)
    assert leaks(f"error near '{sorted(numbers)[0]}'", pairs, numbers)
