"""Lost rows block; refused files are reported until they are corrected."""

from __future__ import annotations

import pandas as pd
import pytest

from expectations.ledger_checks import judge_ingestion
from expectations.verdicts import CheckResult, list_blocking
from ingestion.ingest_report import IngestReport, RejectedFile
from tests.expectations.house import MONTH, House, build_file


def report(rejected: tuple[str, ...] = (), conservation: tuple[str, ...] = ()) -> IngestReport:
    files = tuple(RejectedFile(path, "why") for path in rejected)
    return IngestReport(1, 1, 1, files, 0, 0, 0, 0, conservation)


def judge(files: pd.DataFrame, said: IngestReport) -> dict[str, CheckResult]:
    return {r.check_id: r for r in judge_ingestion(files, said, reporting_month=MONTH)}


def with_files(house: House, *more: dict[str, object]) -> pd.DataFrame:
    files = pd.concat([house.files, pd.DataFrame(more)], ignore_index=True)
    return files.assign(landed_at=pd.to_datetime(files["landed_at"], utc=True))


def refused(file_id: str, path: str, **facts: object) -> dict[str, object]:
    return build_file(file_id, "", path=path, verdict="rejected", is_in_force=False, **facts)


def test_a_sound_ledger_passes(house: House) -> None:
    results = judge(house.files, report())
    assert {r.verdict for r in results.values()} == {"passed"}
    assert results["rows_conserved"].evaluated == 20 * len(house.files)
    assert list_blocking(results.values()) == []


@pytest.mark.parametrize("column", ["rows_loaded", "rows_quarantined", "rows_ignored", "rows_read"])
def test_rows_that_do_not_add_up_block(house: House, column: str) -> None:
    house.files.loc[3, column] += 2
    lost = judge(house.files, report())["rows_conserved"]
    assert (lost.verdict, lost.failed) == ("failed", 2)
    assert lost.row_references == house.files.loc[3, "source_file_id"]
    assert list_blocking([lost]) == [lost]


def test_a_file_that_ingestion_refused_for_its_lost_rows_blocks(house: House) -> None:
    said = report(("a.csv",), ("a.csv: conservation: 9 rows read, but 8 loaded",))
    lost = judge(house.files, said)["rows_conserved"]
    assert (lost.verdict, lost.row_references) == ("failed", "a.csv")


def test_an_empty_ledger_is_not_evaluated_and_blocks(house: House) -> None:
    results = judge(house.files.head(0), report())
    assert {r.verdict for r in results.values()} == {"not_evaluated"}
    assert [r.check_id for r in list_blocking(results.values())] == ["rows_conserved"]


def test_a_refused_file_that_was_withdrawn_is_settled(house: House) -> None:
    files = with_files(house, refused("returnees-KHL-2022-09-1", "b.xlsx"))
    files["withdrawn_at"] = files["landed_at"].where(files["verdict"] == "rejected")
    result = judge(files, report())["files_accepted"]
    assert (result.verdict, result.failed) == ("passed", 0)


def test_a_refused_file_is_named(house: House) -> None:
    files = with_files(
        house,
        refused("returnees-KHL-2022-09-1", "b.xlsx", sheet="Returnees"),
    )
    result = judge(files, report(("b.xlsx, sheet Returnees", "locked.csv")))["files_accepted"]
    assert (result.verdict, result.failed) == ("failed", 2)
    assert result.row_references == "b.xlsx, sheet Returnees, locked.csv"


@pytest.mark.parametrize(
    ("version", "landed_at", "is_settled"),
    [(1, "2022-01-01", True), (2, "2022-10-05", False), (1, "2022-11-01", False)],
    ids=["corrected since", "a correction that was refused", "sent again, refused"],
)
def test_a_refused_file_counts_until_it_is_corrected(
    house: House, version: int, landed_at: str, is_settled: bool
) -> None:
    again = refused(
        "returnees-SYL-2022-09-y", "returnees_SYL.csv", version=version, landed_at=landed_at
    )
    result = judge(with_files(house, again), report())["files_accepted"]
    assert result.verdict == ("passed" if is_settled else "failed")
