"""Read = loaded + quarantined + ignored, each side counted where the other cannot reach."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import parquet
from ingestion.bronze_tables import build_schema
from tests.support.bronze import Bronze
from tests.support.rows import RETURNEES, case, format_csv, returnees_csv

FILE = "cases/returnees_SYL_2022-08.csv"
OTHER = "cases/returnees_DHK_2022-08.csv"


@pytest.mark.parametrize("table", ["returnees", "quarantine", "uncounted"])
def test_a_row_lost_on_the_way_rejects_the_file(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    build_chunk = parquet.build_chunk

    def lossy(columns: dict[str, Any], schema: Any) -> Any:
        if schema == build_schema(table) and "SYL" in columns["source_file_id"][0]:
            columns = {name: values[1:] for name, values in columns.items()}
        return build_chunk(columns, schema)

    monkeypatch.setattr(parquet, "build_chunk", lossy)
    bronze.put(FILE, returnees_csv(case(1), case(2), case(3, Full_Name=""), [""] * 15))
    bronze.put(OTHER, returnees_csv(case(1)))
    report = bronze.ingest()
    (rejected,) = report.files_rejected
    assert rejected.path == FILE
    assert rejected.reason.startswith("conservation: 4 rows read, but ")
    assert report.conservation == (f"{FILE}: {rejected.reason}",)
    assert bronze.list_in_force() == {OTHER}
    assert len(bronze.read_table("returnees")) == 1
    assert list(bronze.home.rglob("*.partial")) == []
    # The fault over, the next scan takes the file.
    monkeypatch.undo()
    assert bronze.ingest().rows_read == 4
    assert bronze.list_in_force() == {FILE, OTHER}


kinds = st.lists(st.sampled_from(["good", "bad", "blank", "twin", "short", "mangled"]), max_size=25)


@given(kinds, st.integers(1, 7))
@settings(max_examples=25, deadline=None)
def test_any_mixture_adds_up(
    tmp_path_factory: pytest.TempPathFactory, mixture: list[str], chunk: int
) -> None:
    bronze = Bronze(tmp_path_factory.mktemp("mixture"))
    rows = []
    for number, kind in enumerate(mixture, start=10):
        rows.append(
            {
                "good": case(number),
                "bad": case(number, Screened_On="never", Full_Name=""),
                "blank": [""] * 15,
                "twin": case(1),
                "short": case(number)[:3],
                "mangled": case(number, NID="1.9E+12"),
            }[kind]
        )
    bronze.put(FILE, format_csv(RETURNEES, rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.load.CHUNK", chunk)
        report = bronze.ingest()
    twins = mixture.count("twin")
    bad = mixture.count("bad") + mixture.count("short") + (twins if twins > 1 else 0)
    assert report.files_rejected == ()
    assert (report.rows_read, report.rows_quarantined) == (len(mixture), bad)
    assert report.rows_ignored == mixture.count("blank")
    assert report.rows_loaded == len(mixture) - bad - mixture.count("blank")
    numbers = {row["row_number"] for row in bronze.read_table("returnees")}
    numbers |= {row["row_number"] for row in bronze.read_table("uncounted")}
    numbers |= {
        row["row_number"] for row in bronze.read_table("quarantine") if row["scope"] == "row"
    }
    assert numbers == set(range(2, len(mixture) + 2))
