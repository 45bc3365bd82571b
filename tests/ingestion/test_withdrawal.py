"""Deliveries taken back and put back: what comes into force, and what it takes to undo it."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from ingestion.ledger.listing import COLUMNS, list_versions
from ingestion.ledger.withdrawal import WithdrawalRefused, withdraw_versions
from tests.support.bronze import Bronze
from tests.support.rows import ASSISTANCE, RETURNEES, case, returnees_csv, service, write_workbook

V1, V2, V3 = (f"cases/returnees_SYL_2022-08_v{n}.csv" for n in (1, 2, 3))
EVENT = '"event_type";"event_date";"_id";"_submission_time"\r\n"dcc_meeting";"2022-09-01";"{}";'


def delivered(bronze: Bronze, *paths: str) -> None:
    for number, path in enumerate(paths, start=1):
        bronze.put(path, returnees_csv(case(number)))
        bronze.ingest()


def states(bronze: Bronze) -> dict[str, str]:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in list_versions(bronze.home)]
    return {str(row["path"]): str(row["state"]) for row in rows}


def test_the_next_best_version_comes_into_force(bronze: Bronze) -> None:
    delivered(bronze, V1, V3, V2)
    change = bronze.withdraw(V3)
    assert (change.changed, change.leaves, change.enters) == ((V3,), (V3,), (V2,))
    assert bronze.list_in_force() == {V2}
    assert states(bronze) == {V1: "superseded", V2: "in force", V3: "withdrawn"}
    bronze.withdraw(V2)
    bronze.withdraw(V1)
    assert bronze.list_in_force() == set()
    assert all(row["withdrawn_at"] for row in bronze.list_sources())


def test_a_second_withdrawal_changes_nothing_and_says_so(bronze: Bronze) -> None:
    delivered(bronze, V1, V2)
    bronze.withdraw(V2)
    with sqlite3.connect(bronze.ledger) as connection:
        before = connection.execute("SELECT * FROM withdrawal").fetchall()
        change = bronze.withdraw(V2)
        assert connection.execute("SELECT * FROM withdrawal").fetchall() == before
    assert (change.changed, change.already, change.leaves) == ((), (V2,), ())


def test_reinstated_it_is_in_force_again(bronze: Bronze) -> None:
    delivered(bronze, V1, V2)
    bronze.withdraw(V2)
    change = bronze.reinstate(V2)
    assert (change.changed, change.enters, change.leaves) == ((V2,), (V2,), (V1,))
    assert bronze.list_in_force() == {V2}
    assert bronze.reinstate(V2).already == (V2,)


def test_withdrawn_bytes_count_again_only_under_a_higher_n(bronze: Bronze) -> None:
    delivered(bronze, V1, V2)
    bronze.withdraw(V2)
    bytes_of_2 = (bronze.landing / V2).read_bytes()
    for again in ("cases/again/returnees_SYL_2022-08_v2.csv", "cases/returnees_SYL_2022-08.csv"):
        bronze.put(again, bytes_of_2)
        bronze.ingest()
        assert bronze.list_in_force() == {V1}
    bronze.put(V3, bytes_of_2)
    bronze.ingest()
    assert bronze.list_in_force() == {V3}
    assert states(bronze)[V2] == "withdrawn"
    # The content is the same: what is withdrawn now is all of it.
    bronze.withdraw(V3)
    assert bronze.list_in_force() == {V1}


def test_all_sheets_of_a_workbook_go(bronze: Bronze) -> None:
    book = "cases/cases_SYL_2022-08.xlsx"
    sheets = {"Returnees": [RETURNEES, case()], "Assistance": [ASSISTANCE, service()]}
    write_workbook(bronze.landing / book, sheets)
    bronze.ingest()
    change = bronze.withdraw(book)
    assert change.leaves == (f"{book}, sheet Assistance", f"{book}, sheet Returnees")
    assert bronze.list_in_force() == set()


def test_one_sheet_goes_by_its_id(bronze: Bronze) -> None:
    book = "cases/cases_SYL_2022-08.xlsx"
    sheets = {"Returnees": [RETURNEES, case()], "Assistance": [ASSISTANCE, service()]}
    write_workbook(bronze.landing / book, sheets)
    bronze.ingest()
    (one,) = [
        row["source_file_id"] for row in bronze.list_sources() if row["sheet"] == "Assistance"
    ]
    assert bronze.withdraw(one).leaves == (f"{book}, sheet Assistance",)


def test_of_a_path_with_several_contents_the_last_goes(bronze: Bronze) -> None:
    delivered(bronze, V1, V1)
    first, second = sorted(bronze.list_sources(), key=lambda row: row["landed_at"])
    change = bronze.withdraw(V1)
    assert (change.leaves, change.enters) == ((V1,), (V1,))
    (row,) = [row for row in bronze.list_sources() if row["is_in_force"]]
    assert row["source_file_id"] == first["source_file_id"]
    assert bronze.withdraw(V1).already == (V1,)
    bronze.withdraw(first["source_file_id"])
    assert bronze.list_in_force() == set()
    bronze.reinstate(V1)
    (row,) = [row for row in bronze.list_sources() if row["is_in_force"]]
    assert row["source_file_id"] == second["source_file_id"]


def test_all_versions_of_a_delivery_go_and_come_back(bronze: Bronze) -> None:
    delivered(bronze, V1, V2, "cases/returnees_DHK_2022-08.csv")
    with pytest.raises(WithdrawalRefused, match=f"{V1}, {V2}.*--all-versions"):
        bronze.withdraw("SYL-2022-08")
    assert bronze.withdraw("SYL-2022-08", all_versions=True).changed == (V1, V2)
    assert bronze.list_in_force() == {"cases/returnees_DHK_2022-08.csv"}
    bronze.put(V3, returnees_csv(case(7)))  # what lands later was not withdrawn
    bronze.ingest()
    assert V3 in bronze.list_in_force()
    assert bronze.reinstate("SYL-2022-08").changed == (V1, V2)
    bronze.withdraw(V1, all_versions=True)
    assert bronze.list_in_force() == {"cases/returnees_DHK_2022-08.csv"}


def test_a_file_of_an_unversioned_source_is_a_delivery_of_its_own(bronze: Bronze) -> None:
    for name in ("a", "b"):
        bronze.put(f"events/{name}.csv", EVENT.format(name) + '"2022-09-01T10:00:00"')
        bronze.put(f"social_media/other/{name}.csv", f"Date,Platform,Reach\n2022-09-01,{name},1\n")
    bronze.ingest()
    bronze.withdraw("events/a.csv", all_versions=True)
    bronze.withdraw("social_media/other/b.csv")
    assert bronze.list_in_force() == {"events/b.csv", "social_media/other/a.csv"}
    bronze.put("events/again.csv", (bronze.landing / "events/a.csv").read_bytes())
    bronze.ingest()
    assert bronze.list_in_force() == {"events/b.csv", "social_media/other/a.csv"}
    bronze.reinstate("events/a.csv")
    assert "events/a.csv" in bronze.list_in_force()


def test_a_vanished_file_can_be_withdrawn_and_a_rejected_one(bronze: Bronze) -> None:
    delivered(bronze, V1)
    bronze.put(V2, "nonsense")
    bronze.ingest()
    (bronze.landing / V1).unlink()
    assert bronze.withdraw(V2).leaves == ()
    assert bronze.withdraw(V1).leaves == (V1,)
    assert states(bronze) == {V1: "withdrawn", V2: "withdrawn"}


def test_what_is_unknown_is_refused_with_near_names(bronze: Bronze) -> None:
    with pytest.raises(WithdrawalRefused, match="nothing has landed"):
        bronze.withdraw(V1)
    delivered(bronze, V1)
    with pytest.raises(WithdrawalRefused, match=f"did you mean {V1}"):
        bronze.withdraw(V2)
    with pytest.raises(WithdrawalRefused, match="did you mean SYL-2022-08"):
        bronze.withdraw("SYL-2022-09", all_versions=True)
    with pytest.raises(WithdrawalRefused, match="see: prottasha deliveries"):
        bronze.reinstate("?")
    assert bronze.list_in_force() == {V1}


@pytest.mark.parametrize(("reason", "by"), [(" ", "tester"), ("a test", "")])
def test_nobody_withdraws_without_name_and_reason(bronze: Bronze, reason: str, by: str) -> None:
    delivered(bronze, V1)
    with pytest.raises(WithdrawalRefused, match="must not be blank"):
        withdraw_versions(bronze.home, V1, reason=reason, by=by, now=lambda: bronze.now)


def test_a_withdrawal_waits_for_an_ingestion(bronze: Bronze) -> None:
    delivered(bronze, V1)
    waits, lock = threading.Event(), (bronze.home / "bronze" / ".lock").open("r+")
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_EX)
    thread = threading.Thread(
        target=withdraw_versions,
        args=(bronze.home, V1),
        kwargs={"reason": "a", "by": "b", "now": lambda: bronze.now, "waiting": waits.set},
    )
    thread.start()
    assert waits.wait(60)
    assert bronze.list_in_force() == {V1}
    lock.close()
    thread.join(60)
    assert bronze.list_in_force() == set()
