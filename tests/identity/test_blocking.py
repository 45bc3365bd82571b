"""Which pairs are compared: all that share a small block, once each; what a bound drops is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import replace
from itertools import combinations

import pytest

from identity.matching import features
from identity.matching.blocking import BlockReport, find_candidates
from identity.matching.model import Model
from tests.identity.vaults import (
    Row,
    make_background,
    make_case,
    name_record,
    number_record,
    open_records,
    read_packaged,
)

Pairs = list[tuple[int, int, str]]
Blocked = tuple[Pairs, list[BlockReport], list[Row]]


def blocked(rows: list[Row], model: Model) -> Blocked:
    """Candidates, report and features."""
    with closing(open_records(rows)) as connection:
        features.build_features(connection)
        report = find_candidates(connection, model)
        pairs = connection.execute("from candidate_pairs").fetchall()
        told = connection.sql("from vault.features").to_arrow_table().to_pylist()
    return pairs, report, told


@pytest.fixture(scope="module")
def population() -> Blocked:
    return blocked(list(make_background()), read_packaged())


def test_candidates_are_the_pairs_of_the_small_blocks_once_each(population: Blocked) -> None:
    pairs, report, told = population
    model = read_packaged()
    first: dict[tuple[int, int], int] = {}
    by_rule: dict[str, list[int]] = {}
    for rule, columns in enumerate(model.blocks):
        blocks = defaultdict(list)
        for row in told:
            if None not in (key := tuple(row[column] for column in columns)):
                blocks[key].append(row["record"])
        counts = [len(found) for found in blocks.values() if len(found) > 1]
        small = [count for count in counts if count <= model.largest_block]
        by_rule[", ".join(columns)] = [
            len(counts), max(small, default=0), sum(n * (n - 1) // 2 for n in small),
            len(counts) - len(small),
            sum(n * (n - 1) // 2 for n in counts if n > model.largest_block),
        ]  # fmt: skip
        for found in blocks.values():
            if len(found) <= model.largest_block:
                for pair in combinations(sorted(found), 2):
                    first.setdefault(pair, rule)
    assert len(pairs) > 100
    assert {(one, other): int(rule) for one, other, rule in pairs} == first
    assert len(pairs) == len(first)
    told_of = {
        found.on: [found.blocks, found.largest, found.pairs, found.dropped_blocks,
                   found.dropped_pairs]
        for found in report
    }  # fmt: skip
    assert told_of == {on: counts for on, counts in by_rule.items() if counts[0]}


def test_a_block_above_the_bound_is_left_out_and_told() -> None:
    model = replace(read_packaged(), blocks=[["phone"]], largest_block=3)
    rows = [make_case(n, "A", phone="01711234561") for n in range(4)]
    rows += [make_case(n, "B", phone="01711234562") for n in range(4, 7)]
    pairs, (report,), _ = blocked(rows, model)
    small = sorted(number_record(name_record(row)) for row in rows[4:])
    assert sorted(pair[:2] for pair in pairs) == list(combinations(small, 2))
    assert report == BlockReport("phone", 2, 3, 3, 1, 6)


def test_what_one_rule_drops_another_may_find() -> None:
    model = replace(read_packaged(), blocks=[["phone"], ["nid"]], largest_block=3)
    rows = [
        make_case(n, "A", phone="01711234561", nid="5126710022" if n < 2 else "") for n in range(4)
    ]
    pairs, _, _ = blocked(rows, model)
    both = sorted(number_record(name_record(row)) for row in rows[:2])
    assert pairs == [(*both, "1")]


@pytest.mark.parametrize("cell", ["full_name", "father_name", "date_of_birth", "nid", "phone"])
def test_a_blank_value_brings_nobody_together(cell: str) -> None:
    said = {"full_name": "Golam Kazi", "father_name": "Intaz Kazi", "date_of_birth": "03/04/1981",
            "nid": "5126710022", "passport_no": "BX0523174", "phone": "01711234561"}  # fmt: skip
    blanked = dict.fromkeys(said, "") | {cell: said[cell]}
    column = {"full_name": "name_key", "father_name": "father_key", "date_of_birth": "birth_day"}
    model = replace(read_packaged(), blocks=[[column.get(other, other.removesuffix("_no"))]
                                        for other in said if other != cell])  # fmt: skip
    rows = [make_case(n, **blanked) for n in range(3)]
    assert blocked(rows, model)[0] == []


def test_common_names_never_explode() -> None:
    rows = [
        make_case(n, "Md. Rafiqul Islam", father_name="Abdul Karim", date_of_birth="01/01/1985",
             district_pcode="BD6091")
        for n in range(400)
    ]  # fmt: skip
    pairs, report, _ = blocked(rows, read_packaged())
    assert pairs == []
    assert {found.on for found in report if found.dropped_pairs == 400 * 399 // 2} >= {
        "name_key, birth_year", "name_key, district",
    }  # fmt: skip
    assert Counter(found.dropped_blocks for found in report) == Counter({1: len(report)})


def test_every_block_is_a_feature() -> None:
    with closing(open_records([make_case(0, "A")])) as connection:
        features.build_features(connection)
        columns = {name for name, *_ in connection.execute("describe vault.features").fetchall()}
    assert {column for block in read_packaged().blocks for column in block} <= columns
