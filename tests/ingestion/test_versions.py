"""Which version is in force: histories of landings against the rules told in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.ledger.versions import Landing, choose_winners, is_new_landing
from tests.support.bronze import Bronze
from tests.support.rows import ASSISTANCE, RETURNEES, case, returnees_csv, service, write_workbook

# One file put into landing: (content, N, path). Each scan finds one of them.
arrivals = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.integers(1, 4), st.sampled_from("pqr")), max_size=12
)


def landings_of(history: list[tuple[str, int, str]], instants: list[int]) -> list[Landing]:
    """What the ledger keeps of a history."""
    seen: dict[str, int] = {}
    kept = []
    for (content, version, path), instant in zip(history, instants, strict=True):
        if is_new_landing(version, seen.get(content)):
            kept.append(Landing("slot", content, version, f"{instant:04d}", path))
            seen[content] = version
    return kept


def told_in_words(history: list[tuple[str, int, str]], instants: list[int]) -> str | None:
    """The rules, sentence by sentence: go through the history and hold the winner."""
    holder: tuple[int, int, str, str] | None = None
    highest: dict[str, int] = {}
    for (content, version, path), instant in zip(history, instants, strict=True):
        if content in highest and version <= highest[content]:
            continue  # bytes seen before change nothing unless their N is higher
        highest[content] = version
        if holder is None or version > holder[0]:
            holder = (version, instant, path, content)  # the highest N wins whenever it lands
        elif version == holder[0]:
            is_later = instant > holder[1]  # with equal N the later landed, then the later path
            if is_later or (instant == holder[1] and path > holder[2]):
                holder = (version, instant, path, content)
    return holder[3] if holder else None


@given(arrivals, st.data())
@settings(max_examples=300, deadline=None)
def test_winners_follow_the_rules(history: list[tuple[str, int, str]], data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.integers(0, 1), min_size=len(history), max_size=len(history)))
    instants = [sum(steps[: n + 1]) for n in range(len(history))]
    landings = landings_of(history, instants)
    best = choose_winners(data.draw(st.permutations(landings))).get("slot")
    expected = told_in_words(history, instants)
    # Two contents at one instant, version and path cannot be: a path holds one file at a time.
    keys = [(landing.version, landing.landed_at, landing.path) for landing in landings]
    if len(set(keys)) == len(keys):
        assert (best.source_file_id if best else None) == expected


@given(st.permutations([("A", 1), ("B", 2), ("C", 3), ("D", 4)]))
def test_distinct_versions_end_the_same_in_any_order(order: list[tuple[str, int]]) -> None:
    history = [(content, version, "p") for content, version in order]
    assert choose_winners(landings_of(history, list(range(4))))["slot"].source_file_id == "D"


def put(bronze: Bronze, name: str, number: int) -> None:
    bronze.put(f"cases/returnees_SYL_{name}.csv", returnees_csv(case(number)))


@pytest.mark.parametrize("order", [(1, 2, 10), (10, 2, 1), (2, 10, 1)])
def test_the_highest_version_wins_whenever_it_lands(bronze: Bronze, order: tuple[int, ...]) -> None:
    for version in order:
        put(bronze, f"2022-08_v{version}", version)
        bronze.ingest()
    assert bronze.list_in_force() == {"cases/returnees_SYL_2022-08_v10.csv"}
    assert len(bronze.read_table("returnees")) == 3  # earlier versions stay in bronze


def test_changed_bytes_under_an_old_name_are_a_new_version(bronze: Bronze) -> None:
    for number in (1, 2):
        put(bronze, "2022-08", number)
        bronze.ingest()
    force = [row["source_file_id"] for row in bronze.list_sources() if row["is_in_force"]]
    kept = {row["source_file_id"]: row["case_id"] for row in bronze.read_table("returnees")}
    assert [kept[key] for key in force] == ["SYL-2022-00002"]
    # Bytes seen before change nothing, unless their N is higher.
    put(bronze, "2022-08", 1)
    report = bronze.ingest()
    assert report.files_new == 0
    assert [row["source_file_id"] for row in bronze.list_sources() if row["is_in_force"]] == force
    put(bronze, "2022-08_v2", 1)
    assert bronze.ingest().files_new == 0
    (row,) = [row for row in bronze.list_sources() if row["is_in_force"]]
    assert kept[row["source_file_id"]] == "SYL-2022-00001"
    assert (row["version"], row["path"]) == (2, "cases/returnees_SYL_2022-08_v2.csv")


def test_equal_versions_in_one_scan_go_to_the_later_path(bronze: Bronze) -> None:
    bronze.put("cases/a/returnees_SYL_2022-08.csv", returnees_csv(case(1)))
    bronze.put("cases/b/returnees_SYL_2022-08.csv", returnees_csv(case(2)))
    bronze.ingest()
    assert bronze.list_in_force() == {"cases/b/returnees_SYL_2022-08.csv"}


def test_a_rejected_file_replaces_nothing(bronze: Bronze) -> None:
    put(bronze, "2022-08", 1)
    bronze.ingest()
    bronze.put("cases/returnees_SYL_2022-08_v2.csv", "nonsense")
    bronze.ingest()
    assert bronze.list_in_force() == {"cases/returnees_SYL_2022-08.csv"}


def test_a_vanished_file_stays_in_force(bronze: Bronze) -> None:
    put(bronze, "2022-08", 1)
    bronze.ingest()
    (bronze.landing / "cases/returnees_SYL_2022-08.csv").unlink()
    bronze.ingest()
    assert bronze.list_in_force() == {"cases/returnees_SYL_2022-08.csv"}


def test_sheets_of_one_workbook_are_versioned_apart(bronze: Bronze) -> None:
    book = "cases/cases_SYL_2022-08.xlsx"
    sheets = {"Returnees": [RETURNEES, case()], "Assistance": [ASSISTANCE, service()]}
    write_workbook(bronze.landing / book, sheets)
    put(bronze, "2022-08_v2", 2)
    bronze.ingest()
    force = {row["table_name"]: row["path"] for row in bronze.list_sources() if row["is_in_force"]}
    assert force == {"assistance": book, "returnees": "cases/returnees_SYL_2022-08_v2.csv"}


def test_social_media_and_kobo_exports_all_stay_in_force(bronze: Bronze) -> None:
    header = '"event_type";"event_date";"_id";"_submission_time"\r\n'
    for n in (1, 2):
        bronze.put(f"social_media/other/{n}_v{n}.csv", f"Date,Platform,Reach\n2022-09-0{n},X,1\n")
        row = f'"dcc_meeting";"2022-09-01";"{n}";"2022-09-01T10:00:00"'
        bronze.put(f"events/{n}.csv", header + row)
        bronze.ingest()
    assert len(bronze.list_in_force()) == 4
    assert {row["version"] for row in bronze.list_sources()} == {1}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "communications/products_2022-08{v}.csv",
            "Product ID,Date,Type,Title\nP{n},2022-08-01,,\n",
        ),
        (
            "communications/news_2022-08{v}.csv",
            "Report ID,Date,Outlet,Headline\nN{n},2022-08-01,,\n",
        ),
    ],
)
def test_communications_follow_the_same_rules(bronze: Bronze, name: str, text: str) -> None:
    for n, version in ((1, "_v2"), (2, "")):
        bronze.put(name.format(v=version), text.format(n=n))
        bronze.ingest()
    assert bronze.list_in_force() == {name.format(v="_v2")}


def test_of_published_figures_the_later_landed_wins(bronze: Bronze) -> None:
    header = "reporting_month,indicator_code,dimension,member,period,value,label_confidence,note\n"
    for place, value in (("z", 1), ("a", 2)):
        row = f"2022-09,screened,total,all,month,{value},certain,\n"
        bronze.put(f"published/{place}/2022-09.csv", header + row)
        bronze.ingest()
    assert bronze.list_in_force() == {"published/a/2022-09.csv"}


def test_the_same_bytes_in_another_slot_are_another_file(bronze: Bronze) -> None:
    bronze.put("cases/returnees_SYL_2022-08.csv", returnees_csv())
    bronze.put("cases/returnees_DHK_2022-08.csv", returnees_csv())
    bronze.put("cases/copy/returnees_DHK_2022-08.csv", returnees_csv())
    assert bronze.ingest().files_new == 2
    assert len(bronze.list_in_force()) == 2


def test_as_of_shows_the_state_of_that_instant(bronze: Bronze) -> None:
    put(bronze, "2022-08", 1)
    bronze.ingest()
    before = bronze.now - timedelta(hours=1)
    put(bronze, "2022-08_v2", 2)
    bronze.ingest()
    assert bronze.list_in_force(datetime(2022, 11, 30, tzinfo=UTC)) == set()
    assert bronze.list_in_force(before) == {"cases/returnees_SYL_2022-08.csv"}
    assert len(bronze.list_sources(before)) == 1
    assert bronze.list_in_force() == {"cases/returnees_SYL_2022-08_v2.csv"}
    # The content of the first file gets a higher N later: of old, it still has its old one.
    put(bronze, "2022-08_v3", 1)
    bronze.ingest()
    assert bronze.list_in_force(before) == {"cases/returnees_SYL_2022-08.csv"}
    assert bronze.list_in_force() == {"cases/returnees_SYL_2022-08_v3.csv"}


@given(arrivals)
@settings(max_examples=8, deadline=None)
def test_whole_histories_through_the_folder(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[str, int, str]]
) -> None:
    bronze = Bronze(tmp_path_factory.mktemp("history"))
    for content, version, path in history:
        bronze.put(
            f"cases/{path}/returnees_SYL_2022-08_v{version}.csv", returnees_csv(case(ord(content)))
        )
        bronze.ingest()
    # A path holds one file at a time, and files that stay are bytes seen before.
    expected = told_in_words(history, list(range(len(history))))
    force = {row["source_file_id"] for row in bronze.list_sources() if row["is_in_force"]}
    ids = [
        row["case_id"] for row in bronze.read_table("returnees") if row["source_file_id"] in force
    ]
    assert ids == ([f"SYL-2022-{ord(expected):05d}"] if expected else [])
