"""Exact linking: what joins two cases, what does not, and what may leave the vault."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.exact import LinkingError, link

BLANK = {"nid": "", "passport_no": "", "full_name": "", "father_name": "", "date_of_birth": ""}


def persons(folder: Path, cases: list[dict[str, str]]) -> dict[str, str]:
    """case_id → person_id for cases given as their personal columns."""
    bronze = folder / "bronze"
    (bronze / "returnees").mkdir(parents=True, exist_ok=True)
    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_cases (centre_code text, case_id text, "
            "registration_date date, district_pcode text, source_file_id text, row_number integer)"
        )
        connection.execute(
            "create table bronze (source_file_id text, row_number integer, nid text, "
            "passport_no text, full_name text, father_name text, date_of_birth text)"
        )
        for number, case in enumerate(cases, start=1):
            row = {"district": "BD6091", "registered": "2021-05-01", **BLANK, **case}
            connection.execute(
                "insert into intermediate.int_cases values (?, ?, ?, ?, 'file', ?)",
                ["SYL", case["case_id"], row["registered"], row["district"], number],
            )
            connection.execute(
                "insert into bronze values ('file', ?, ?, ?, ?, ?, ?)",
                [number, *(row[column] for column in BLANK)],
            )
        target = bronze / "returnees" / "file.parquet"
        connection.execute(f"copy bronze to '{target}' (format parquet)")
    out = folder / "links.parquet"
    report = link(warehouse, bronze, folder / "vault", out)
    links = duckdb.sql(f"select case_id, person_id from read_parquet('{out}')").fetchall()
    assert report.records_in == report.records_out == len(cases) == len(links)
    assert report.persons == len({person for _, person in links})
    return dict(links)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"nid": "1990123456789"}, {"nid": "১৯৯০ ১২৩ ৪৫৬ ৭৮৯"}),
        ({"nid": "1234567890123"}, {"nid": "19901234567890123"}),
        ({"nid": "8234567891"}, {"nid": "823 456 7891"}),
        ({"passport_no": "BM0123456"}, {"passport_no": "bm 0123456"}),
        (
            {"full_name": "Md. Kamal Hossain", "father_name": "Abdul Hossain",
             "date_of_birth": "04/05/1990"},
            {"full_name": "md kamal  hossain", "father_name": "ABDUL HOSSAIN",
             "date_of_birth": "1990-05-04"},
        ),
    ],
)  # fmt: skip
def test_a_shared_key_joins_two_cases(
    tmp_path: Path, one: dict[str, str], other: dict[str, str]
) -> None:
    linked = persons(tmp_path, [{"case_id": "A", **one}, {"case_id": "B", **other}])
    assert linked["A"] == linked["B"]


NAMED = {"full_name": "Kamal", "father_name": "Abdul", "date_of_birth": "1990-05-04"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BLANK, BLANK),
        ({"nid": "1.99E+12"}, {"nid": "1.99E+12"}),
        ({"nid": "0000000000"}, {"nid": "0000000000"}),
        ({"nid": "12345"}, {"nid": "12345"}),
        ({"passport_no": "N/A"}, {"passport_no": "N/A"}),
        ({"passport_no": "AA0000000"}, {"passport_no": "AA0000000"}),
        ({**NAMED, "district": "BD6091"}, {**NAMED, "district": "BD3026"}),
        (NAMED, {**NAMED, "father_name": "Karim"}),
        (NAMED, {**NAMED, "date_of_birth": "1990-05-05"}),
        ({**NAMED, "father_name": ""}, {**NAMED, "father_name": ""}),
        ({**NAMED, "date_of_birth": ""}, {**NAMED, "date_of_birth": ""}),
    ],
)
def test_a_weak_or_blank_key_joins_nobody(
    tmp_path: Path, one: dict[str, str], other: dict[str, str]
) -> None:
    linked = persons(tmp_path, [{"case_id": "A", **one}, {"case_id": "B", **other}])
    assert linked["A"] != linked["B"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=14
    )
)  # fmt: skip
def test_clusters_are_the_connected_components(
    tmp_path: Path, documents: list[tuple[int, int]]
) -> None:
    cases = [
        {"case_id": f"C{n:02}", "nid": f"12345678{nid:02}", "passport_no": f"BM12345{passport:02}"}
        for n, (nid, passport) in enumerate(documents)
    ]
    linked = persons(tmp_path, cases)
    groups: list[set[int]] = []
    for n, (nid, passport) in enumerate(documents):
        touching = [
            g
            for g in groups
            if any(documents[m][0] == nid or documents[m][1] == passport for m in g)
        ]
        groups = [g for g in groups if g not in touching] + [{n}.union(*touching)]
    found: dict[str, set[int]] = {}
    for n in range(len(documents)):
        found.setdefault(linked[f"C{n:02}"], set()).add(n)
    assert sorted(map(sorted, groups)) == sorted(map(sorted, found.values()))


def test_the_oldest_case_names_the_person_whatever_comes_later(tmp_path: Path) -> None:
    first = {"case_id": "B", "registered": "2019-01-01", "nid": "8234567891"}
    later = {"case_id": "A", "registered": "2022-01-01", "nid": "8234567891"}
    alone = persons(tmp_path, [first])
    assert persons(tmp_path, [later, first])["A"] == alone["B"]


def test_the_vault_is_closed_and_a_failure_says_nothing_of_its_contents(tmp_path: Path) -> None:
    persons(tmp_path, [{"case_id": "A", "nid": "8234567891"}])
    vault = tmp_path / "vault"
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in vault.iterdir()} == {0o600}
    target = tmp_path / "bronze" / "returnees" / "file.parquet"
    target.write_bytes(b"not parquet: Kamal Hossain 8234567891")
    with pytest.raises(LinkingError) as raised:
        link(tmp_path / "warehouse.duckdb", tmp_path / "bronze", vault, tmp_path / "links.parquet")
    assert "Kamal" not in str(raised.value)
    assert raised.value.__cause__ is None
