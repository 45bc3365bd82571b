"""What DuckDB or Splink says of an error inside linking may quote a name, so it stays inside."""

from __future__ import annotations

import stat
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info
from splink.internals.exceptions import SplinkException

from identity import person_links
from identity.identity_error import IdentityError
from identity.last_linking import open_last_linking
from identity.matching import record_linking
from identity.matching.scoring import Scorer
from identity.vault import open_draft

NAME = "Zulekha Qorbani"
PERSONAL = ("full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone")


def delivered(home: Path, name: object = NAME) -> dict[str, Path]:
    """A warehouse of three cases and their bronze, as a run hands them to linking."""
    folder = home / "bronze" / "returnees"
    folder.mkdir(parents=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "create schema intermediate; create table intermediate.int_cases as select 'SYL' as "
            "centre_code, 'SYL-' || n as case_id, date '2021-01-01' as registration_date, "
            "'women' as sex, 'BD6091' as district_pcode, 'f' || n as source_file_id, "
            "2 as row_number from range(3) as numbers (n)"
        )
    for n in range(3):
        # Of the first file, the names are numbers: those of the others cannot be read as such.
        cells = {key: [f"{NAME} {n}"] for key in PERSONAL} | {"full_name": [name if n else n]}
        cells |= {"source_file_id": [f"f{n}"], "row_number": [2]}
        pq.write_table(pa.table(cells), folder / f"f{n}.parquet")
    return {"warehouse": home / "warehouse.duckdb", "bronze": home / "bronze",
            "vault": home / "vault", "out": home / "links.parquet"}  # fmt: skip


def refusal(places: dict[str, Path]) -> str:
    """All that a linking which fails lets anybody see, in whatever way it is shown."""
    try:
        person_links.link_cases(**places, run_id="r1")
    except IdentityError as error:
        told = serializable_error_info_from_exc_info(sys.exc_info()).to_string()
        return told + str(error) + repr(error) + "".join(traceback.format_exception(error))
    raise AssertionError("linking did not fail")


def test_bronze_that_cannot_be_read_shows_no_cell(tmp_path: Path) -> None:
    places = delivered(tmp_path)
    with pytest.raises(duckdb.Error, match=NAME):
        duckdb.sql(f"from read_parquet('{places['bronze']}/returnees/*.parquet')").fetchall()
    said = refusal(places)
    assert NAME not in said
    assert "withheld" in said
    assert "run again" in said


def test_bronze_that_is_garbage_shows_nothing_of_it(tmp_path: Path) -> None:
    places = delivered(tmp_path)
    (places["bronze"] / "returnees" / "f1.parquet").write_bytes(f"PAR1{NAME}".encode() * 99)
    assert NAME not in refusal(places)


@pytest.mark.parametrize(
    "fail",
    [
        lambda: duckdb.ConversionException(f"Could not convert string '{NAME}' to INT32"),
        lambda: SplinkException(f"Error executing SQL: ... where full_name = '{NAME}'"),
    ],
    ids=["DuckDB", "Splink"],
)
def test_an_error_in_scoring_shows_nothing_of_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: Callable[[], Exception]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fail()

    monkeypatch.setattr(Scorer, "score_pairs", broken)
    places = delivered(tmp_path, name=1)
    said = refusal(places)
    assert NAME not in said
    assert type(fail()).__name__ in said
    assert not places["out"].exists()


def test_a_failed_linking_leaves_the_earlier_one_and_the_vault_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = delivered(tmp_path, name=1)
    person_links.link_cases(**places, run_id="r1")
    database = places["vault"] / "identity.duckdb"
    before = database.read_bytes()

    def broken(*_: object) -> None:
        raise duckdb.Error(NAME)

    monkeypatch.setattr(record_linking, "cluster_all_records", broken)
    assert NAME not in refusal(places)
    assert database.read_bytes() == before
    found = {stat.S_IMODE(path.stat().st_mode) for path in places["vault"].iterdir()}
    assert found == {0o600}
    assert stat.S_IMODE(places["vault"].stat().st_mode) == 0o700


def test_a_case_whose_bronze_is_gone_is_missed_and_not_left_out(tmp_path: Path) -> None:
    places = delivered(tmp_path, NAME)
    (places["bronze"] / "returnees" / "f1.parquet").unlink()
    (places["bronze"] / "returnees" / "f0.parquet").unlink()
    said = refusal(places)
    assert "2 case records in force have no row in bronze" in said
    assert not places["out"].exists()


@pytest.mark.parametrize("kind", [SplinkException, duckdb.Error, ValueError])
def test_a_command_that_reads_the_vault_keeps_what_a_library_says_inside(
    tmp_path: Path, kind: type[Exception]
) -> None:
    with open_draft(tmp_path, "identity"):
        pass
    with pytest.raises(IdentityError) as raised, open_last_linking(tmp_path):
        raise kind(f"could not read '{NAME}'")
    assert NAME not in "".join(traceback.format_exception(raised.value))
    with pytest.raises(IdentityError, match="of its own"), open_last_linking(tmp_path):
        raise IdentityError("a message of its own")
