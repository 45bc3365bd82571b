"""Deliveries taken back and put back: what comes into force, and what it takes to undo it."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from ingestion.ledger.listing import COLUMNS, list_versions
from ingestion.ledger.withdrawal import WithdrawalRefused, withdraw_versions
from tests.ingestion.house import (
    ASSISTANCE,
    RETURNEES,
    House,
    case,
    returnees_csv,
    service,
    workbook,
)

V1, V2, V3 = (f"cases/returnees_SYL_2022-08_v{n}.csv" for n in (1, 2, 3))
EVENT = '"event_type";"event_date";"_id";"_submission_time"\r\n"dcc_meeting";"2022-09-01";"{}";'


def delivered(house: House, *paths: str) -> None:
    for number, path in enumerate(paths, start=1):
        house.put(path, returnees_csv(case(number)))
        house.ingest()


def states(house: House) -> dict[str, str]:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in list_versions(house.home)]
    return {str(row["path"]): str(row["state"]) for row in rows}


def test_the_next_best_version_comes_into_force(house: House) -> None:
    delivered(house, V1, V3, V2)
    change = house.withdraw(V3)
    assert (change.changed, change.leaves, change.enters) == ((V3,), (V3,), (V2,))
    assert house.in_force() == {V2}
    assert states(house) == {V1: "superseded", V2: "in force", V3: "withdrawn"}
    house.withdraw(V2)
    house.withdraw(V1)
    assert house.in_force() == set()
    assert all(row["withdrawn_at"] for row in house.sources())


def test_a_second_withdrawal_changes_nothing_and_says_so(house: House) -> None:
    delivered(house, V1, V2)
    house.withdraw(V2)
    with sqlite3.connect(house.ledger) as connection:
        before = connection.execute("SELECT * FROM withdrawal").fetchall()
        change = house.withdraw(V2)
        assert connection.execute("SELECT * FROM withdrawal").fetchall() == before
    assert (change.changed, change.already, change.leaves) == ((), (V2,), ())


def test_reinstated_it_is_in_force_again(house: House) -> None:
    delivered(house, V1, V2)
    house.withdraw(V2)
    change = house.reinstate(V2)
    assert (change.changed, change.enters, change.leaves) == ((V2,), (V2,), (V1,))
    assert house.in_force() == {V2}
    assert house.reinstate(V2).already == (V2,)


def test_withdrawn_bytes_count_again_only_under_a_higher_n(house: House) -> None:
    delivered(house, V1, V2)
    house.withdraw(V2)
    bytes_of_2 = (house.landing / V2).read_bytes()
    for again in ("cases/again/returnees_SYL_2022-08_v2.csv", "cases/returnees_SYL_2022-08.csv"):
        house.put(again, bytes_of_2)
        house.ingest()
        assert house.in_force() == {V1}
    house.put(V3, bytes_of_2)
    house.ingest()
    assert house.in_force() == {V3}
    assert states(house)[V2] == "withdrawn"
    # The content is the same: what is withdrawn now is all of it.
    house.withdraw(V3)
    assert house.in_force() == {V1}


def test_all_sheets_of_a_workbook_go(house: House) -> None:
    book = "cases/cases_SYL_2022-08.xlsx"
    sheets = {"Returnees": [RETURNEES, case()], "Assistance": [ASSISTANCE, service()]}
    workbook(house.landing / book, sheets)
    house.ingest()
    change = house.withdraw(book)
    assert change.leaves == (f"{book}, sheet Assistance", f"{book}, sheet Returnees")
    assert house.in_force() == set()


def test_one_sheet_goes_by_its_id(house: House) -> None:
    book = "cases/cases_SYL_2022-08.xlsx"
    sheets = {"Returnees": [RETURNEES, case()], "Assistance": [ASSISTANCE, service()]}
    workbook(house.landing / book, sheets)
    house.ingest()
    (one,) = [row["source_file_id"] for row in house.sources() if row["sheet"] == "Assistance"]
    assert house.withdraw(one).leaves == (f"{book}, sheet Assistance",)


def test_of_a_path_with_several_contents_the_last_goes(house: House) -> None:
    delivered(house, V1, V1)
    first, second = sorted(house.sources(), key=lambda row: row["landed_at"])
    change = house.withdraw(V1)
    assert (change.leaves, change.enters) == ((V1,), (V1,))
    (row,) = [row for row in house.sources() if row["is_in_force"]]
    assert row["source_file_id"] == first["source_file_id"]
    assert house.withdraw(V1).already == (V1,)
    house.withdraw(first["source_file_id"])
    assert house.in_force() == set()
    house.reinstate(V1)
    (row,) = [row for row in house.sources() if row["is_in_force"]]
    assert row["source_file_id"] == second["source_file_id"]


def test_all_versions_of_a_delivery_go_and_come_back(house: House) -> None:
    delivered(house, V1, V2, "cases/returnees_DHK_2022-08.csv")
    with pytest.raises(WithdrawalRefused, match=f"{V1}, {V2}.*--all-versions"):
        house.withdraw("SYL-2022-08")
    assert house.withdraw("SYL-2022-08", all_versions=True).changed == (V1, V2)
    assert house.in_force() == {"cases/returnees_DHK_2022-08.csv"}
    house.put(V3, returnees_csv(case(7)))  # what lands later was not withdrawn
    house.ingest()
    assert V3 in house.in_force()
    assert house.reinstate("SYL-2022-08").changed == (V1, V2)
    house.withdraw(V1, all_versions=True)
    assert house.in_force() == {"cases/returnees_DHK_2022-08.csv"}


def test_a_file_of_an_unversioned_source_is_a_delivery_of_its_own(house: House) -> None:
    for name in ("a", "b"):
        house.put(f"events/{name}.csv", EVENT.format(name) + '"2022-09-01T10:00:00"')
        house.put(f"social_media/other/{name}.csv", f"Date,Platform,Reach\n2022-09-01,{name},1\n")
    house.ingest()
    house.withdraw("events/a.csv", all_versions=True)
    house.withdraw("social_media/other/b.csv")
    assert house.in_force() == {"events/b.csv", "social_media/other/a.csv"}
    house.put("events/again.csv", (house.landing / "events/a.csv").read_bytes())
    house.ingest()
    assert house.in_force() == {"events/b.csv", "social_media/other/a.csv"}
    house.reinstate("events/a.csv")
    assert "events/a.csv" in house.in_force()


def test_a_vanished_file_can_be_withdrawn_and_a_rejected_one(house: House) -> None:
    delivered(house, V1)
    house.put(V2, "nonsense")
    house.ingest()
    (house.landing / V1).unlink()
    assert house.withdraw(V2).leaves == ()
    assert house.withdraw(V1).leaves == (V1,)
    assert states(house) == {V1: "withdrawn", V2: "withdrawn"}


def test_what_is_unknown_is_refused_with_near_names(house: House) -> None:
    with pytest.raises(WithdrawalRefused, match="nothing has landed"):
        house.withdraw(V1)
    delivered(house, V1)
    with pytest.raises(WithdrawalRefused, match=f"did you mean {V1}"):
        house.withdraw(V2)
    with pytest.raises(WithdrawalRefused, match="did you mean SYL-2022-08"):
        house.withdraw("SYL-2022-09", all_versions=True)
    with pytest.raises(WithdrawalRefused, match="see: prottasha deliveries"):
        house.reinstate("?")
    assert house.in_force() == {V1}


@pytest.mark.parametrize(("reason", "by"), [(" ", "tester"), ("a test", "")])
def test_nobody_withdraws_without_name_and_reason(house: House, reason: str, by: str) -> None:
    delivered(house, V1)
    with pytest.raises(WithdrawalRefused, match="neither may be blank"):
        withdraw_versions(house.home, V1, reason=reason, by=by, now=lambda: house.now)


def test_a_withdrawal_waits_for_an_ingestion(house: House) -> None:
    delivered(house, V1)
    waits, lock = threading.Event(), (house.home / "bronze" / ".lock").open("r+")
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_EX)
    thread = threading.Thread(
        target=withdraw_versions,
        args=(house.home, V1),
        kwargs={"reason": "a", "by": "b", "now": lambda: house.now, "waiting": waits.set},
    )
    thread.start()
    assert waits.wait(5)
    assert house.in_force() == {V1}
    lock.close()
    thread.join(5)
    assert house.in_force() == set()
