"""Who is who in a whole run: the sample's persons, all at once and month by month."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from identity import person_links
from identity.register import id_rules
from tests.support.home import Published, assert_closed, export_persons, group_records, read_truth

# The months before come in one go; the runs of these begin where the one before has ended.
MONTHS = ("2022-03", "2022-04", "2022-05", "2022-06", "2022-07", "2022-09")


def test_the_persons_of_the_sample_are_its_truth(published: Published, tmp_path: Path) -> None:
    found = export_persons(published, tmp_path / "out.csv")
    true = {
        row["source_record_id"]: row["person"] for row in read_truth(published.folder, "persons")
    }
    assert found.keys() == true.keys()
    assert len(group_records(true)) < len(true)
    assert group_records(found) == group_records(true)


def test_the_marts_and_the_export_know_the_same_persons(
    published: Published, tmp_path: Path
) -> None:
    bridge = published.sql(
        "select centre_code || ':' || case_id, person_id from marts.bridge_beneficiary_cases"
    )
    assert dict(bridge) == export_persons(published, tmp_path / "out.csv")
    assert {person for _, person in bridge} == {
        person for (person,) in published.sql("select person_id from marts.dim_beneficiaries")
    }


def test_the_vault_is_closed_to_all_others(published: Published) -> None:
    assert_closed(published.folder / "vault")


def candidate(published: Published, month: str, to: Path) -> Path:
    """A warehouse that knows the cases registered until the end of a month."""
    to.unlink(missing_ok=True)
    with duckdb.connect(str(to)) as connection:
        vault = published.folder / "vault" / "identity.duckdb"
        connection.execute(f"attach '{vault}' as linked (read_only)")
        connection.execute(
            "create schema intermediate; create table intermediate.int_cases as "
            "select centre_code, case_id, registration_date, sex, district_pcode, source_file_id, "
            "row_number from linked.vault.records "
            "where strftime(registration_date, '%Y-%m') <= $month",
            {"month": month},
        )
    return to


def with_the_secret_of(other: Path, vault: Path) -> None:
    """A new register whose ids are given out as those of the other one are."""
    id_rules.assign_records(vault, "run", [])
    with sqlite3.connect(other / "register.sqlite") as connection:
        secret = connection.execute("select secret from origin").fetchone()
    with sqlite3.connect(vault / "register.sqlite") as connection:
        connection.execute("update origin set secret = ?", secret)


def test_month_by_month_ends_with_the_persons_and_the_ids_of_all_at_once(
    published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However few the records are, each run goes on from the last linking.
    monkeypatch.setattr(person_links, "LARGE", 0)
    again: list[int] = []
    relink = person_links.record_linking.relink_records

    def counted(*arguments: object) -> object:
        again.append(1)
        return relink(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(person_links.record_linking, "relink_records", counted)
    vault, out = tmp_path / "vault", tmp_path / "links.parquet"
    with_the_secret_of(published.folder / "vault", vault)
    sizes = []
    for month in MONTHS:
        warehouse = candidate(published, month, tmp_path / "warehouse.duckdb")
        linked = person_links.link_cases(
            warehouse, published.folder / "bronze", vault, out, run_id=month
        )
        assert linked.links.records_in == linked.links.records_out
        sizes.append(linked.links.records_out)
    assert sizes == sorted(set(sizes))
    assert len(again) == len(MONTHS) - 1

    rows = duckdb.sql(f"select centre_code || ':' || case_id, person_id from '{out}'").fetchall()
    found, expected = dict(rows), export_persons(published, tmp_path / "out.csv")
    assert group_records(found) == group_records(expected)
    with sqlite3.connect(vault / "register.sqlite") as connection:
        split = {
            person
            for row in connection.execute(
                "select person.person_id, other.person_id from event "
                "join person on event.person = person.person "
                "left join person as other on event.other_person = other.person "
                "where kind = 'split'"
            )
            for person in row
        }
    different = {record for record in found if found[record] != expected[record]}
    assert len(split) < 20
    assert {found[record] for record in different} <= split
