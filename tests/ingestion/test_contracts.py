"""The contracts are data: complete, closed, and the columns of bronze."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from common.errors import ConfigurationError
from ingestion.bronze_tables import list_table_columns
from ingestion.contract import CLOSED_LISTS, FOLDER, Contract, load_contracts

# The columns that the models and the gate read; all text, and the provenance after them.
TABLES = {
    "returnees": "case_id registration_date full_name father_name sex date_of_birth nid "
    "passport_no phone district upazila country_of_return return_date screened_on "
    "plan_developed_on",
    "assistance": "service_id case_id service status start_date completion_date amount_bdt",
    "facebook_reach": "date reach",
    "youtube_reach": "date views",
    "other_reach": "date platform reach",
    "events": "submission_id submission_uuid submission_time validation_status event_type "
    "event_date district upazila venue participants_men participants_women participants_unknown "
    "organiser",
    "products": "product_id date type title",
    "news": "report_id date outlet headline",
    "published_figures": "reporting_month indicator_code dimension member period value "
    "label_confidence note",
    "uncounted": "reason",
}
GOOD = {
    "table": "other_reach",
    "source": "social_media",
    "folder": "f",
    "slot": "s",
    "files": [{"pattern": ".*", "format": "delimited"}],
    "columns": {"date": {"headers": ["Date"]}},
}


@pytest.mark.parametrize("table", TABLES)
def test_bronze_has_the_agreed_columns(table: str) -> None:
    expected = (*TABLES[table].split(), "extra", "source_file_id", "row_number")
    assert list_table_columns()[table] == expected


def test_no_other_table() -> None:
    assert set(list_table_columns()) == set(TABLES)


def test_personal_columns_are_flagged() -> None:
    columns = next(c for c in load_contracts().layouts if c.table == "returnees").columns
    assert {name for name, column in columns.items() if column.personal} == {
        "full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"columns": {"date": {"headers": ["Date"], "typ": "date"}}},
        {"columns": {"date": {"headers": []}}},
        {"columns": {"date": {"headers": ["Date"], "type": "day"}}},
        {"key": ["absent"]},
        {"not_before": [{"column": "date", "other": "absent"}]},
        {"files": [{"pattern": "(", "format": "delimited"}]},
        {"uncounted": "why"},
    ],
)
def test_a_wrong_contract_is_an_error(change: dict[str, object]) -> None:
    Contract.model_validate(GOOD)
    with pytest.raises(ValidationError):
        Contract.model_validate(GOOD | change)


def test_a_list_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.yml"):
        text = file.read_text("utf-8").replace("list: event_type", "list: no_such_list")
        (tmp_path / file.name).write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match="no_such_list"):
        load_contracts(tmp_path, CLOSED_LISTS)


def test_the_fingerprint_follows_the_data(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.yml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert load_contracts(tmp_path, CLOSED_LISTS).fingerprint == load_contracts().fingerprint
    changed = tmp_path / "news.yml"
    changed.write_text(changed.read_text("utf-8").replace("[Outlet]", "[Outlet, Paper]"), "utf-8")
    load_contracts.cache_clear()
    assert load_contracts(tmp_path, CLOSED_LISTS).fingerprint != load_contracts().fingerprint
